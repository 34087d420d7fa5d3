// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// One posting a line under a header; the postings of a transaction stand together.
///
/// The last columns are what `ledger import` needs beside what people read: the ledger, a posting's
/// own time, the decimals of an added asset, and how far the payer might fall below zero then.
enum CSVExport {
  static let header = [
    "id", "time", "effective", "from", "to", "amount", "asset", "job_id", "note", "reason",
    "external_id", "reverts", "command", "actor", "ledger", "posting_effective", "decimals",
    "overdraft",
  ]

  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    try outlet.write(header.joined(separator: ",") + "\n")
    let id = try source.ledgerID()
    var overdrafts: [String: Account.Bound] = [:]
    try source.eachEntry { entry in
      for change in entry.rows where change.table.name == Account.table.name {
        guard let row = change.row else { continue }
        let account = try Account(row)
        overdrafts[account.name] = account.overdraft.flatMap { $0.minor > 0 ? $0 : nil }
      }
      for transaction in source.transactions(of: entry) {
        try outlet.write(lines(transaction, ledger: id, overdrafts))
      }
    }
    for lapse in try source.lapses() { try outlet.write(lines(lapse, ledger: id, [:])) }
  }

  private static func lines(
    _ transaction: Transaction, ledger: String, _ overdrafts: [String: Account.Bound]
  ) -> String {
    transaction.postings.map { posting in
      let overdraft = overdrafts[posting.source].flatMap {
        $0.asset == posting.amount.asset.code
          ? Amount(minor: $0.minor, asset: posting.amount.asset) : nil
      }
      let cells = cells(posting, of: transaction, ledger: ledger, overdraft)
      return cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\n"
    }.joined()
  }

  private static func cells(
    _ posting: Posting, of transaction: Transaction, ledger: String, _ overdraft: Amount?
  ) -> [String?] {
    let details = transaction.details
    let asset = posting.amount.asset
    let isBuiltIn = Asset.builtIn.contains { $0.code == asset.code }
    return [
      transaction.displayID, transaction.time.text, transaction.effective?.text, posting.source,
      posting.destination, posting.amount.text, asset.code, details.jobID, details.note,
      details.reason, details.externalID, details.reverts.map { "tx-\($0)" },
      transaction.command, transaction.actor, ledger, posting.effective?.text,
      isBuiltIn ? nil : String(asset.decimals), overdraft?.text,
    ]
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return
      "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
