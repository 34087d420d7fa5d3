// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// Every account and asset with what left it (debits), what reached it (credits), and the
/// difference.
///
/// Every posting is a debit of one account and a credit of another, so the balances of an asset add
/// up to zero.
struct TrialBalance {
  let lines: [Line]

  /// One account and asset.
  struct Line {
    let account: String
    let debits: Amount
    let credits: Amount
  }

  /// - Parameter time: postings up to and including it; `nil` for all.
  init(_ ledger: LedgerReader, asOf time: Timestamp?, by basis: TimeBasis) throws {
    let filter = time == nil ? "" : "WHERE \(Turnover.column(basis)) <= ?"
    let values = time.map { [Value.integer($0.milliseconds)] } ?? []
    let rows = try ledger.rows(
      """
      SELECT a.name, m.asset, \(Turnover.columns("m.debit")), \(Turnover.columns("m.credit")) FROM \
      (SELECT source AS account, asset, amount AS debit, 0 AS credit FROM posting \(filter) \
      UNION ALL \
      SELECT destination AS account, asset, 0 AS debit, amount AS credit FROM posting \(filter)) AS m \
      JOIN account AS a ON a.id = m.account GROUP BY a.name, m.asset ORDER BY a.name, m.asset
      """, values + values)
    lines = try rows.map { row in
      let asset = try ledger.assets.find(row[1].text ?? "")
      return Line(
        account: row[0].text ?? "", debits: try Turnover.sum(row[2], row[3], asset),
        credits: try Turnover.sum(row[4], row[5], asset))
    }
  }

  /// A line for each account and asset, then one for each asset, which has no account.
  func items() throws -> [Item] {
    var totals: [String: (debits: Amount, credits: Amount)] = [:]
    for line in lines {
      let zero = Amount(minor: 0, asset: line.debits.asset)
      let known = totals[zero.asset.code] ?? (zero, zero)
      totals[zero.asset.code] = (
        try known.debits.adding(line.debits), try known.credits.adding(line.credits)
      )
    }
    var items = try lines.map { try Self.item("trial-line", $0.account, $0.debits, $0.credits) }
    for (_, total) in totals.sorted(by: { $0.key < $1.key }) {
      items.append(try Self.item("trial-total", nil, total.debits, total.credits))
    }
    return items
  }

  private static func item(
    _ kind: String, _ account: String?, _ debits: Amount, _ credits: Amount
  ) throws -> Item {
    var item = Item(kind: kind, id: account ?? "")
    item.add("account", account)
    item.add("asset", debits.asset.code)
    item.add("debits", debits)
    item.add("credits", credits)
    item.add("balance", try credits.subtracting(debits))
    return item
  }
}
