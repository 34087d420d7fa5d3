// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger limit")
struct LimitTests {
  @Test(arguments: Location.Backend.allCases)
  func setListRemove(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let set = try ledger("ledger limit set alice --per-minute 3 --per-day 40 -o json").json()
    #expect(set["per_minute"]?.integer == 3)
    #expect(set["per_day"]?.string == "40")
    #expect(set["asset"]?.string == "TOKEN")
    ledger("ledger limit set alice --per-month 90")
    #expect(ledger("ledger limit list").output == "alice\t3\t40\t90\tTOKEN\t0\t0\t0\n")
    #expect(ledger("ledger limit list bob").output.isEmpty)
    #expect(ledger("ledger limit remove alice").output == "alice\n")
    #expect(ledger("ledger limit list").output.isEmpty)
    #expect(ledger("ledger limit remove alice -o json").code == "not-found")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func aMinuteIsHalfOpen(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger limit set alice --per-minute 2")
    let start = ledger.clock
    #expect(ledger("ledger transfer alice bob 1").status == 0)
    ledger.clock = start + 30_000
    #expect(ledger("ledger transfer alice bob 1").status == 0)
    ledger.clock = start + 59_999
    let refused = ledger("ledger transfer alice bob 1 -o json")
    #expect(refused.code == "limit-exceeded")
    #expect(refused.status == 5)
    ledger.clock = start + 60_000
    #expect(ledger("ledger transfer alice bob 1").status == 0)
    #expect(ledger("ledger transfer alice bob 1").status == 5)
  }

  @Test func manyPostingsOfOneTransactionCountOnce() throws {
    let ledger = try threePeople()
    ledger("ledger limit set alice --per-minute 1")
    let legs =
      #"{"postings":[{"from":"alice","to":"bob","amount":1},{"from":"alice","to":"carol","amount":1}]}"#
    #expect(ledger("ledger post --from -", input: legs).status == 0)
    #expect(ledger("ledger post --from -", input: legs).status == 5)
  }

  @Test(arguments: [
    ("--per-day", "2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z"),
    ("--per-day", "2026-02-10T23:59:59.999Z", "2026-02-11"),
    ("--per-month", "2026-01-31T23:59:59.999Z", "2026-02-01"),
    ("--per-month", "2026-02-28T23:59:59.999Z", "2026-03-01"),
    ("--per-month", "2028-02-29T23:59:59.999Z", "2028-03-01"),
  ])
  func daysAndMonthsAreThoseOfUTC(_ option: String, _ last: String, _ next: String) throws {
    for backend in Location.Backend.allCases {
      let ledger = try threePeople(backend)
      ledger("ledger limit set alice \(option) 10")
      ledger.clock = at(last) - 3_000_000
      #expect(ledger("ledger transfer alice bob 6").status == 0)
      ledger.clock = at(last)
      #expect(ledger("ledger transfer alice bob 5 -o json").code == "limit-exceeded")
      #expect(ledger("ledger transfer alice bob 4").status == 0)
      #expect(ledger("ledger transfer alice bob 1").status == 5)
      ledger.clock = at(next)
      #expect(ledger("ledger transfer alice bob 11").status == 5)
      #expect(ledger("ledger transfer alice bob 10").status == 0)
    }
  }

  @Test func aMonthOutlastsADay() throws {
    let ledger = try threePeople()
    ledger("ledger limit set alice --per-day 10 --per-month 15")
    ledger.clock = at("2026-03-01")
    #expect(ledger("ledger transfer alice bob 10").status == 0)
    ledger.clock = at("2026-03-02")
    #expect(ledger("ledger transfer alice bob 6").status == 5)
    #expect(ledger("ledger transfer alice bob 5").status == 0)
  }

  @Test func onlyTheAssetNamedIsCounted() throws {
    let ledger = try threePeople()
    ledger("ledger limit set alice --per-day 5ZAR")
    #expect(ledger("ledger transfer alice bob 90").status == 0)
    #expect(ledger("ledger transfer alice bob 5.01ZAR").status == 5)
    #expect(ledger("ledger transfer alice bob 5ZAR").status == 0)
  }

  @Test(arguments: [
    ("ledger limit set nobody --per-day 5", "not-found", 3),
    ("ledger limit set alice", "missing-argument", 64),
    ("ledger limit set --per-day 5", "missing-argument", 64),
    ("ledger limit set alice --per-minute 0", "bad-value", 64),
    ("ledger limit set alice --per-minute 1.5", "bad-value", 64),
    ("ledger limit set alice --per-day 0", "bad-amount", 64),
    ("ledger limit set alice --per-day=-5", "bad-amount", 64),
    ("ledger limit set alice --per-day 5NONE", "unknown-asset", 64),
    ("ledger limit set alice --per-day 5 --per-month 6ZAR", "bad-value", 64),
    ("ledger limit set carol --per-month 6ZAR", "bad-value", 64),
    ("ledger limit set hold:hld-1 --per-day 5", "reserved-account", 5),
    ("ledger limit list nobody", "not-found", 3),
    ("ledger limit remove nobody", "not-found", 3),
    ("ledger limit remove bob", "not-found", 3),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    ledger("ledger limit set carol --per-day 5")
    let before = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
  }
}
