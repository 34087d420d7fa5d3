// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("Sweep, list, snapshot")
struct SweepTests {
  @Test(arguments: Location.Backend.allCases)
  func whatIsDueIsSettledInEntriesOfOneCommand(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    try rig.open("alice M2 1")
    try rig.open("alice M2 2")
    try rig.open("alice ORIN 1 --on-exhaust pause")
    try rig.open("alice ORIN 1 --on-exhaust overdraw")
    try rig.open("alice ORIN 1 --start 2026-01-01T01:00:00Z")
    rig.clock(3_600_000)
    let entries = try rig("ledger info -o json").json()["entries"]?.integer ?? 0
    let swept = try rig("contract sweep -o json").json()
    #expect(swept["settled"]?.integer == 1)
    #expect(swept["exhausted"]?.integer == 1)
    #expect(swept["started"]?.integer == 1)
    #expect(swept["expired"]?.integer == 1)
    #expect(swept["failed"]?.array?.isEmpty == true)
    #expect(try rig("ledger info -o json").json()["entries"]?.integer == entries + 3)
    let states = try rig("contract list -o json").json().array?.map { $0["status"]?.string }
    #expect(states == ["settled", "active", "paused", "active", "active"])
    let head = try rig.head()
    #expect(rig("contract sweep -o json").output.contains("\"settled\":0"))
    #expect(try rig.head() == head)
    rig.clock(36_000_000)
    #expect(try rig("contract sweep -o json").json()["settled"]?.integer == 3)
    #expect(rig.faults() == "")
  }

  @Test func aSweepUnderAKeyIsDoneOnce() throws {
    let rig = try Rig()
    try rig.open("alice M2 1")
    try rig.open("alice M2 1")
    rig.clock(3_600_000)
    let first = rig("contract sweep --idempotency-key n -o json").output
    #expect(first.contains("\"settled\":2"))
    #expect(rig("contract sweep --idempotency-key n -o json").output == first)
  }

  @Test func filtersKnowWhatTheClockSays() throws {
    let rig = try Rig()
    rig("ledger create-account bob --balance 1SOL")
    try rig.open("alice M2 1")
    try rig.open("bob M2 2 --device m2-3")
    try rig.open("alice ORIN 1 --on-exhaust pause")
    try rig.open("alice ORIN 1 --start 2026-01-03")
    try rig.open("bob ORIN 5 --start 2026-01-01T01:00:00Z")
    rig("contract settle ctr-2 -n")
    rig.clock(3_600_000)
    let ids = { (filter: String) in
      rig("contract list \(filter) -q").output.split(separator: "\n").map(String.init)
    }
    #expect(ids("--status expired") == ["ctr-1"])
    #expect(ids("--status active") == ["ctr-2", "ctr-5"])
    #expect(ids("--status paused") == ["ctr-3"])
    #expect(ids("--status pending") == ["ctr-4"])
    #expect(ids("--status settled").isEmpty)
    #expect(ids("--wallet bob") == ["ctr-2", "ctr-5"])
    #expect(ids("--wallet bob --device m2-3") == ["ctr-2"])
    #expect(ids("--tier ORIN --status active") == ["ctr-5"])
    #expect(ids("--filter status=expired") == ["ctr-1"])
    #expect(rig("contract list --status late").status == 64)
  }

  @Test func theSnapshotAddsUp() throws {
    let rig = try Rig()
    try rig.open("alice M2 1 --fee 1000")
    try rig.open("alice THOR 1 --fee 1000")
    try rig.open("alice ORIN 1 --start 2026-01-03")
    rig.clock(1_043_456)
    rig("contract settle ctr-2")
    rig.clock(1_800_000)
    let snapshot = try rig("contract snapshot -o json").json()
    #expect(snapshot["active"]?.integer == 1)
    #expect(snapshot["pending"]?.integer == 1)
    #expect(snapshot["settlements"]?.integer == 1)
    #expect(snapshot["escrow_locked"]?.string == "0.005000000")
    #expect(snapshot["pending_refunds"]?.string == "0.004500000")
    #expect(snapshot["revenue"]?.string == "0.010145000")
    #expect(snapshot["fees"]?.string == "0.001014500")
    #expect(snapshot["asset"]?.string == "SOL")
    #expect(snapshot["contracts"]?.array?.map { $0["id"]?.string } == ["ctr-1"])
    #expect(snapshot["contracts"]?.array?.first?["used"]?.string == "0.000500000")
  }

  @Test func anAuditNoticesMoneyThatLeftEscrow() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    #expect(rig.faults() == "")
    rig("rig move escrow:contract:\(id) alice 0.0001SOL")
    #expect(rig.faults().contains("escrow-obligations"))
    rig("rig move alice escrow:contract:\(id) 0.0001SOL")
    #expect(rig.faults() == "")
    rig("contract settle \(id)")
    rig("rig move alice escrow:contract:\(id) 0.0001SOL")
    #expect(rig.faults().contains("escrow-obligations"))
    rig("rig move escrow:contract:\(id) escrow:contract:ctr-99 0.0001SOL")
    #expect(rig.faults().contains("for no contract"))
  }
}
