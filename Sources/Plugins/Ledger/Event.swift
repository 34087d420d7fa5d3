// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// An entry of the journal as `ledger log` shows it.
struct Event {
  private let entry: Entry
  private let hash: String
  private let objects: [EventObject]

  init(_ entry: Entry, hash: String, _ assets: AssetRegistry) throws {
    self.entry = entry
    self.hash = hash
    objects = try entry.rows.map { try EventObject($0, assets) }
  }

  /// Whether it changed an object of this kind and with this id; a transaction counts as one.
  func concerns(kind: String?, id: String?) -> Bool {
    guard kind != nil || id != nil else { return true }
    var found = objects.map { ($0.kind, $0.id) }
    if let transaction { found.append((EventObject.transaction, transaction)) }
    return found.contains { (kind == nil || $0.0 == kind) && (id == nil || $0.1 == id) }
  }

  func item() -> Item {
    var item = Item(kind: "event", id: String(entry.sequence))
    item.add("seq", entry.sequence)
    item.add("time", entry.time)
    item.add("type", entry.command.split(separator: " ").joined(separator: "."))
    item.add("actor", entry.actor)
    item.add("key", entry.idempotency?.key)
    item.add("changed", .text(summary))
    item.add("effective", entry.effective, wideOnly: true)
    item.add("part_of", entry.partOf, wideOnly: true)
    item.add("tx", transaction, wideOnly: true)
    item.add("job_id", entry.details.jobID, wideOnly: true)
    item.add("note", entry.details.note, wideOnly: true)
    item.add("reason", entry.details.reason, wideOnly: true)
    item.add("external_id", entry.details.externalID, wideOnly: true)
    item.add("reverts", entry.details.reverts.map { "tx-\($0)" }, wideOnly: true)
    item.add("objects", .items(objects.map(\.item)), wideOnly: true)
    item.add("postings", .items(entry.postings.map(Transaction.item)), wideOnly: true)
    item.add("hash", hash, wideOnly: true)
    return item
  }

  private var transaction: String? { entry.transaction.map { "tx-\($0)" } }

  /// For people: what moved, then what else changed.
  private var summary: String {
    let moved = entry.postings.map { "\($0.source) → \($0.destination) \($0.amount)" }
    let changed = objects.map { $0.isRemoved ? "\($0.kind) \($0.id) removed" : $0.title }
    return (moved + changed).joined(separator: ", ")
  }
}
