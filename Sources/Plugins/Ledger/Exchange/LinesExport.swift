// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// One transaction a line, in the form that `ledger import --format jsonl` reads.
enum LinesExport {
  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    try source.eachTransaction { try outlet.write(line($0).canonicalText + "\n") }
  }

  private static func line(_ transaction: Transaction) -> JSON {
    let details = transaction.details
    let postings = transaction.postings.map { posting in
      JSON.object(
        [
          .init("amount", .string(posting.amount.text)),
          .init("asset", .string(posting.amount.asset.code)),
          .init("from", .string(posting.source)), .init("to", .string(posting.destination)),
        ] + (posting.effective.map { [.init("effective", .string($0.text))] } ?? []))
    }
    var members = [
      JSON.Member("id", .string(transaction.displayID)), .init("postings", .array(postings)),
      .init("time", .string(transaction.time.text)),
      .init("command", .string(transaction.command)), .init("actor", .string(transaction.actor)),
    ]
    for (name, value) in [
      ("effective", transaction.effective?.text), ("job_id", details.jobID),
      ("note", details.note), ("reason", details.reason), ("external_id", details.externalID),
      ("reverts", details.reverts.map { "tx-\($0)" }),
    ] {
      if let value { members.append(.init(name, .string(value))) }
    }
    return .object(members)
  }
}
