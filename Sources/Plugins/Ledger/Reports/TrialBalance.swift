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

  /// One account and asset, in minor units: sums may exceed 64 bits where no balance does.
  struct Line {
    let account: String
    let asset: Asset
    let debits: Int128
    let credits: Int128
  }

  /// - Parameter time: what was moved up to and including it; `nil` for all.
  init(_ ledger: LedgerReader, asOf time: Timestamp?, by basis: TimeBasis) throws {
    let (source, values) = Movements(ledger, by: basis).source(
      until: time.flatMap { try? $0.advanced(by: 1) })
    let rows = try ledger.rows(
      """
      SELECT a.name, m.asset, \(MoneySum.columns("m.debit")), \(MoneySum.columns("m.credit")) FROM \
      (SELECT source AS account, asset, amount AS debit, 0 AS credit FROM \(source) \
      UNION ALL \
      SELECT destination AS account, asset, 0 AS debit, amount AS credit FROM \(source)) AS m \
      JOIN account AS a ON a.id = m.account GROUP BY a.name, m.asset ORDER BY a.name, m.asset
      """, values + values)
    lines = try rows.map { row in
      Line(
        account: row[0].text ?? "", asset: try ledger.assets.find(row[1].text ?? ""),
        debits: MoneySum.value(row[2], row[3]), credits: MoneySum.value(row[4], row[5]))
    }
  }

  /// A line for each account and asset, then one for each asset, which has no account.
  func items() -> [Item] {
    var totals: [String: Line] = [:]
    for line in lines {
      let known = totals[line.asset.code]
      totals[line.asset.code] = Line(
        account: "", asset: line.asset, debits: line.debits + (known?.debits ?? 0),
        credits: line.credits + (known?.credits ?? 0))
    }
    return lines.map { Self.item("trial-line", $0) }
      + totals.sorted { $0.key < $1.key }.map { Self.item("trial-total", $0.value) }
  }

  private static func item(_ kind: String, _ line: Line) -> Item {
    var item = Item(kind: kind, id: line.account)
    item.add("account", line.account.isEmpty ? nil : line.account)
    item.add("asset", line.asset.code)
    item.add("debits", sum: line.debits, of: line.asset)
    item.add("credits", sum: line.credits, of: line.asset)
    item.add("balance", sum: line.credits - line.debits, of: line.asset)
    return item
  }
}
