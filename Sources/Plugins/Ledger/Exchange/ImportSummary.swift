// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// How much an import brought in.
struct ImportSummary: CommandOutcome {
  var accounts: Int64 = 0
  var transactions: Int64 = 0

  static let fieldNames = ["accounts", "transactions"]

  func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "import", id: "ledger")
    item.add("accounts", accounts)
    item.add("transactions", transactions)
    return item
  }

  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> ImportSummary {
    var summary = ImportSummary()
    for entry in entries {
      let names = entry.rows.filter { $0.table.name == Account.table.name }
        .compactMap { try? $0.row?.text("name") }
      summary.accounts += Int64(names.count { !AccountName.isSystem($0) })
      if entry.transaction != nil { summary.transactions += 1 }
    }
    return summary
  }
}
