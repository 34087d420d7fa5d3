// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money
import Store

extension Transaction: CommandOutcome {
  package static let fieldNames = [
    "time", "effective", "from", "to", "amount", "asset", "job_id", "note", "reason", "external_id",
    "reverts", "command", "actor", "sequence", "postings",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "transaction", id: displayID)
    item.add("time", time)
    item.add("effective", effective, wideOnly: true)
    let main = mainPostings.count == 1 ? mainPostings.first : nil
    item.add("from", main?.source)
    item.add("to", main?.destination)
    item.add("amount", main?.amount)
    item.add("asset", main?.amount.asset.code)
    item.add("job_id", details.jobID)
    item.add("note", details.note)
    item.add("reason", details.reason)
    item.add("external_id", details.externalID, wideOnly: true)
    item.add("reverts", details.reverts.map { "tx-\($0)" }, wideOnly: true)
    item.add("command", command, wideOnly: true)
    item.add("actor", actor, wideOnly: true)
    item.add("sequence", sequence, wideOnly: true)
    try item.add("origin", origin(ledger), wideOnly: true)
    item.add("postings", .items(postings.map(Self.item)), wideOnly: true)
    return item
  }

  /// Who made it where it was imported from, and by which command.
  private func origin(_ ledger: LedgerReader) throws -> Cell {
    guard let id = details.externalID,
      let origin = try ledger.fetch(ImportOrigin.self, .text(id)),
      origin["transaction"]?.string == displayID
    else { return .null }
    let fields = ["actor", "command"].compactMap { name in
      origin[name]?.string.map { Item.Field(name: name, cell: .text($0)) }
    }
    return fields.isEmpty ? .null : .object(fields)
  }

  package static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Transaction {
    for entry in entries {
      if let transaction = Transaction(entry) { return transaction }
    }
    throw Failure(.internalError, "no transaction is in the entries of this key")
  }

  /// The columns of a listing.
  static let columns = ["id", "time", "from", "to", "amount", "asset", "job_id", "note"]

  static func item(_ posting: Posting) -> Item {
    var item = Item(kind: "posting", id: "")
    item.add("from", posting.source)
    item.add("to", posting.destination)
    item.add("amount", posting.amount)
    item.add("asset", posting.amount.asset.code)
    item.add("effective", posting.effective)
    return item
  }
}
