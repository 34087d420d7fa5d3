// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// The register of one account: what it had, every posting that touched it, what it has, by asset.
struct Statement {
  let account: Account
  let basis: TimeBasis
  /// The first instant of the period; `nil` for the beginning.
  let since: Timestamp?
  /// The first instant behind the period; `nil` for no end.
  let until: Timestamp?
  /// Only this asset.
  let asset: Asset?

  /// Opening lines, postings in the order of their time, closing lines.
  func items(_ ledger: LedgerReader, default fallback: Asset) throws -> [Item] {
    var balances = try openings(ledger)
    let rows = try postings(ledger)
    for row in rows where balances[row[5].text ?? ""] == nil {
      let asset = try ledger.assets.find(row[5].text ?? "")
      balances[asset.code] = Amount(minor: 0, asset: asset)
    }
    if balances.isEmpty { balances[fallback.code] = Amount(minor: 0, asset: fallback) }
    var items = bound("opening", since, balances)
    for row in rows {
      let asset = try ledger.assets.find(row[5].text ?? "")
      let size = Amount(minor: row[6].integer ?? 0, asset: asset)
      let amount = row[2].integer == account.id ? try size.negated() : size
      let balance = try (balances[asset.code] ?? Amount(minor: 0, asset: asset)).adding(amount)
      balances[asset.code] = balance
      items.append(try line(row, amount, balance, ledger))
    }
    return items + bound("closing", until, balances)
  }

  private var column: String { Turnover.column(basis) }

  private var assetFilter: String { asset == nil ? "" : " AND asset = ?" }

  private var assetValue: [Value] { asset.map { [.text($0.code)] } ?? [] }

  private func openings(_ ledger: LedgerReader) throws -> [String: Amount] {
    guard let since else { return [:] }
    let id = Value.integer(account.id)
    let signed = "CASE WHEN source = ? THEN -amount ELSE amount END"
    let rows = try ledger.rows(
      """
      SELECT asset, \(Turnover.columns(signed)) FROM posting \
      WHERE (source = ? OR destination = ?) AND \(column) < ?\(assetFilter) GROUP BY asset
      """, [id, id, id, id, .integer(since.milliseconds)] + assetValue)
    var openings: [String: Amount] = [:]
    for row in rows {
      let asset = try ledger.assets.find(row[0].text ?? "")
      openings[asset.code] = try Turnover.sum(row[1], row[2], asset)
    }
    return openings
  }

  private func postings(_ ledger: LedgerReader) throws -> [[Value]] {
    let id = Value.integer(account.id)
    var filter = "(source = ? OR destination = ?)"
    var values = [id, id]
    if let since {
      filter += " AND \(column) >= ?"
      values.append(.integer(since.milliseconds))
    }
    if let until {
      filter += " AND \(column) < ?"
      values.append(.integer(until.milliseconds))
    }
    return try ledger.rows(
      """
      SELECT tx, sequence, source, destination, \(column), asset, amount FROM posting \
      WHERE \(filter)\(assetFilter) ORDER BY \(column), tx, leg
      """, values + assetValue)
  }

  private func line(
    _ row: [Value], _ amount: Amount, _ balance: Amount, _ ledger: LedgerReader
  ) throws -> Item {
    let other = row[2].integer == account.id ? row[3] : row[2]
    let entry = try ledger.entry(row[1].integer ?? 0)
    var item = Item(kind: "statement-line", id: "tx-\(row[0].integer ?? 0)")
    item.add("time", row[4].integer.map(Timestamp.init(milliseconds:)))
    item.add("account", try ledger.fetch(Account.self, other)?.name)
    item.add("amount", amount)
    item.add("asset", amount.asset.code)
    item.add("balance", balance)
    item.add("note", entry?.details.note ?? entry?.details.reason)
    item.add("job_id", entry?.details.jobID, wideOnly: true)
    item.add("command", entry?.command, wideOnly: true)
    return item
  }

  private func bound(
    _ name: String, _ time: Timestamp?, _ balances: [String: Amount]
  ) -> [Item] {
    balances.sorted { $0.key < $1.key }.map { code, balance in
      var item = Item(kind: "statement-\(name)", id: name)
      item.add("time", time)
      item.add("asset", code)
      item.add("balance", balance)
      // So that the columns are the same where nothing happened between the two.
      for name in ["job_id", "command"] { item.add(name, nil as String?, wideOnly: true) }
      return item
    }
  }
}
