// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// One posting a line under a header; the postings of a transaction stand together.
enum CSVExport {
  static let header = [
    "id", "time", "effective", "from", "to", "amount", "asset", "job_id", "note", "reason",
    "external_id", "reverts", "command", "actor",
  ]

  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    try outlet.write(header.joined(separator: ",") + "\n")
    try source.eachTransaction { transaction in
      let details = transaction.details
      for posting in transaction.postings {
        let effective = posting.effective ?? transaction.effective
        let cells = [
          transaction.displayID, transaction.time.text, effective?.text, posting.source,
          posting.destination, posting.amount.text, posting.amount.asset.code, details.jobID,
          details.note, details.reason, details.externalID, details.reverts.map { "tx-\($0)" },
          transaction.command, transaction.actor,
        ]
        try outlet.write(cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\n")
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return
      "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
