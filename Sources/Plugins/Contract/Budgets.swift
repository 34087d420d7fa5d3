// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
import Store

/// Keeps wallets within their budgets.
package enum Budgets {
  /// What a wallet spends now, in minor units of its budget's asset.
  package struct Usage: Equatable, Sendable {
    /// The rates of its open contracts together.
    package var burnPerHour: Int128 = 0
    /// Paid this month (UTC) less what came back, at least 0.
    package var spentThisMonth: Int128 = 0
    package var activeContracts: Int64 = 0
  }

  /// Checks that a wallet may pay `cost` at `rate` an hour.
  ///
  /// - Parameter isNew: whether this is one more contract, not more hours of one.
  /// - Throws: `budget-exceeded`, with the bound it broke in `budget`: `max-rate`,
  ///   `active-contracts`, `burn-per-hour`, `spend-per-month`, in this order.
  package static func check(
    _ wallet: String, rate: Amount, cost: Amount, isNew: Bool, at now: Timestamp,
    _ ledger: LedgerReader
  ) throws {
    guard let budget = try ledger.fetch(Budget.self, .text(wallet)) else { return }
    let isSame = rate.asset.code == budget.asset.code
    let usage = try usage(of: budget, at: now, ledger)
    if let most = budget.maxRate, isSame, rate.minor > most {
      throw exceeded("max-rate", most, Int128(rate.minor), budget)
    }
    if let most = budget.activeContracts, isNew, usage.activeContracts >= most {
      throw Failure(
        .budgetExceeded, "'\(wallet)' may have \(most) contracts at a time",
        details: [
          "wallet": wallet, "budget": "active-contracts", "limit": String(most),
          "needed": String(usage.activeContracts.plus(1)),
        ])
    }
    guard isSame else { return }
    let burn = usage.burnPerHour + Int128(rate.minor)
    if let most = budget.burnPerHour, isNew, burn > Int128(most) {
      throw exceeded("burn-per-hour", most, burn, budget)
    }
    let spend = usage.spentThisMonth + Int128(cost.minor)
    if let most = budget.spendPerMonth, spend > Int128(most) {
      throw exceeded("spend-per-month", most, spend, budget)
    }
  }

  /// What the wallet of a budget spends at `now`.
  package static func usage(
    of budget: Budget, at now: Timestamp, _ ledger: LedgerReader
  ) throws -> Usage {
    let wallet = budget.wallet
    let kept = try ledger.fetch(Spending.self, .text(wallet))
    let spending =
      if let kept, kept.asset == budget.asset.code { kept } else {
        try Spending(of: budget, at: now, ledger)
      }
    let month = now.startOfMonth
    let spent =
      spending.month == month
      ? spending.spent : try Spending.spent(by: wallet, budget.asset.code, in: month, ledger)
    var usage = Usage(
      burnPerHour: spending.burn, spentThisMonth: max(0, spent),
      activeContracts: spending.contracts)
    try leaveOut(budget, endedBefore: now, of: &usage, ledger)
    try addFirst(budget, at: now, to: &usage, ledger)
    return usage
  }

  /// What the clock has ended and nobody has settled yet is over all the same.
  private static func leaveOut(
    _ budget: Budget, endedBefore now: Timestamp, of usage: inout Usage, _ ledger: LedgerReader
  ) throws {
    let ended = "wallet = ? AND ends_at <= ?"
    let values: [Value] = [.text(budget.wallet), .integer(now.milliseconds)]
    let count =
      try ledger.rows("SELECT count(*) FROM contract WHERE \(ended)", values).first?.first?.integer
    guard let count, count > 0 else { return }
    usage.activeContracts = usage.activeContracts.minus(count)
    usage.burnPerHour -= try ledger.total(
      "rate", of: "contract", "\(ended) AND asset = ?", values + [.text(budget.asset.code)])
  }

  /// Contracts of earlier builds, which are counted one by one.
  private static func addFirst(
    _ budget: Budget, at now: Timestamp, to usage: inout Usage, _ ledger: LedgerReader
  ) throws {
    // By the index of rules: there are ever fewer of those.
    let open = try ledger.all(
      Contract.self,
      "WHERE rules = 1 AND status IN ('pending', 'active', 'paused') AND wallet || '' = ?",
      [.text(budget.wallet)])
    for contract in open {
      guard [.pending, .active, .paused].contains(contract.status(at: now)) else { continue }
      usage.activeContracts = usage.activeContracts.plus(1)
      if contract.rate.asset.code == budget.asset.code {
        usage.burnPerHour += Int128(contract.rate.minor)
      }
    }
  }

  private static func exceeded(
    _ bound: String, _ most: Int64, _ needed: Int128, _ budget: Budget
  ) -> Failure {
    let limit = Amount(minor: most, asset: budget.asset)
    return Failure(
      .budgetExceeded, "the budget of '\(budget.wallet)' allows \(limit) (\(bound))",
      hint: "'si64 rent budget list' shows budgets",
      details: [
        "wallet": budget.wallet, "budget": bound, "limit": limit.text,
        "needed": WideAmount(needed, budget.asset).text, "asset": budget.asset.code,
      ])
  }
}
