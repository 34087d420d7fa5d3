// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
package import Store

/// What a wallet with a budget spends, kept as it changes: asking its budget then costs the same
/// however much it has rented.
package struct Spending: Record, Equatable {
  package let wallet: String
  /// The budget's asset, by code.
  package let asset: String
  /// The first instant of the month that `spent` is of, UTC.
  package var month: Timestamp
  /// Paid in that month less what came back, in minor units; below zero where more came back.
  package var spent: Int128
  /// How many contracts by the current rules are not settled or cancelled, over or not.
  package var contracts: Int64
  /// The rates of those together, in minor units an hour.
  package var burn: Int128

  /// What happens to a contract.
  enum Change {
    case opened
    case extended(Amount)
    case ended(refund: Amount, drawn: Amount)
  }

  package static let table = Table(
    "spending", key: .name(column: "wallet"),
    columns: [
      .required("asset", .text), .required("month", .integer), .required("spent", .text),
      .required("contracts", .integer), .required("burn", .text),
    ])

  package var key: Value { .text(wallet) }

  package var values: [Value] {
    [
      .text(asset), .integer(month.milliseconds), .text(String(spent)), .integer(contracts),
      .text(String(burn)),
    ]
  }

  package init(_ row: TableRow) throws {
    wallet = try row.name()
    asset = try row.text("asset")
    month = Timestamp(milliseconds: try row.integer("month"))
    spent = try Self.sum(row, "spent")
    contracts = try row.integer("contracts")
    burn = try Self.sum(row, "burn")
  }

  private static func sum(_ row: TableRow, _ column: String) throws -> Int128 {
    guard let sum = try Int128(row.text(column)) else {
      throw Failure(.damaged, "spending \(row.table.display(row.key)): \(column) is unreadable")
    }
    return sum
  }

  /// What a wallet spends, added up from its contracts; `spent` of the month of `now`.
  package init(of budget: Budget, at now: Timestamp, _ ledger: LedgerReader) throws {
    wallet = budget.wallet
    asset = budget.asset.code
    month = now.startOfMonth
    spent = try Self.spent(by: budget.wallet, budget.asset.code, in: now.startOfMonth, ledger)
    let open = "wallet = ? AND rules > 1 AND status IN ('pending', 'active', 'paused', 'expired')"
    contracts =
      try ledger.rows("SELECT count(*) FROM contract WHERE \(open)", [.text(wallet)])
      .first?.first?.integer ?? 0
    burn = try ledger.total(
      "rate", of: "contract", "\(open) AND asset = ?", [.text(wallet), .text(asset)])
  }

  /// What a wallet paid in a month less what came back, in minor units.
  static func spent(
    by wallet: String, _ asset: String, in month: Timestamp, _ ledger: LedgerReader
  ) throws -> Int128 {
    let next = month.later(by: 32 * ContractTerms.day).startOfMonth
    let values: [Value] = [
      .text(wallet), .text(asset), .integer(month.milliseconds), .integer(next.milliseconds),
    ]
    let rows = try ledger.rows(
      """
      SELECT e.event, \(MoneySum.columns("e.amount")) \
      FROM contract c JOIN contract_event e ON e.contract = c.id \
      WHERE c.wallet = ? AND c.asset = ? AND e.amount IS NOT NULL AND e.at >= ? AND e.at < ? \
      GROUP BY e.event
      """, values)
    var spent = try ledger.total(
      "drawn", of: "contract",
      "wallet = ? AND asset = ? AND settled_at >= ? AND settled_at < ?", values)
    for row in rows {
      let sum = MoneySum.value(row[1], row[2])
      let isPayment = ["opened", "reserved", "extended"].contains(row[0].text ?? "")
      // bounded: 128 bits
      spent += isPayment ? sum : -sum
    }
    return spent
  }

  /// Keeps up with what happened to a contract; after its record and its event are written.
  static func note(
    _ change: Change, of contract: Contract, at now: Timestamp, in ledger: LedgerWriter
  ) throws {
    guard let budget = try ledger.fetch(Budget.self, .text(contract.wallet)) else { return }
    guard var kept = try ledger.fetch(Spending.self, .text(contract.wallet)),
      kept.asset == budget.asset.code
    else { return try ledger.update(Spending(of: budget, at: now, ledger)) }
    kept.count(change, of: contract)
    let isSame = contract.rate.asset.code == kept.asset
    if now.startOfMonth > kept.month {
      kept.month = now.startOfMonth
      kept.spent = try spent(by: kept.wallet, kept.asset, in: kept.month, ledger)
    } else if isSame, now.startOfMonth == kept.month {
      switch change {
      case .opened: kept.spent += Int128(contract.prepaid.minor)
      case .extended(let cost): kept.spent += Int128(cost.minor)
      case .ended(let refund, let drawn):
        kept.spent += Int128(drawn.minor) - Int128(refund.minor)
      }
    }
    try ledger.update(kept)
  }

  private mutating func count(_ change: Change, of contract: Contract) {
    guard !contract.terms.isFirst else { return }
    let rate = contract.rate.asset.code == asset ? Int128(contract.rate.minor) : 0
    switch change {
    case .opened:
      contracts = contracts.plus(1)
      burn += rate
    case .extended: break
    case .ended:
      contracts = contracts.minus(1)
      burn -= rate
    }
  }

  /// What is kept is what the contracts say.
  static let audit = Audit("spending") { ledger in
    try ledger.all(Spending.self, "ORDER BY wallet").compactMap { kept in
      guard let budget = try ledger.fetch(Budget.self, .text(kept.wallet)) else {
        return "\(kept.wallet) has no budget, but its spending is kept"
      }
      let real = try Spending(of: budget, at: kept.month, ledger)
      return real == kept ? nil : "the spending of \(kept.wallet) is not what its contracts say"
    }
  }
}
