// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Limits and what came back")
struct LimitReturnTests {
  private func used(_ ledger: TestLedger) throws -> [String?] {
    let row = try ledger("ledger limit list alice -o json").json().array?.first
    return ["used_day", "used_month"].map { row?[$0]?.string }
  }

  @Test(arguments: Location.Backend.allCases)
  func listShowsWhatIsUsed(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger limit set alice --per-day 40 --per-month 90 --per-minute 9")
    #expect(try used(ledger) == ["0", "0"])
    ledger("ledger hold alice 30 --to bob")
    ledger("ledger transfer alice bob 10")
    #expect(try used(ledger) == ["40", "40"])
    #expect(ledger("ledger transfer alice bob 1 -o json").code == "limit-exceeded")
    ledger("ledger release hld-1")
    #expect(try used(ledger) == ["10", "10"])
    ledger("ledger revert tx-3 --reason oops")
    #expect(try used(ledger) == ["0", "0"])
    #expect(ledger("ledger limit list alice").output == "alice\t9\t40\t90\tTOKEN\t2\t0\t0\n")
    ledger.clock += 86_400_000
    ledger("ledger transfer alice bob 5")
    #expect(try used(ledger) == ["5", "5"])
    ledger("ledger limit set bob --per-minute 3")
    let bob = try ledger("ledger limit list bob -o json").json().array?.first
    #expect(bob?["used_minute"]?.integer == 0)
    #expect(bob?["used_day"] == nil)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func aRevertMayTakeEffectAtAnotherTime(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger transfer alice bob 10")
    let revert = try ledger(
      "ledger revert tx-2 --reason oops --effective 2025-12-31T00:00:00Z -o json"
    ).json()
    #expect(revert["effective"]?.string == "2025-12-31T00:00:00.000Z")
    let shown = try ledger("ledger show tx-2 -o json").json()
    #expect(shown["reverted_by"]?.array?.map(\.string) == ["tx-3"])
    let then = "ledger balance alice --as-of 2025-12-31T00:00:00Z --asset TOKEN -o json"
    #expect(try ledger("\(then) --by effective").json()["balance"]?.string == "10")
    #expect(try ledger(then).json()["balance"]?.string == "0")
    let bad = ledger("ledger revert tx-2 --reason oops --effective soon -o json")
    #expect(bad.code == "bad-time")
    #expect(bad.status == 64)
  }

  @Test func aRevertPassesTheCeiling() throws {
    let ledger = try threePeople()
    ledger("ledger create-account low --balance 10 --max-balance 10")
    ledger("ledger transfer low bob 8")
    ledger("ledger credit low 8 --reason x")
    #expect(ledger("ledger credit low 1 --reason x -o json").code == "above-ceiling")
    #expect(ledger("ledger revert tx-3 --reason oops").status == 0)
    #expect(try ledger.balance("low") == "18")
  }
}
