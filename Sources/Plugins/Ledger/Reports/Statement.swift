// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// The register of one account: what it had, every posting that touched it, what it has, by asset.
///
/// What came back from a lapsed hold is a line under the hold's id, whether it was recorded or not.
struct Statement {
  let account: Account
  let basis: TimeBasis
  /// The first instant of the period; `nil` for the beginning.
  let since: Timestamp?
  /// The first instant behind the period; `nil` for no end.
  let until: Timestamp?
  /// Only this asset.
  let asset: Asset?

  /// Opening lines, movements in the order of their time, closing lines; nothing of an asset the
  /// account never had.
  func items(_ ledger: LedgerReader) throws -> [Item] {
    var balances = try openings(ledger)
    let rows = try movements(ledger)
    for row in rows where balances[row[5].text ?? ""] == nil {
      let asset = try ledger.assets.find(row[5].text ?? "")
      balances[asset.code] = Amount(minor: 0, asset: asset)
    }
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

  private var touched: (condition: String, values: [Value]) {
    let id = Value.integer(account.id)
    let touched = "(source = ? OR destination = ?)"
    guard let asset else { return (touched, [id, id]) }
    return (touched + " AND asset = ?", [id, id, .text(asset.code)])
  }

  private func openings(_ ledger: LedgerReader) throws -> [String: Amount] {
    guard let since else { return [:] }
    let (condition, touching) = touched
    let (source, values) = Movements(ledger, by: basis).source(
      where: condition, touching, until: since)
    let signed = "CASE WHEN source = ? THEN -amount ELSE amount END"
    let id = Value.integer(account.id)
    let rows = try ledger.rows(
      "SELECT asset, \(MoneySum.columns(signed)) FROM \(source) GROUP BY asset", [id, id] + values)
    var openings: [String: Amount] = [:]
    for row in rows {
      let asset = try ledger.assets.find(row[0].text ?? "")
      openings[asset.code] = Amount(
        minor: Int64(clamping: MoneySum.value(row[1], row[2])), asset: asset)
    }
    return openings
  }

  private func movements(_ ledger: LedgerReader) throws -> [[Value]] {
    let (condition, touching) = touched
    let (source, values) = Movements(ledger, by: basis).source(
      where: condition, touching, since: since, until: until)
    return try ledger.rows(
      """
      SELECT tx, sequence, source, destination, moment, asset, amount, hold FROM \(source) \
      ORDER BY \(Movements.order)
      """, values)
  }

  private func line(
    _ row: [Value], _ amount: Amount, _ balance: Amount, _ ledger: LedgerReader
  ) throws -> Item {
    let other = row[2].integer == account.id ? row[3] : row[2]
    let holder = row[7] == .null ? nil : try ledger.fetch(Account.self, row[7])
    // Nobody made a hold lapse: whatever recorded it has nothing to do with it.
    let entry = holder == nil ? try ledger.entry(row[1].integer ?? 0) : nil
    let id = holder.map { String($0.name.dropFirst("hold:".count)) }
    var item = Item(kind: "statement-line", id: id ?? "tx-\(row[0].integer ?? 0)")
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
