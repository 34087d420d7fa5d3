// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("Terms of a contract")
struct TermsTests {
  private let hour: Int64 = 3_600_000

  @Test(arguments: Location.Backend.allCases)
  func overdraftEndsAfterAsManyHoursAsWereBought(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let id = try rig.open("alice M2 1 --device m2-1 --on-exhaust overdraw")
    #expect(rig("rig open alice M2 1 --device m2-1 -o json").code == "no-capacity")
    rig.clock(2 * hour - 1)
    #expect(try rig.field("status", of: id) == "active")
    #expect(rig("rig open alice M2 1 --device m2-1 -o json").code == "no-capacity")
    rig.clock(2 * hour)
    #expect(try rig.field("status", of: id) == "expired")
    #expect(try rig.open("alice M2 1 --device m2-1") == "ctr-2")
    rig.clock(30 * hour)
    let swept = try rig("contract sweep -o json").json()
    #expect(swept["settled"]?.integer == 2)
    let settled = try rig.show(id)
    #expect(settled["used"]?.string == "0.002000000")
    #expect(settled["settlement"]?["drawn"]?.string == "0.001000000")
    #expect(settled["settlement"]?["ended_at"]?.string == "2026-01-01T02:00:00.000Z")
    #expect(rig.faults() == "")
  }

  @Test func overdraftEndsAtItsLimitPausesIncluded() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 10 --on-exhaust overdraw --overdraw-limit 3600000")
    rig.clock(10 * hour)
    rig("contract pause \(id)")
    rig.clock(11 * hour)
    #expect(try rig.field("status", of: id) == "expired")
    rig("contract settle \(id)")
    #expect(try rig.field("used", of: id) == "0.010000000")
    #expect(rig.faults() == "")
  }

  @Test func aLateOverdraftIsExtendedFromItsExpiry() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 2 --on-exhaust overdraw")
    rig.clock(3 * hour)
    rig("contract extend \(id) --hours 2")
    #expect(try rig.field("expires_at", of: id) == "2026-01-01T04:00:00.000Z")
    rig.clock(8 * hour - 1)
    #expect(try rig.field("status", of: id) == "active")
    rig.clock(8 * hour)
    #expect(try rig.field("status", of: id) == "expired")
    #expect(rig.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func whoLeftSomethingUnpaidOpensNoOverdraft(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    rig("ledger create-account poor --balance 0.0012SOL")
    let id = try rig.open("poor M2 1 --on-exhaust overdraw")
    rig.clock(2 * hour)
    rig("contract settle \(id)")
    #expect(try rig.show(id)["settlement"]?["waived"]?.string == "0.000800000")
    rig("ledger credit poor 1SOL --reason gift")
    let refused = rig("rig open poor M2 1 --on-exhaust overdraw -o json")
    #expect(refused.status == 5)
    #expect(refused.code == "bad-state")
    #expect(refused.detail("contract") == id)
    #expect(rig("rig open poor M2 1 --on-exhaust pause").status == 0)
    #expect(rig.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func anExhaustedContractKeepsItsSlotForTheGraceInAll(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let id = try rig.open("alice M2 1 --device m2-1 --on-exhaust pause --grace 7200000")
    rig.clock(2 * hour)
    #expect(try rig.field("status", of: id) == "paused")
    rig("contract extend \(id) --hours 1")
    #expect(try rig.field("expires_at", of: id) == "2026-01-01T03:00:00.000Z")
    // One of two hours is left.
    rig.clock(4 * hour - 1)
    #expect(try rig.field("status", of: id) == "paused")
    #expect(rig("rig open alice M2 1 --device m2-1 -o json").code == "no-capacity")
    rig.clock(4 * hour)
    #expect(try rig.field("status", of: id) == "expired")
    #expect(rig("contract extend \(id) --hours 1 -o json").code == "bad-state")
    #expect(try rig.open("alice M2 1 --device m2-1") == "ctr-2")
    rig.clock(5 * hour)
    rig("contract settle \(id)")
    let settled = try rig.show(id)
    #expect(settled["used"]?.string == "0.002000000")
    #expect(settled["elapsed_ms"]?.integer == 2 * hour)
    #expect(settled["paused_ms"]?.integer == hour)
    #expect(settled["settlement"]?["ended_at"]?.string == "2026-01-01T03:00:00.000Z")
    let events = try rig("contract history \(id) -o json").json().array
    #expect(
      events?.map { $0["event"]?.string }
        == ["opened", "exhausted", "extended", "exhausted", "expired", "settled"])
    #expect(events?[4]["at"]?.string == "2026-01-01T04:00:00.000Z")
    #expect(rig.faults() == "")
  }

  @Test func pausesBeyondThoseThatAreFreeAreBilled() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 10 --free-pause 3600000")
    rig("contract pause \(id)")
    rig.clock(hour)
    #expect(try rig.show(id)["elapsed_ms"]?.integer == 0)
    rig.clock(hour + 1)
    #expect(try rig.show(id)["elapsed_ms"]?.integer == 1)
    rig.clock(2 * hour)
    rig("contract resume \(id)")
    rig.clock(3 * hour)
    rig("contract pause \(id)")
    rig.clock(4 * hour)
    rig("contract settle \(id)")
    let settled = try rig.show(id)
    #expect(settled["elapsed_ms"]?.integer == 3 * hour)
    #expect(settled["paused_ms"]?.integer == hour)
    #expect(settled["used"]?.string == "0.003000000")
    #expect(rig.faults() == "")
  }

  @Test func whatCostsNothingIsNotSold() throws {
    let rig = try Rig()
    rig("device tier set CHEAP --rate 1TOKEN --memory 1GB")
    rig("device add c-1 --tier CHEAP --slots 5")
    rig("ledger create-account t --balance 100TOKEN")
    let id = try rig.open("t CHEAP 1")
    let head = try rig.head()
    let free = rig("contract extend \(id) --hours 0.4 -o json")
    #expect(free.status == 64)
    #expect(free.code == "bad-value")
    #expect(try rig.head() == head)
    #expect(rig("contract extend \(id) --hours 1").status == 0)
    rig.clock(1)
    let other = try rig.open("t CHEAP 1")
    rig.clock(1_800_001)
    rig("contract settle \(other)")
    #expect(try rig.show(other)["used"]?.string == "1")
    #expect(try rig.show(other)["refund"]?.string == "0")
    #expect(rig.faults() == "")
  }

  @Test func discountsAreEarnedWithExtensionsAndLostWithEarlyEnds() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 100 --discounts 168:1000,720:2000")
    #expect(rig("contract extend \(id) --hours 68").status == 0)
    #expect(try rig.field("prepaid", of: id) == "0.151200000")
    let early = try rig.open("alice M2 720 --discounts 168:1000,720:2000")
    #expect(try rig.field("rate", of: early) == "0.000800000")
    #expect(try rig.field("list_rate", of: early) == "0.001000000")
    rig.clock(hour)
    rig("contract settle \(early)")
    #expect(try rig.field("used", of: early) == "0.001000000")
    rig.clock(168 * hour)
    rig("contract settle \(id)")
    #expect(try rig.field("used", of: id) == "0.151200000")
    #expect(rig.faults() == "")
  }

  @Test func whatWouldNotFitIsRefused() throws {
    let rig = try Rig()
    rig("ledger create-account rich --balance 9000000000SOL")
    let most = rig("rig open rich M2 1 --rate 9000000000SOL --on-exhaust overdraw -o json")
    #expect(most.code == "overflow")
    let late = "--start 9999-12-31T22:00:00Z"
    #expect(rig("rig open alice M2 1 \(late) --on-exhaust pause -o json").code == "overflow")
    #expect(rig("rig open alice M2 1 \(late)").status == 0)
  }

  @Test(arguments: [
    "world", "treasury", "revenue:rent", "pool:cashback", "rail:x", "escrow:contract:ctr-1",
  ])
  func theProgramsOwnAccountsRentNothing(_ wallet: String) throws {
    let rig = try Rig()
    rig("ledger credit pool:cashback 1SOL --reason promo")
    rig("ledger credit treasury 1SOL --reason promo")
    let result = rig("rig open \(wallet) M2 1 -o json")
    #expect(result.code == "reserved-account" || result.code == "not-found")
    if wallet == "world" || wallet == "treasury" || wallet == "pool:cashback" {
      #expect(result.code == "reserved-account")
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func aRecordIsShownAsOfItsLastChangeAtTheEarliest(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let id = try rig.open("alice M2 2 --device m2-1")
    rig.clock(hour)
    rig("contract pause \(id)")
    let then = try rig.show(id)
    rig.clock(600_000)
    #expect(try rig.show(id) == then)
    #expect(rig("contract list --status paused -q").output == "\(id)\n")
    #expect(rig("contract list --status active -q").output == "")
    let snapshot = try rig("contract snapshot -o json").json()
    #expect(snapshot["pending_refunds"]?.string == "0.001000000")
  }

  // MARK: The first build's rules

  @Test(arguments: Location.Backend.allCases)
  func whatTheFirstBuildBeganEndsByItsRules(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let over = try rig.open("alice M2 1 --on-exhaust overdraw --rules 1")
    let kept = try rig.open("alice M2 1 --on-exhaust pause --rules 1")
    let brief = try rig.open("alice ORIN 1 --rules 1")
    rig.clock(1)
    rig("contract settle \(brief)")
    #expect(try rig.field("used", of: brief) == "0.000000000")
    rig.clock(100 * hour)
    #expect(try rig.field("status", of: over) == "active")
    #expect(try rig.field("used", of: over) == "0.100000000")
    #expect(try rig.field("status", of: kept) == "paused")
    rig("contract extend \(kept) --hours 1")
    rig.clock(102 * hour)
    for id in [over, kept] { rig("contract settle \(id)") }
    #expect(try rig.show(kept)["paused_ms"]?.integer == 100 * hour)
    let proof = try rig("contract proof \(kept)").json()
    #expect(proof["settlement"]?["format"]?.string == "si64-settlement-v1")
    #expect(proof["settlement"]?["list_rate"] == nil)
    #expect(rig.faults() == "")
  }

  @Test(arguments: [1, 2], Location.Backend.allCases)
  func theOwnerIsTheOneAtTheOpening(_ rules: Int, _ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    rig("ledger create-account heir")
    let before = try rig.open("alice THOR 1 --device thor-1 --rules \(rules)")
    let running = try rig.open("alice THOR 1 --device thor-2 --rules \(rules)")
    let nothing = try rig.open("alice THOR 1 --device thor-3 --rules \(rules)")
    rig("contract settle \(nothing)")
    rig.clock(1_043_456)
    rig("contract settle \(before)")
    if rules == 1 { for id in [before, nothing] { rig("rig forget \(id)") } }
    for device in ["thor-1", "thor-2", "thor-3"] { rig("rig owner \(device) heir") }
    #expect(rig.faults() == "")
    rig.clock(2 * 1_043_456)
    rig("contract settle \(running)")
    for id in [before, running, nothing] {
      let proof = try rig("contract proof \(id)").json()
      #expect(proof["settlement"]?["owner"]?.string == "treasury")
      try rig.ledger.write(proof.canonicalText, to: "\(id).proof")
      #expect(rig("contract verify-proof \(id).proof").status == 0)
    }
    #expect(try rig.balance("heir") == "0.000000000")
    let next = try rig.open("alice THOR 1 --device thor-1")
    rig.clock(3 * 1_043_456)
    rig("contract settle \(next)")
    #expect(try rig("contract proof \(next)").json()["settlement"]?["owner"]?.string == "heir")
    #expect(rig.faults() == "")
  }

  @Test(arguments: ["expire", "pause", "overdraw"])
  func theTimesOfAProofAddUp(_ end: String) throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --on-exhaust \(end)")
    rig("contract pause \(id)")
    rig.clock(600_000)
    rig("contract resume \(id)")
    rig.clock(6_000_000)
    rig("contract settle \(id)")
    let proof = try rig("contract proof \(id)").json()["settlement"]
    let number = { (name: String) in proof?[name]?.integer ?? -1 }
    #expect(proof?["format"]?.string == "si64-settlement-v2")
    #expect(number("paused_ms") == 600_000)
    #expect(
      number("ended_at") - number("started_at") == number("elapsed_ms") + number("paused_ms"))
    #expect(rig.faults() == "")
  }

  @Test func whatNeverBeganEndedAtItsStart() throws {
    let rig = try Rig()
    let reserved = try rig.open("alice M2 1 --start 2026-12-01")
    rig("contract cancel \(reserved)")
    let proof = try rig("contract proof \(reserved)").json()["settlement"]
    #expect(proof?["ended_at"]?.integer == proof?["started_at"]?.integer)
    #expect(rig.faults() == "")
  }
}
