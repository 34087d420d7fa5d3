// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// One object a line, in the form that `ledger import --format jsonl` reads: the assets, then
/// accounts and transactions in the order in which they came about.
///
/// An account has a line for each entry that changed it, so that every payment finds it as it was
/// then. Each line names its ledger: lines of several may be mixed.
enum LinesExport {
  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    let id = try source.ledgerID()
    let assets = source.ledger.assets
    for asset in try source.assets() {
      let line = JSON.object([
        .init("kind", .string("asset")), .init("id", .string(asset.code)),
        .init("decimals", .integer(asset.decimals)), .init("ledger", .string(id)),
      ])
      try outlet.write(line.canonicalText + "\n")
    }
    try source.eachEntry { entry in
      for change in entry.rows where change.table.name == Account.table.name {
        guard let row = change.row else { continue }
        let line = try AccountLine.json(
          Account(row), ledger: id, sequence: entry.sequence, assets)
        try outlet.write(line.canonicalText + "\n")
      }
      for transaction in source.transactions(of: entry) {
        try outlet.write(line(transaction, id).canonicalText + "\n")
      }
    }
    for lapse in try source.lapses() { try outlet.write(line(lapse, id).canonicalText + "\n") }
  }

  private static func line(_ transaction: Transaction, _ ledger: String) -> JSON {
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
    ]
    for (name, value) in [
      ("kind", "transaction"), ("ledger", ledger), ("time", transaction.time.text),
      ("command", transaction.command),
      ("actor", transaction.actor.isEmpty ? nil : transaction.actor),
      ("effective", transaction.effective?.text), ("job_id", details.jobID),
      ("note", details.note), ("reason", details.reason), ("external_id", details.externalID),
      ("reverts", details.reverts.map { "tx-\($0)" }),
    ] {
      if let value { members.append(.init(name, .string(value))) }
    }
    return .object(members)
  }
}
