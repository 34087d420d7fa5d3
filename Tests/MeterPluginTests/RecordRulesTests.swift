// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("What meter record refuses")
struct RecordRulesTests {
  @Test(
    "bad input",
    arguments: [
      ("", 64, "missing-argument"), ("ctr-1", 64, "missing-argument"),
      ("ctr-1 --cpu 1 --memory 1 --disk-read 1 --disk-write 1 --net-rx 1", 64, "missing-argument"),
      ("ctr-9 \(figures)", 3, "not-found"), ("hld-1 \(figures)", 3, "not-found"),
      ("ctr-01 \(figures)", 3, "not-found"),
      ("ctr-1 \(figures) --cpu=-1", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu nan", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 1e", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 1e9", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 1e99999999999999999999", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu=+Inf", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 0x10", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 12%", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu .5", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 1000000.01", 64, "bad-value"),
      ("ctr-1 \(figures) --cpu 99999999999999999999", 64, "bad-value"),
      ("ctr-1 \(figures) --memory 1GB", 64, "bad-value"),
      ("ctr-1 \(figures) --memory 1000000000.001", 64, "bad-value"),
      ("ctr-1 \(figures) --disk-write=-1", 64, "bad-value"),
      ("ctr-1 \(figures) --net-rx 9007199254740992", 64, "bad-value"),
      ("ctr-1 \(figures) --net-tx 1,000", 64, "bad-value"),
      ("ctr-1 \(figures) --seq 0", 64, "bad-value"), ("ctr-1 \(figures) --seq -1", 64, "bad-value"),
      ("ctr-1 \(figures) --seq 1.5", 64, "bad-value"),
      ("ctr-1 \(figures) --seq 9007199254740992", 64, "bad-value"),
      ("ctr-1 \(figures) --taken-at noon", 64, "bad-time"),
      ("ctr-1 \(figures) --taken-at 2026-01-01T00:00:00.001Z", 64, "bad-value"),
      ("ctr-1 \(figures) --taken-at 2025-12-31T23:59:59.999Z", 64, "bad-value"),
    ] as [(String, Int32, String)])
  func badInput(_ words: String, _ status: Int32, _ code: String) throws {
    let ledger = try rentedLedger()
    let head = ledger("ledger info -o json").output
    let refused = ledger("meter record \(words) -o json")
    #expect((refused.status, refused.code) == (status, code), "\(refused.errors)")
    #expect(refused.output.isEmpty)
    #expect(ledger("ledger info -o json").output == head)
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(0))
  }

  @Test(
    "active up to the last millisecond before expiry, and no longer",
    arguments: Location.Backend.allCases)
  func expiry(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock = midnight + 3_599_999
    #expect(ledger("meter record ctr-1 \(figures)").status == 0)
    ledger.clock += 1
    let refused = ledger("meter record ctr-1 \(figures) -o json")
    #expect((refused.status, refused.code) == (5, "bad-state"))
    #expect((refused.detail("from"), refused.detail("to")) == ("expired", "active"))
  }

  @Test(
    "states other than active",
    arguments: [("pause", "paused"), ("settle", "settled")])
  func states(_ verb: String, _ state: String) throws {
    let ledger = try rentedLedger()
    #expect(ledger("contract \(verb) ctr-1").status == 0)
    let refused = ledger("meter record ctr-1 \(figures) -o json")
    #expect((refused.code, refused.detail("from")) == ("bad-state", state))
  }

  @Test(
    "after settling it is the state that is wrong, not the clock",
    arguments: Location.Backend.allCases)
  func settled(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock = midnight + 90_000
    ledger("meter record ctr-1 \(figures)")
    ledger("contract settle ctr-1")
    let refused = ledger("meter record ctr-1 \(figures) -o json")
    #expect((refused.code, refused.detail("from")) == ("bad-state", "settled"))
  }

  @Test("a reservation is metered from its start on")
  func reservation() throws {
    let ledger = try rentedLedger()
    #expect(ledger("renting open THOR --start 2026-01-01T00:10:00Z").output == "ctr-2\n")
    let early = ledger("meter record ctr-2 \(figures) -o json")
    #expect((early.code, early.detail("from")) == ("bad-state", "pending"))
    ledger.clock = midnight + 600_000
    #expect(ledger("meter record ctr-2 \(figures)").output == "ctr-2/1\n")
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("one that overdraws is metered after its prepaid time")
  func overdraw() throws {
    let ledger = try rentedLedger()
    #expect(ledger("renting open THOR --on-exhaust overdraw").output == "ctr-2\n")
    ledger.clock = midnight + 7_200_000
    let json = try ledger("meter record ctr-2 \(figures) -o json").json()
    #expect((json["used"]?.string, json["refund"]?.string) == ("0.070000000", "0.000000000"))
    ledger("contract settle ctr-2")
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("a system clock a little behind is raised, one far behind or a given time is refused")
  func clock() throws {
    let ledger = try rentedLedger()
    ledger.clock = midnight + 600_000
    ledger("meter record ctr-1 \(figures)")
    ledger.clock -= 60_000
    let raised = try ledger("meter record ctr-1 \(figures) -o json").json()
    #expect(raised["taken_at"]?.string == "2026-01-01T00:10:00.000Z")
    ledger.clock -= 1
    let behind = ledger("meter record ctr-1 \(figures) -o json")
    #expect((behind.status, behind.code) == (4, "clock-regression"))
    ledger.clock = midnight + 700_000
    let given = ledger(
      "meter record ctr-1 \(figures) --taken-at 2026-01-01T00:09:59.999Z -o json")
    #expect((given.status, given.code) == (4, "clock-regression"))
  }

  @Test("a sum beyond 64 bits is refused, and what was there stays")
  func overflow() throws {
    let ledger = try rentedLedger()
    let most = "9007199254740991"
    let line = """
      {"contract":"ctr-1","cpu":0,"memory":0,"disk_read":\(most),"disk_write":0,\
      "net_rx":0,"net_tx":0}

      """
    let many = String(repeating: line, count: 1024)
    #expect(ledger("meter record --from -", input: many).status == 0)
    let refused = ledger("meter record --from - -o json", input: line)
    #expect((refused.status, refused.code) == (65, "overflow"))
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(1024))
  }
}
