// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

/// Rules of the kernel as rentals meet them.
@Suite("Rentals, limits, ceilings and a clock that is behind")
struct RentKernelRulesTests {
  private func used(_ ledger: TestLedger) throws -> [String?] {
    let row = try ledger("ledger limit list ada -o json").json().array?.first
    return ["used_day", "used_month"].map { row?[$0]?.string }
  }

  @Test(arguments: Location.Backend.allCases)
  func aRefundGivesTheLimitBack(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("ledger limit set ada --per-day 0.035SOL --per-month 1SOL")
    #expect(ledger("rent create --wallet ada --tier THOR --hours 1").status == 0)
    #expect(try used(ledger) == ["0.035000000", "0.035000000"])
    #expect(ledger("ledger transfer ada treasury 0.01SOL -o json").code == "limit-exceeded")
    ledger.wait(1_800_000)
    ledger("contract settle ctr-1")
    #expect(try used(ledger) == ["0.017500000", "0.017500000"])
    #expect(ledger("ledger transfer ada treasury 0.0175SOL").status == 0)
    #expect(ledger("ledger transfer ada treasury 0.000000001SOL").status == 5)
    #expect(ledger.isSound)
  }

  /// Refund and cashback reach a wallet that is full.
  @Test(arguments: Location.Backend.allCases)
  func aSettlementPassesTheCeiling(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("ledger create-account eve --balance 0.035SOL --max-balance 0.035SOL")
    ledger("ledger credit pool:cashback 1SOL --reason promotion")
    ledger.environment["SI64_RENT_CASHBACK_BPS"] = "100"
    #expect(ledger("rent create --wallet eve --tier THOR --hours 1").status == 0)
    ledger("ledger credit eve 0.035SOL --reason more")
    ledger.wait(1_800_000)
    let settled = ledger("contract settle ctr-1")
    #expect(settled.status == 0, "\(settled.errors)")
    #expect(ledger.available("eve") == "0.052675000")
    #expect(ledger.isSound)
  }

  /// A system clock that is a little behind is raised, and the transaction with it.
  @Test(arguments: Location.Backend.allCases)
  func aSettlementIsNotBeforeItsFunding(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("rent create --wallet ada --tier THOR --hours 1")
    ledger.clock -= 30_000
    let settled = try ledger("contract settle ctr-1 -o json").json()
    #expect(settled["status"]?.string == "settled")
    let made = try ledger("ledger history --limit 2 -o json").json().array ?? []
    #expect(made.map { $0["command"]?.string } == ["contract settle", "rent create"])
    #expect(made.first?["time"] == made.last?["time"])
    let entries = try ledger("ledger log --limit 2 -o json").json().array ?? []
    #expect(entries.first?["time"] == entries.last?["time"])
    #expect(ledger.isSound)
  }
}
