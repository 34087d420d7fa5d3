// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
import Store

/// Keeps wallets within their budgets.
package enum Budgets {
  /// What a wallet spends now, in minor units of its budget's asset.
  package struct Usage: Equatable, Sendable {
    /// The rates of its open contracts together.
    package var burnPerHour: Int64 = 0
    /// Paid this month (UTC) less what came back, at least 0.
    package var spentThisMonth: Int64 = 0
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
      throw exceeded("max-rate", most, rate.minor, budget)
    }
    if let most = budget.activeContracts, isNew, usage.activeContracts >= most {
      throw Failure(
        .budgetExceeded, "'\(wallet)' may have \(most) contracts at a time",
        details: [
          "wallet": wallet, "budget": "active-contracts", "limit": String(most),
          "needed": String(usage.activeContracts + 1),
        ])
    }
    guard isSame else { return }
    let burn = try Int64(checking: Int128(usage.burnPerHour) + Int128(rate.minor))
    if let most = budget.burnPerHour, isNew, burn > most {
      throw exceeded("burn-per-hour", most, burn, budget)
    }
    let spend = try Int64(checking: Int128(usage.spentThisMonth) + Int128(cost.minor))
    if let most = budget.spendPerMonth, spend > most {
      throw exceeded("spend-per-month", most, spend, budget)
    }
  }

  /// What the wallet of a budget spends at `now`.
  package static func usage(
    of budget: Budget, at now: Timestamp, _ ledger: LedgerReader
  ) throws -> Usage {
    var usage = Usage()
    let open = try ledger.all(
      Contract.self, "WHERE wallet = ? AND status IN ('pending', 'active', 'paused')",
      [.text(budget.wallet)])
    for contract in open {
      guard [.pending, .active, .paused].contains(contract.status(at: now)) else { continue }
      usage.activeContracts += 1
      if contract.rate.asset.code == budget.asset.code {
        usage.burnPerHour += contract.rate.minor
      }
    }
    let rows = try ledger.rows(
      """
      SELECT e.event, e.amount FROM contract c JOIN contract_event e ON e.contract = c.id \
      WHERE c.wallet = ? AND c.asset = ? AND e.amount IS NOT NULL AND e.at >= ? AND e.at <= ?
      """,
      [
        .text(budget.wallet), .text(budget.asset.code), .integer(now.startOfMonth.milliseconds),
        .integer(now.milliseconds),
      ])
    var spent: Int128 = 0
    for row in rows {
      guard let name = row[0].text, let amount = row[1].integer else { continue }
      let isPayment = ["opened", "reserved", "extended"].contains(name)
      spent += isPayment ? Int128(amount) : -Int128(amount)
    }
    usage.spentThisMonth = try Int64(checking: max(0, spent))
    return usage
  }

  private static func exceeded(
    _ bound: String, _ most: Int64, _ needed: Int64, _ budget: Budget
  ) -> Failure {
    let limit = Amount(minor: most, asset: budget.asset)
    return Failure(
      .budgetExceeded, "the budget of '\(budget.wallet)' allows \(limit) (\(bound))",
      hint: "'si64 rent budget list' shows budgets",
      details: [
        "wallet": budget.wallet, "budget": bound, "limit": limit.text,
        "needed": Amount(minor: needed, asset: budget.asset).text, "asset": budget.asset.code,
      ])
  }
}
