// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("meter record")
struct RecordTests {
  @Test(
    "the answer carries what was recorded, and used and refund as of now",
    arguments: Location.Backend.allCases)
  func answer(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock = midnight + 1_043_456
    let json = try ledger("meter record ctr-1 \(figures) -o json").json()
    let expected = [
      "kind": "sample", "id": "ctr-1/1", "contract": "ctr-1", "cpu": "12.50", "memory": "512.000",
      "used": "0.010145000", "refund": "0.024855000", "asset": "SOL",
      "taken_at": "2026-01-01T00:17:23.456Z",
    ]
    for (name, value) in expected { #expect(json[name]?.string == value, "\(name)") }
    let numbers = ["seq": 1, "disk_read": 1, "disk_write": 2, "net_rx": 3, "net_tx": 4]
    for (name, value) in numbers { #expect(json[name] == .integer(value), "\(name)") }
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/2\n")
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("the seeds' M2 for an hour, half of it used", arguments: Location.Backend.allCases)
  func halfAnHour(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    #expect(ledger("renting open M2").output == "ctr-2\n")
    ledger.clock = midnight + 1_800_000
    let json = try ledger("meter record ctr-2 \(figures) -o json").json()
    #expect(json["used"]?.string == "0.000500000")
    #expect(json["refund"]?.string == "0.000500000")
  }

  @Test(
    "the same sample again is told the same, later too, and nothing is written",
    arguments: Location.Backend.allCases)
  func repeated(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock += 1000
    let first = ledger("meter record ctr-1 \(figures) --seq 5 -o json")
    let before = ledger("meter usage ctr-1 --samples -o json").output
    ledger.clock += 200_000
    #expect(ledger("meter record ctr-1 \(figures) --seq 5 -o json").output == first.output)
    #expect(ledger("meter usage ctr-1 --samples -o json").output == before)
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(1))
  }

  @Test("the same sample again after the contract has settled")
  func repeatedAfterSettling() throws {
    let ledger = try rentedLedger()
    let first = ledger("meter record ctr-1 \(figures) --seq 1 -o json").output
    #expect(ledger("contract settle ctr-1").status == 0)
    let again = ledger("meter record ctr-1 \(figures) --seq 1 -o json")
    #expect(again.output == first)
  }

  @Test("other values under a number are a conflict", arguments: Location.Backend.allCases)
  func conflict(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger("meter record ctr-1 \(figures) --seq 5")
    let before = ledger("meter usage ctr-1 --samples").output
    for (option, other) in [
      ("--cpu 12.5", "--cpu 12.51"), ("--memory 512", "--memory 512.001"),
      ("--disk-read 1", "--disk-read 0"), ("--disk-write 2", "--disk-write 0"),
      ("--net-rx 3", "--net-rx 0"), ("--net-tx 4", "--net-tx 0"),
      ("--net-tx 4", "--net-tx 4 --taken-at 2026-01-01T00:00:00.001Z"),
    ] {
      let changed = figures.split(separator: option, omittingEmptySubsequences: false)
        .joined(separator: other)
      ledger.clock += 1
      let refused = ledger("meter record ctr-1 \(changed) --seq 5 -o json")
      #expect((refused.status, refused.code) == (4, "conflict"), "\(other)")
    }
    #expect(ledger("meter usage ctr-1 --samples").output == before)
  }

  @Test("numbers: the next one, gaps, late ones, and those older than what is kept")
  func numbers() throws {
    let ledger = try rentedLedger()
    #expect(ledger("meter record ctr-1 \(figures) --seq 10").output == "ctr-1/10\n")
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/11\n")
    #expect(ledger("meter record ctr-1 \(figures) --seq 20").output == "ctr-1/20\n")
    #expect(ledger("meter record ctr-1 \(figures) --seq 15").output == "ctr-1/15\n")
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/21\n")
    let old = ledger("meter record ctr-1 \(figures) --seq 9 -o json")
    #expect((old.status, old.code) == (4, "conflict"))
    let last = "9007199254740991"
    #expect(ledger("meter record ctr-1 \(figures) --seq \(last)").output == "ctr-1/\(last)\n")
    #expect(ledger("meter record ctr-1 \(figures) -o json").code == "conflict")
  }

  @Test("exactly the last 100 are kept", arguments: Location.Backend.allCases)
  func kept(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    let lines = (1...100).map(Self.line).joined(separator: "\n")
    #expect(ledger("meter record --from -", input: lines).status == 0)
    #expect(ledger("meter record ctr-1 \(figures) --seq 1 -o json").code == "conflict")
    #expect(ledger("meter usage ctr-1 --samples -o id").output.hasPrefix("ctr-1/1\n"))
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/101\n")
    let ids = ledger("meter usage ctr-1 --samples -o id").output.split(separator: "\n")
    #expect((ids.count, ids.first, ids.last) == (100, "ctr-1/2", "ctr-1/101"))
    let old = ledger("meter record ctr-1 \(figures) --seq 1 -o json")
    #expect((old.status, old.code) == (4, "conflict"))
  }

  static func line(_ number: Int) -> String {
    """
    {"contract":"ctr-1","cpu":\(number),"memory":1,"disk_read":0,"disk_write":0,\
    "net_rx":0,"net_tx":0}
    """
  }

  @Test("a batch is all or nothing, its faults carry their line")
  func batch() throws {
    let ledger = try rentedLedger()
    let bad = ledger(
      "meter record --from - -o json", input: Self.line(1) + "\n" + Self.line(2_000_000) + "\n")
    #expect((bad.status, bad.code) == (65, "bad-value"))
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(0))
    let kept = ledger(
      "meter record --from - --keep-going",
      input: Self.line(1) + "\n" + Self.line(2_000_000) + "\n" + Self.line(3) + "\n")
    #expect((kept.status, kept.output) == (2, "ctr-1/1\nctr-1/2\n"))
  }

  @Test("CSV", arguments: Location.Backend.allCases)
  func csv(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    let text = """
      contract,cpu,memory,disk_read,disk_write,net_rx,net_tx,seq
      ctr-1,1.25,2.5,3,4,5,6,7
      """
    #expect(ledger("meter record --from - --input csv", input: text).output == "ctr-1/7\n")
  }

  @Test("a dry run keeps nothing", arguments: Location.Backend.allCases)
  func dryRun(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    #expect(ledger("meter record ctr-1 \(figures) -n").output == "ctr-1/1\n")
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(0))
  }
}
