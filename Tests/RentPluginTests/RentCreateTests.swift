// SPDX-License-Identifier: GPL-3.0-or-later
import Store
package import TestKit
import Testing

@Suite("rent create, and the seeds' goldens")
struct RentCreateTests {
  @Test(
    "charged by the millisecond, the rest refunded",
    arguments: Location.Backend.allCases,
    [
      ("THOR", 1_043_456, "0.010145000", "0.024855000"),
      ("M2", 1_800_000, "0.000500000", "0.000500000"),
      ("THOR", 3_600_000, "0.035000000", "0.000000000"), ("M2", 0, "0.000000000", "0.001000000"),
      ("THOR", 7_200_000, "0.035000000", "0.000000000"), ("M2", 1, "0.000001000", "0.000999000"),
      ("M3_ULTRA", 1, "0.000001000", "0.024999000"),
      ("M3_ULTRA", 100, "0.000001000", "0.024999000"),
    ] as [(String, Int64, String, String)])
  func golden(
    _ backend: Location.Backend,
    _ golden: (tier: String, elapsed: Int64, used: String, refund: String)
  ) throws {
    let ledger = try platform(backend)
    let start = ledger.clock
    let made = ledger(
      "rent create --wallet ada --tier \(golden.tier) --hours 1 --at 2026-01-01T00:00:00Z -o json")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json()["id"]?.string == "ctr-1")
    #expect(try made.json()["kind"]?.string == "contract")
    #expect(try made.json()["status"]?.string == "active")
    #expect(try made.json()["wallet"]?.string == "ada")
    #expect(try made.json()["tier"]?.string == golden.tier)
    #expect(try made.json()["asset"]?.string == "SOL")
    ledger.clock = start + golden.elapsed
    let settled = try ledger("contract settle ctr-1 -o json").json()
    #expect(settled["used"]?.string == golden.used)
    #expect(settled["refund"]?.string == golden.refund)
    #expect(settled["status"]?.string == "settled")
    #expect(ledger.available("escrow:contract:ctr-1") == "0.000000000")
    #expect(ledger.isSound)
  }

  @Test("the money goes wallet → escrow → owner and wallet", arguments: Location.Backend.allCases)
  func flow(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_FEE_BPS"] = "250"
    ledger("rent create --wallet ada --tier THOR --hours 2")
    #expect(ledger.available("ada") == "99.930000000")
    #expect(ledger.available("escrow:contract:ctr-1") == "0.070000000")
    ledger.environment = [:]
    ledger.wait(3_600_000)
    ledger("contract settle ctr-1")
    #expect(ledger.available("ada") == "99.965000000")
    #expect(ledger.available("revenue:rent") == "0.000875000")
    #expect(ledger.available("treasury") == "0.034125000")
    #expect(ledger.isSound)
  }

  @Test(
    "--amount",
    arguments: [
      ("0.035", Int32(0), nil), ("0.0350000001", 64, "precision"), ("5", 0, nil),
      ("0.034999999", 5, "underpaid"), ("1GRID", 64, "bad-value"), ("0", 64, "bad-amount"),
    ] as [(String, Int32, String?)])
  func amounts(_ amount: String, _ status: Int32, _ code: String?) throws {
    let ledger = try platform()
    let result = ledger("rent create --wallet ada --tier THOR --hours 1 --amount \(amount) -o json")
    #expect(result.status == status, "\(result.errors)")
    #expect(result.code == code)
    if code == "underpaid" { #expect(result.detail("required") == "0.035000000") }
    #expect(ledger.available("ada") == (code == nil ? "99.965000000" : "100.000000000"))
    #expect(ledger.isSound)
  }

  @Test("a wallet without enough")
  func insufficient() throws {
    let ledger = try platform()
    ledger("ledger create-account poor --balance 0.01SOL")
    let before = ledger.head
    let result = ledger("rent create --wallet poor --tier THOR --hours 1 -o json")
    #expect(result.status == 5)
    #expect(result.code == "insufficient-funds")
    #expect(result.detail("required") == "0.035000000")
    #expect(result.detail("available") == "0.010000000")
    #expect(ledger.head == before)
  }

  @Test("a tier has as many contracts as slots")
  func capacity() throws {
    let ledger = try platform()
    var devices: Set<String> = []
    for _ in 0..<3 {
      let device = try ledger.field("device", of: "rent create --wallet ada --tier THOR --hours 1")
      devices.insert(device ?? "")
    }
    #expect(devices.count == 3)
    let full = ledger("rent create --wallet ada --tier THOR --hours 1 -o json")
    #expect(full.status == 5)
    #expect(full.code == "no-capacity")
    #expect(ledger("rent create --wallet ada --tier ORIN --hours 1").status == 0)
    ledger("contract settle ctr-2")
    #expect(ledger("rent create --wallet ada --tier THOR --hours 1").status == 0)
    // Leases end with the clock, swept or not.
    ledger.wait(3_600_000)
    #expect(ledger("rent create --wallet ada --tier THOR --hours 1").status == 0)
    #expect(ledger.isSound)
  }

  @Test("--device takes that one or none")
  func device() throws {
    let ledger = try platform()
    let list = try ledger("device list --tier THOR -o json").json().array ?? []
    let name = try #require(list.last?["id"]?.string)
    let line = "rent create --wallet ada --tier THOR --hours 1 --device \(name)"
    #expect(try ledger.field("device", of: line) == name)
    #expect(ledger(line + " -o json").code == "no-capacity")
    let other = ledger("rent create --wallet ada --tier M2 --hours 1 --device \(name) -o json")
    #expect(other.status != 0)
    #expect(ledger.isSound)
  }

  @Test(
    "a repeated key gives the first result and writes nothing", arguments: Location.Backend.allCases
  )
  func idempotent(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let line = "rent create --wallet ada --tier THOR --hours 1 --idempotency-key k1 -o json"
    let first = ledger(line)
    let head = ledger.head
    ledger.wait(600_000)
    let second = ledger(line)
    #expect(first.status == 0)
    #expect(second == first)
    #expect(ledger.head == head)
    let other = ledger(
      "rent create --wallet ada --tier THOR --hours 2 --idempotency-key k1 -o json")
    #expect(other.status == 4)
    #expect(other.code == "idempotency-mismatch")
    #expect(ledger.isSound)
  }

  @Test("a dry run says the same and writes nothing")
  func dryRun() throws {
    let ledger = try platform()
    let head = ledger.head
    let dry = ledger("rent create --wallet ada --tier THOR --hours 1 --dry-run -o json")
    #expect(dry.status == 0)
    #expect(dry.errors.contains("nothing written"))
    #expect(ledger.head == head)
    let real = ledger("rent create --wallet ada --tier THOR --hours 1 -o json")
    #expect(real.output == dry.output)
  }
}

extension TestLedger.Result: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    (left.status, left.output, left.errors) == (right.status, right.output, right.errors)
  }
}
