// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("States")
struct TransitionTests {
  /// A contract in each state, at one hour and a bit after the beginning.
  private func contract(in state: String, _ rig: Rig) throws -> String {
    rig.clock(0)
    let id: String
    switch state {
    case "pending": id = try rig.open("alice ORIN 1 --start 2026-01-02")
    case "cancelled":
      id = try rig.open("alice ORIN 1 --start 2026-01-02")
      rig("contract cancel \(id)")
    case "expired": id = try rig.open("alice ORIN 1")
    case "exhausted": id = try rig.open("alice ORIN 1 --on-exhaust pause")
    default:
      id = try rig.open("alice ORIN 2")
      if state == "paused" { rig("contract pause \(id)") }
      if state == "settled" { rig("contract settle \(id)") }
    }
    rig.clock(3_600_001)
    return id
  }

  private static let table: [(verb: String, from: String, to: String)] = [
    ("pause", "pending", "paused"), ("pause", "paused", "paused"),
    ("pause", "exhausted", "paused"), ("pause", "expired", "paused"),
    ("pause", "settled", "paused"), ("pause", "cancelled", "paused"),
    ("resume", "pending", "active"), ("resume", "active", "active"),
    ("resume", "exhausted", "active"), ("resume", "expired", "active"),
    ("resume", "settled", "active"), ("resume", "cancelled", "active"),
    ("cancel", "active", "cancelled"), ("cancel", "paused", "cancelled"),
    ("cancel", "exhausted", "cancelled"), ("cancel", "expired", "cancelled"),
    ("cancel", "settled", "cancelled"),
    ("settle", "pending", "settled"), ("settle", "cancelled", "settled"),
    ("extend", "pending", "active"), ("extend", "paused", "active"),
    ("extend", "expired", "active"), ("extend", "settled", "active"),
    ("extend", "cancelled", "active"),
  ]

  @Test(arguments: table)
  func illegal(verb: String, from: String, to: String) throws {
    let rig = try Rig()
    let id = try contract(in: from, rig)
    let head = try rig.head()
    let before = try rig.show(id)
    let arguments = verb == "extend" ? "--hours 1" : ""
    let result = rig("contract \(verb) \(id) \(arguments) -o json")
    #expect(result.status == 5)
    #expect(result.code == "bad-state")
    #expect(result.detail("from") == (from == "exhausted" ? "paused" : from))
    #expect(result.detail("to") == to)
    #expect(try rig.head() == head)
    #expect(try rig.show(id) == before)
  }

  @Test(arguments: [
    ("pause", "active", "paused"), ("resume", "paused", "active"),
    ("cancel", "pending", "cancelled"), ("settle", "active", "settled"),
    ("settle", "paused", "settled"), ("settle", "exhausted", "settled"),
    ("settle", "expired", "settled"), ("extend", "active", "active"),
    ("extend", "exhausted", "active"),
  ])
  func legal(verb: String, from: String, to: String) throws {
    let rig = try Rig()
    let id = try contract(in: from, rig)
    let arguments = verb == "extend" ? "--hours 1" : ""
    let result = rig("contract \(verb) \(id) \(arguments) -o json")
    #expect(try result.json()["status"]?.string == to)
    #expect(rig.faults() == "")
  }

  /// What verbs cannot do must be exactly what the table of states does not allow.
  @Test func theTableOfStates() {
    let allowed = ContractStatus.allCases.flatMap { from in
      ContractStatus.allCases.filter { from.allows($0) }.map { "\(from)>\($0)" }
    }
    #expect(
      allowed == [
        "pending>active", "pending>cancelled", "active>paused", "active>expired",
        "active>settled", "paused>active", "paused>expired", "paused>settled",
        "expired>settled",
      ])
  }

  @Test func oneMillisecondBeforeTheExpiryIsEarlyEnough() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.clock(3_599_999)
    #expect(rig("contract pause \(id) -n").status == 0)
    rig.clock(3_600_000)
    #expect(rig("contract pause \(id) -o json").detail("from") == "expired")
  }

  @Test func aPauseAcrossTheExpiryEndsTheContract() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.clock(600_000)
    rig("contract pause \(id)")
    rig.clock(3_600_000)
    #expect(try rig.field("status", of: id) == "expired")
    #expect(try rig.field("used", of: id) == "0.000167000")
    #expect(rig("contract resume \(id) -o json").code == "bad-state")
    rig.clock(9_000_000)
    let settled = try rig("contract settle \(id) -o json").json()
    #expect(settled["used"]?.string == "0.000167000")
    #expect(settled["refund"]?.string == "0.000833000")
    #expect(settled["settlement"]?["ended_at"]?.string == "2026-01-01T01:00:00.000Z")
    #expect(rig.faults() == "")
  }

  @Test func pausingDoesNotMoveTheExpiry() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.clock(600_000)
    rig("contract pause \(id)")
    rig.clock(1_200_000)
    rig("contract resume \(id)")
    #expect(try rig.field("expires_at", of: id) == "2026-01-01T01:00:00.000Z")
    #expect(try rig.show(id)["elapsed_ms"]?.integer == 600_000)
    rig.clock(3_600_000)
    #expect(try rig.show(id)["elapsed_ms"]?.integer == 3_000_000)
  }

  @Test func theClockDoesNotRunBackwards() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1")
    rig.clock(600_000)
    rig("contract pause \(id)")
    let given = rig("contract resume \(id) --at 2026-01-01T00:09:59Z -o json")
    #expect(given.status == 4)
    #expect(given.code == "clock-regression")
    rig.clock(539_999)
    #expect(rig("contract resume \(id) -o json").code == "clock-regression")
    // A system's clock a little behind is raised to the last change.
    rig.clock(540_000)
    #expect(rig("contract resume \(id)").status == 0)
    #expect(try rig.show(id)["paused_ms"]?.integer == 0)
  }

  @Test func historyTellsWhatTheClockDidAtItsOwnInstant() throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --start 2026-01-01T00:30:00Z")
    rig.clock(7_200_000)
    let before = try rig("contract history \(id) -o json").json().array
    rig("contract settle \(id)")
    let events = try rig("contract history \(id) -o json").json().array
    #expect(
      events?.map { $0["event"]?.string } == ["reserved", "started", "expired", "settled"])
    #expect(
      events?.map { $0["at"]?.string } == [
        "2026-01-01T00:00:00.000Z", "2026-01-01T00:30:00.000Z", "2026-01-01T01:30:00.000Z",
        "2026-01-01T02:00:00.000Z",
      ])
    #expect(before?.map { $0["at"]?.string } == events?.dropLast().map { $0["at"]?.string })
    #expect(before?.last?["id"] == nil)
  }

  @Test func unknownContractsAreNotFound() throws {
    let rig = try Rig()
    for verb in ["show", "settle", "pause", "resume", "cancel", "history", "proof"] {
      let result = rig("contract \(verb) ctr-9 -o json")
      #expect(result.status == 3)
      #expect(result.code == "not-found")
    }
  }
}
