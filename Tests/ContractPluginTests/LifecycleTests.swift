// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("Contracts from beginning to end")
struct LifecycleTests {
  @Test(arguments: Location.Backend.allCases)
  func goldens(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let small = try rig.open("alice M2 1")
    let large = try rig.open("alice THOR 1")
    #expect(try rig.balance("alice") == "9.964000000")
    #expect(try rig.balance("escrow:contract:ctr-2") == "0.035000000")
    rig.clock(1_043_456)
    let settled = try rig("contract settle \(large) -o json").json()
    #expect(settled["status"]?.string == "settled")
    #expect(settled["used"]?.string == "0.010145000")
    #expect(settled["refund"]?.string == "0.024855000")
    #expect(settled["elapsed_ms"]?.integer == 1_043_456)
    #expect(settled["remaining_ms"]?.integer == 0)
    #expect(settled["settlement"]?["tx"]?.string == "tx-4")
    #expect(settled["settlement"]?["proof"]?.string?.count == 64)
    rig.clock(1_800_000)
    let half = try rig.show(small)
    #expect(half["used"]?.string == "0.000500000")
    #expect(half["refund"]?.string == "0.000500000")
    #expect(half["remaining_ms"]?.integer == 1_800_000)
    #expect(half["hours"]?.string == "1")
    #expect(half["rate"]?.string == "0.001000000")
    #expect(half["kind"]?.string == "contract")
    #expect(half["asset"]?.string == "SOL")
    #expect(half["started_at"]?.string == "2026-01-01T00:00:00.000Z")
    #expect(half["expires_at"]?.string == "2026-01-01T01:00:00.000Z")
    #expect(half["settlement"] == nil)
    rig("contract settle \(small)")
    #expect(try rig.balance("treasury") == "0.010645000")
    #expect(try rig.balance("alice") == "9.989355000")
    #expect(try rig.balance("escrow:contract:ctr-1") == "0.000000000")
    #expect(rig.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func readingWritesNothing(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let id = try rig.open("alice M2 1")
    let head = try rig.head()
    for step in 0..<40 {
      rig.clock(Int64(step) * 200_000)
      #expect(rig("contract show \(id)").status == 0)
      #expect(rig("contract list").status == 0)
      #expect(rig("contract history \(id)").status == 0)
      #expect(rig("contract snapshot").status == 0)
    }
    #expect(try rig.head() == head)
    #expect(try rig.field("status", of: id) == "expired")
    #expect(try rig.field("used", of: id) == "0.001000000")
    rig.clock(0)
    #expect(try rig.field("status", of: id) == "active")
  }

  @Test func nothingIsPostedWhereNothingIsOwed() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig("contract settle \(id)")
    let tx = try rig.show(id)["settlement"]?["tx"]?.string ?? ""
    let postings = try rig("ledger show \(tx) -o json").json()["postings"]?.array
    #expect(postings?.count == 1)
    #expect(postings?.first?["to"]?.string == "alice")
    let full = try rig.open("alice M2 1")
    rig.clock(3_600_000)
    rig("contract settle \(full)")
    let second = try rig.show(full)["settlement"]?["tx"]?.string ?? ""
    let paid = try rig("ledger show \(second) -o json").json()["postings"]?.array
    #expect(paid?.map { $0["to"]?.string } == ["treasury"])
    #expect(rig.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func aTerminalCommandRepeatedSaysTheSameAndWritesNothing(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    let id = try rig.open("alice M2 1")
    let reserved = try rig.open("alice M2 1 --start 2026-01-02")
    rig.clock(60_000)
    let first = rig("contract settle \(id) -o json").output
    let cancelled = rig("contract cancel \(reserved) -o json").output
    let head = try rig.head()
    rig.clock(120_000)
    #expect(rig("contract settle \(id) -o json").output == first)
    #expect(rig("contract cancel \(reserved) -o json").output == cancelled)
    #expect(try rig.head() == head)
  }

  @Test func anIdempotencyKeyShowsTheFirstResult() throws {
    let rig = try Rig()
    let open = "rig open alice M2 1 --idempotency-key k -o json"
    let first = rig(open).output
    rig.clock(900_000)
    #expect(rig(open).output == first)
    #expect(try rig("contract list -o json").json().array?.count == 1)
    #expect(rig("rig open alice M2 2 --idempotency-key k -o json").code == "idempotency-mismatch")
    let settle = "contract settle ctr-1 --idempotency-key s -o json"
    let settled = rig(settle).output
    rig.clock(1_000_000)
    #expect(rig(settle).output == settled)
  }

  @Test func aDryRunChangesNothing() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.clock(60_000)
    let head = try rig.head()
    let dry = try rig("contract settle \(id) -n -o json").json()
    #expect(dry["status"]?.string == "settled")
    #expect(try rig.head() == head)
    #expect(try rig.field("status", of: id) == "active")
  }

  @Test func feesAndCashback() throws {
    let rig = try Rig()
    rig("ledger credit pool:cashback 0.00002SOL --reason promo")
    let id = try rig.open("alice THOR 1 --fee 250 --cashback 100")
    let other = try rig.open("alice THOR 1 --fee 250 --cashback 100")
    rig.clock(1_043_456)
    let settlement = try rig("contract settle \(id) -o json").json()["settlement"]
    #expect(settlement?["fee"]?.string == "0.000253625")
    // One per cent would be 0.00010145; the pool has less.
    #expect(settlement?["cashback"]?.string == "0.000020000")
    #expect(try rig.balance("treasury") == "0.009891375")
    #expect(try rig.balance("revenue:rent") == "0.000253625")
    rig("ledger credit pool:cashback 1SOL --reason promo")
    let second = try rig("contract settle \(other) -o json").json()["settlement"]
    #expect(second?["cashback"]?.string == "0.000101450")
    #expect(rig.faults() == "")
  }

  @Test func downtimeIsCreditedFromTheOwnersShare() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --device m2-1 --sla 50")
    for minute in 1...45 {
      rig.clock(Int64(minute) * 60_000)
      rig("device heartbeat m2-1")
    }
    rig.clock(3_600_000)
    let settled = try rig("contract settle \(id) -o json").json()
    // A quarter of the heartbeats is missing: 25 × 50 bps of 0.001.
    #expect(settled["settlement"]?["sla_credit"]?.string == "0.000125000")
    #expect(try rig.balance("treasury") == "0.000875000")
    #expect(try rig.balance("alice") == "9.999125000")
    #expect(rig.faults() == "")
  }

  @Test func evictionBillsToTheMillisecondAndFreesTheSlot() throws {
    let rig = try Rig()
    let id = try rig.open("alice THOR 1 --device thor-1")
    rig.clock(1_043_456)
    let evicted = try rig("rig evict \(id) -o json").json()
    #expect(evicted["used"]?.string == "0.010145000")
    #expect(evicted["status"]?.string == "settled")
    #expect(try rig.open("alice THOR 1 --device thor-1") == "ctr-2")
    let events = try rig("contract history \(id) -o json").json().array
    #expect(events?.map { $0["event"]?.string } == ["opened", "evicted"])
    #expect(events?.last?["detail"]?.string == "outbid")
    #expect(rig.faults() == "")
  }

  @Test func overdrawingDrawsWhatTheWalletHasAndWaivesTheRest() throws {
    let rig = try Rig()
    rig("ledger create-account poor --balance 0.0012SOL --overdraft 0.0001SOL")
    let id = try rig.open("poor M2 1 --on-exhaust overdraw")
    rig.clock(7_199_999)
    #expect(try rig.field("status", of: id) == "active")
    #expect(try rig.field("used", of: id) == "0.002000000")
    #expect(try rig.field("excess", of: id) == "0.001000000")
    let settlement = try rig("contract settle \(id) -o json").json()["settlement"]
    #expect(settlement?["drawn"]?.string == "0.000300000")
    #expect(settlement?["waived"]?.string == "0.000700000")
    #expect(try rig.balance("poor") == "-0.000100000")
    #expect(try rig.balance("treasury") == "0.001300000")
    #expect(rig.faults() == "")
  }

  @Test func aFrozenWalletIsNotDrawnOn() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --on-exhaust overdraw")
    let plain = try rig.open("alice M2 1")
    rig("ledger freeze alice")
    rig.clock(7_200_000)
    let settlement = try rig("contract settle \(id) -o json").json()["settlement"]
    #expect(settlement?["drawn"]?.string == "0.000000000")
    #expect(settlement?["waived"]?.string == "0.001000000")
    #expect(rig("contract settle \(plain)").status == 0)
    #expect(rig.faults() == "")
  }
}
