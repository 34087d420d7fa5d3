// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money
import Store

extension Hold: CommandOutcome {
  package static let fieldNames = [
    "account", "to", "amount", "remaining", "asset", "status", "created_at", "expires_at",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "hold", id: displayID)
    item.add("account", payer)
    item.add("to", destination)
    item.add("amount", amount)
    item.add("remaining", left(at: ledger.now))
    item.add("asset", amount.asset.code)
    item.add("status", state(at: ledger.now).rawValue)
    item.add("created_at", createdAt)
    item.add("expires_at", expiresAt)
    return item
  }
}

/// Money that left a hold: captured, or given back.
struct HoldMove: CommandOutcome {
  let hold: Hold
  /// The number of its transaction.
  let transaction: Int64?
  let amount: Amount?

  static let fieldNames = Hold.fieldNames + ["tx", "released", "captured"]

  /// What was moved last.
  init(_ hold: Hold, _ ledger: LedgerReader) throws {
    self.hold = hold
    let row = try ledger.rows(
      """
      SELECT p.tx, p.amount FROM posting AS p JOIN account AS a ON a.id = p.source \
      WHERE a.name = ? ORDER BY p.tx DESC, p.leg DESC LIMIT 1
      """, [.text(hold.account)]
    ).first
    transaction = row?[0].integer
    amount = row?[1].integer.map { Amount(minor: $0, asset: hold.amount.asset) }
  }

  private init(_ hold: Hold, in entry: Entry) {
    self.hold = hold
    transaction = entry.transaction
    amount = entry.postings.last { $0.source == hold.account }?.amount
  }

  func item(_ ledger: LedgerReader) throws -> Item {
    var item = try hold.item(ledger)
    item.add("tx", transaction.map { "tx-\($0)" })
    item.add(hold.state == .released ? "released" : "captured", amount)
    return item
  }

  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> HoldMove {
    for entry in entries.reversed() {
      if let hold = try entry.last(Hold.self) { return HoldMove(hold, in: entry) }
    }
    throw Failure(.internalError, "no hold is in the entries of this key")
  }
}

/// A hold with every transaction that moved its money.
struct HoldHistory {
  let hold: Hold

  func item(_ ledger: LedgerReader) throws -> Item {
    var item = try hold.item(ledger)
    let rows = try ledger.rows(
      """
      SELECT p.tx, p.time, p.effective, s.name, d.name, p.amount FROM posting AS p \
      JOIN account AS s ON s.id = p.source JOIN account AS d ON d.id = p.destination \
      WHERE s.name = ? OR d.name = ? ORDER BY p.tx, p.leg
      """, [.text(hold.account), .text(hold.account)])
    item.add("postings", .items(rows.map(posting)), wideOnly: true)
    return item
  }

  private func posting(_ row: [Value]) -> Item {
    var item = Item(kind: "posting", id: "tx-\(row[0].integer ?? 0)")
    item.add("time", row[1].integer.map(Timestamp.init(milliseconds:)))
    let effective = row[1] == row[2] ? nil : row[2].integer
    item.add("effective", effective.map(Timestamp.init(milliseconds:)))
    item.add("from", row[3].text)
    item.add("to", row[4].text)
    item.add("amount", row[5].integer.map { Amount(minor: $0, asset: hold.amount.asset) })
    item.add("asset", hold.amount.asset.code)
    return item
  }
}
