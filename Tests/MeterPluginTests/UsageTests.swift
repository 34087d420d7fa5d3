// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("meter usage")
struct UsageTests {
  @Test("a contract without samples", arguments: Location.Backend.allCases)
  func empty(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock += 1_800_000
    let usage = try ledger("meter usage ctr-1 -o json").json()
    #expect((usage["kind"]?.string, usage["id"]?.string) == ("usage", "ctr-1"))
    #expect((usage["samples"], usage["minutes"]) == (.integer(0), .integer(0)))
    #expect(usage["cpu_mean"] == nil)
    #expect((usage["used"]?.string, usage["refund"]?.string) == ("0.017500000", "0.017500000"))
    #expect(ledger("meter usage ctr-1 --minutes").output.isEmpty)
    #expect(ledger("meter usage ctr-1 --samples -o json").output == "[]\n")
  }

  @Test("complete minutes and the open one together", arguments: Location.Backend.allCases)
  func together(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    for (cpu, later) in [("10", 0), ("20", 60_000), ("60.5", 0)] {
      ledger.clock += Int64(later)
      ledger("meter record ctr-1 \(figures) --cpu \(cpu)")
    }
    let usage = try ledger("meter usage ctr-1 -o json").json()
    #expect((usage["samples"], usage["minutes"]) == (.integer(3), .integer(2)))
    let parts = ["min", "mean", "max", "sum"].map { usage["cpu_\($0)"]?.string }
    #expect(parts == ["10.00", "30.17", "60.50", "90.50"])
    #expect(usage["net_tx_sum"] == .string("12"))
    #expect((usage["first_seq"], usage["last_seq"]) == (.integer(1), .integer(3)))
    #expect(usage["status"]?.string == "active")
  }

  @Test("by device", arguments: Location.Backend.allCases)
  func device(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger("meter record ctr-1 \(figures)")
    let device = try #require(ledger("contract show ctr-1 -o json").json()["device"]?.string)
    ledger("contract settle ctr-1")
    #expect(ledger("renting open THOR").output == "ctr-2\n")
    let other = try #require(ledger("contract show ctr-2 -o json").json()["device"]?.string)
    let listed = try #require(ledger("meter usage --device \(device) -o json").json().array)
    #expect(listed.first?["id"]?.string == "ctr-1")
    #expect(listed.allSatisfy { $0["device"]?.string == device })
    #expect(listed.count == (other == device ? 2 : 1))
  }

  @Test("ids from standard input")
  func ids() throws {
    let ledger = try rentedLedger()
    #expect(ledger("renting open M2").output == "ctr-2\n")
    #expect(ledger("meter usage - -o id", input: "ctr-2\nctr-1\n").output == "ctr-2\nctr-1\n")
  }

  @Test("a device without contracts is an empty listing, one that is not there an error")
  func noContracts() throws {
    let ledger = try rentedLedger()
    let names = ledger("device list --tier M2 -o id").output.split(separator: "\n")
    let idle = try #require(names.first)
    #expect(ledger("meter usage --device \(idle) -o json").output == "[]\n")
    #expect(ledger("meter usage --device nowhere -o json").code == "not-found")
  }

  @Test(
    "bad input",
    arguments: [
      ("", 64, "missing-argument"), ("ctr-9", 3, "not-found"), ("1", 3, "not-found"),
      ("ctr-1 --device x", 64, "usage"), ("ctr-1 --minutes --samples", 64, "usage"),
    ] as [(String, Int32, String)])
  func badInput(_ words: String, _ status: Int32, _ code: String) throws {
    let refused = try rentedLedger()("meter usage \(words) -o json")
    #expect((refused.status, refused.code) == (status, code))
  }
}
