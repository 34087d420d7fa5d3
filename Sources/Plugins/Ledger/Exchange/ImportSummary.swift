// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// How much an import brought in.
struct ImportSummary: CommandOutcome {
  var assets: Int64 = 0
  var accounts: Int64 = 0
  var transactions: Int64 = 0
  /// Accounts of an earlier import that were brought up to date.
  var updated: Int64 = 0
  /// Transactions that were there already.
  var skipped: Int64 = 0

  static let fieldNames = ["accounts", "transactions", "assets", "updated", "skipped"]

  func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "import", id: "ledger")
    item.add("accounts", accounts)
    item.add("transactions", transactions)
    item.add("assets", assets, wideOnly: assets == 0)
    item.add("updated", updated, wideOnly: updated == 0)
    item.add("skipped", skipped, wideOnly: skipped == 0)
    return item
  }

  /// Notes the counts for a repeat of the command: entries alone do not tell a new account from a
  /// changed one.
  func note(in scope: EntryScope) throws {
    guard let key = scope.idempotency?.key, accounts + transactions + assets + updated > 0
    else { return }
    try scope.entry {
      try scope.ledger.insert(
        ImportOrigin(
          id: "import:\(key)",
          [
            ("accounts", String(accounts)), ("assets", String(assets)),
            ("skipped", String(skipped)), ("transactions", String(transactions)),
            ("updated", String(updated)),
          ]))
    }
  }

  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> ImportSummary {
    var summary = ImportSummary()
    if let key = entries.first?.idempotency?.key,
      let origin = try ledger.fetch(ImportOrigin.self, .text("import:\(key)"))
    {
      summary.assets = origin["assets"]?.integer ?? 0
      summary.accounts = origin["accounts"]?.integer ?? 0
      summary.transactions = origin["transactions"]?.integer ?? 0
      summary.skipped = origin["skipped"]?.integer ?? 0
      summary.updated = origin["updated"]?.integer ?? 0
      return summary
    }
    // As earlier builds imported.
    for entry in entries {
      let names = entry.rows.filter { $0.table.name == Account.table.name }
        .compactMap { try? $0.row?.text("name") }
      summary.accounts += Int64(names.count { !AccountName.isSystem($0) })
      if entry.transaction != nil { summary.transactions += 1 }
    }
    return summary
  }
}
