// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Signing
import Store
import TestKit
import Testing

@Suite("Opening and extending")
struct OpeningTests {
  @Test func aSlotIsNeeded() throws {
    let rig = try Rig()
    for _ in 0..<3 { try rig.open("alice M2 1") }
    let full = rig("rig open alice M2 1 -o json")
    #expect(full.status == 5)
    #expect(full.code == "no-capacity")
    // The very instant the others end, there is room.
    rig.clock(3_599_999)
    #expect(rig("rig open alice M2 1 -o json").code == "no-capacity")
    rig.clock(3_600_000)
    #expect(try rig.open("alice M2 1") == "ctr-4")
    #expect(rig.faults() == "")
  }

  @Test func reservationsAreRespected() throws {
    let rig = try Rig()
    try rig.open("alice M2 1 --device m2-1 --start 2026-01-01T02:00:00Z")
    #expect(rig("rig open alice M2 2.1 --device m2-1 -o json").code == "no-capacity")
    #expect(
      rig("rig open alice M2 1 --device m2-1 --on-exhaust pause -o json").code == "no-capacity")
    let short = try rig.open("alice M2 2 --device m2-1")
    let extended = rig("contract extend \(short) --hours 0.5 -o json")
    #expect(extended.code == "no-capacity")
    #expect(rig("rig open alice M2 1 --start 2025-12-31 -o json").code == "bad-value")
    #expect(rig.faults() == "")
  }

  @Test func aCancelledReservationGivesItsSlotAndMoneyBack() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --device m2-1 --start 2026-01-02")
    #expect(try rig.balance("alice") == "9.999000000")
    rig("contract cancel \(id)")
    #expect(try rig.balance("alice") == "10.000000000")
    #expect(try rig.open("alice M2 48 --device m2-1") == "ctr-2")
    #expect(rig.faults() == "")
  }

  @Test func theDeviceIsAuditedThenUpThenQuietThenFirst() throws {
    let rig = try Rig()
    #expect(try rig.field("device", of: rig.open("alice ORIN 1")) == "orin-1")
    rig("device audit orin-4 --pass")
    rig.clock(60_000)
    rig("device heartbeat orin-3")
    rig.clock(120_000)
    #expect(try rig.field("device", of: rig.open("alice ORIN 1")) == "orin-4")
    #expect(try rig.field("device", of: rig.open("alice ORIN 1")) == "orin-3")
    #expect(try rig.field("device", of: rig.open("alice ORIN 1")) == "orin-2")
  }

  @Test func whatIsOfferedMustBeEnough() throws {
    let rig = try Rig()
    let little = rig("rig open alice M2 1 --amount 0.0009 -o json")
    #expect(little.code == "underpaid")
    #expect(little.status == 5)
    #expect(little.detail("required") == "0.001000000")
    try rig.open("alice M2 1 --amount 5")
    #expect(try rig.balance("alice") == "9.999000000")
  }

  @Test(arguments: ["0", "-1", "1e3", "0.0000000001", "2000000", "x"])
  func hoursMustMakeSense(_ hours: String) throws {
    let rig = try Rig()
    #expect(rig.ledger.run(["rig", "open", "alice", "M2", "--", hours], input: "").status == 64)
  }

  @Test func tooLittleMoneyChangesNothing() throws {
    let rig = try Rig()
    rig("ledger create-account poor --balance 0.0001SOL")
    let head = try rig.head()
    let result = rig("rig open poor M2 1 -o json")
    #expect(result.code == "insufficient-funds")
    #expect(result.detail("required") == "0.001000000")
    #expect(result.detail("available") == "0.000100000")
    #expect(rig("rig open nobody M2 1 -o json").code == "not-found")
    #expect(rig("rig open alice M9 1 -o json").code == "not-found")
    #expect(rig("rig open alice M2 1 --device thor-1 -o json").code == "bad-value")
    #expect(try rig.head() == head)
    #expect(try rig("device show m2-1 -o json").json()["free_slots"]?.integer == 1)
  }

  @Test func theRateIsLocked() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig("device tier set M2 --rate 5SOL --memory much")
    #expect(rig("contract extend \(id) --hours 1.5").status == 0)
    let extended = try rig.show(id)
    #expect(extended["rate"]?.string == "0.001000000")
    #expect(extended["prepaid"]?.string == "0.002500000")
    #expect(extended["hours"]?.string == "2.5")
    #expect(extended["expires_at"]?.string == "2026-01-01T02:30:00.000Z")
    #expect(try rig.balance("alice") == "9.997500000")
    rig.clock(9_000_000)
    #expect(rig("contract settle \(id) -o json").status == 0)
    #expect(try rig.balance("treasury") == "0.002500000")
    #expect(rig.faults() == "")
  }

  @Test func anExhaustedContractKeepsItsSlotAndRunsOnWhenExtended() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --device m2-1 --on-exhaust pause")
    rig.clock(7_200_000)
    let exhausted = try rig.show(id)
    #expect(exhausted["status"]?.string == "paused")
    #expect(exhausted["exhausted"] == .bool(true))
    #expect(exhausted["paused_since"]?.string == "2026-01-01T01:00:00.000Z")
    #expect(rig("rig open alice M2 1 --device m2-1 -o json").code == "no-capacity")
    rig("contract extend \(id) --hours 1")
    let running = try rig.show(id)
    #expect(running["status"]?.string == "active")
    #expect(running["expires_at"]?.string == "2026-01-01T03:00:00.000Z")
    #expect(running["elapsed_ms"]?.integer == 3_600_000)
    rig.clock(9_000_000)
    #expect(try rig.field("used", of: id) == "0.001500000")
    rig.clock(20_000_000)
    #expect(try rig.field("used", of: id) == "0.002000000")
    rig("contract settle \(id)")
    #expect(try rig.open("alice M2 1 --device m2-1") == "ctr-2")
    #expect(rig.faults() == "")
  }

  @Test func linesOfAFile() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    let lines = """
      {"id":"\(id)","hours":"1"}
      {"id":"\(id)","hours":0.5,"idempotency_key":"x"}
      {"id":"\(id)","hours":"0.5","idempotency_key":"y"}
      """
    #expect(rig("contract extend --from -", input: lines).status == 0)
    #expect(try rig.field("hours", of: id) == "3")
    let bad = rig("contract extend --from - -o json", input: #"{"id":"ctr-1","hours":"-1"}"#)
    #expect(bad.status == 65)
  }

  // MARK: The rail

  @Test(arguments: Location.Backend.allCases)
  func aPaymentOnTheRailFundsOneContractEver(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let paid = signature(1)
    #expect(rig("rig open alice M2 1 --tx \(paid) -o json").code == "payment-not-found")
    rig("ledger credit rail:\(paid) 0.5SOL --reason arrived")
    let id = try rig.open("alice M2 1 --tx \(paid)")
    #expect(try rig.field("tx", of: id) == paid)
    #expect(try rig.balance("alice") == "10.499000000")
    #expect(try rig.balance("rail:\(paid)") == "0.000000000")
    rig("ledger credit rail:\(paid) 0.5SOL --reason again")
    let reused = rig("rig open alice M2 1 --tx \(paid) -o json")
    #expect(reused.status == 4)
    #expect(reused.code == "proof-reused")
    #expect(reused.detail("object") == id)
    #expect(rig("contract extend \(id) --hours 1 --tx \(paid) -o json").code == "proof-reused")
    #expect(rig.faults() == "")
  }

  @Test func anExtensionCanBePaidOnTheRail() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    let paid = signature(2)
    rig("ledger credit rail:\(paid) 0.0005SOL --reason arrived")
    let little = rig("contract extend \(id) --hours 1 --tx \(paid) -o json")
    #expect(little.code == "underpaid")
    #expect(little.detail("required") == "0.001000000")
    rig("ledger credit rail:\(paid) 0.001SOL --reason arrived")
    #expect(rig("contract extend \(id) --hours 1 --tx \(paid)").status == 0)
    #expect(try rig.balance("alice") == "9.999500000")
    #expect(rig.faults() == "")
  }

  @Test(arguments: ["test", "0OIl", "1111", Base58.encode([UInt8](repeating: 9, count: 63))])
  func aSignatureHas64Bytes(_ text: String) throws {
    let rig = try Rig()
    let result = rig("rig open alice M2 1 --tx \(text) -o json")
    #expect(result.code == "bad-value")
    #expect(result.status == 64)
  }

  @Test func aChainNeedsAConnector() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.ledger.environment["SI64_RENT_RAIL"] = "solana"
    let result = rig("contract extend \(id) --hours 1 --tx \(signature(3)) -o json")
    #expect(result.code == "not-configured")
    #expect(result.status == 78)
  }

  // MARK: Budgets

  @Test(arguments: [
    ("--max-rate 34999999", "THOR 1", "max-rate"),
    ("--burn 36000000", "THOR 1", "burn-per-hour"),
    ("--contracts 1", "M2 1", "active-contracts"),
    ("--spend 37999999", "THOR 1", "spend-per-month"),
  ])
  func budgets(_ bounds: String, _ wanted: String, _ broken: String) throws {
    let rig = try Rig()
    try rig.open("alice M2 1")
    try rig.open("alice M2 2 --start 2026-01-05")
    rig("contract cancel ctr-2")
    rig("rig budget alice \(bounds)")
    if broken == "burn-per-hour" || broken == "spend-per-month" {
      try rig.open("alice M2 1 --rate 0.001")
      if broken == "spend-per-month" { rig("contract extend ctr-1 --hours 1") }
    }
    let result = rig("rig open alice \(wanted) -o json")
    #expect(result.status == 5)
    #expect(result.code == "budget-exceeded")
    #expect(result.detail("budget") == broken)
  }

  @Test func whatIsJustWithinTheBudgetPasses() throws {
    let rig = try Rig()
    rig(
      "rig budget alice --max-rate 35000000 --burn 36000000 --contracts 2 --spend 36000000")
    try rig.open("alice M2 1")
    try rig.open("alice THOR 1")
    #expect(rig("contract extend ctr-1 --hours 1 -o json").detail("budget") == "spend-per-month")
    rig.clock(3_600_000)
    // Over: their rates and places are free again, the money is spent until the month ends.
    #expect(rig("rig open alice M2 1 -o json").detail("budget") == "spend-per-month")
    rig.clock(31 * 86_400_000)
    #expect(try rig.open("alice M2 1") == "ctr-3")
  }

  @Test func refundsGoBackIntoTheBudget() throws {
    let rig = try Rig()
    rig("rig budget alice --spend 1000000")
    let id = try rig.open("alice M2 1")
    #expect(rig("rig open alice M2 1 -o json").code == "budget-exceeded")
    rig.clock(1_800_000)
    rig("contract settle \(id)")
    #expect(try rig.open("alice M2 0.5") == "ctr-2")
  }
}
