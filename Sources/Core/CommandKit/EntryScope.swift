// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore

/// The entries of one command: the first carries its idempotency key, the others are part of it.
package final class EntryScope {
  package let ledger: LedgerWriter
  private let command: String
  /// The key of the command and the hash of its arguments, for what remembers them outside of the
  /// journal.
  package let idempotency: Entry.Idempotency?
  /// The number of the first entry, once there is one.
  private(set) var first: Int64?

  init(_ ledger: LedgerWriter, command: String, idempotency: Entry.Idempotency?) {
    self.ledger = ledger
    self.command = command
    self.idempotency = idempotency
  }

  /// Makes one entry of what `body` writes; none where it writes nothing.
  package func entry<T>(_ body: () throws -> T) throws -> T {
    let (value, entry) = try ledger.entry(
      command, idempotency: first == nil ? idempotency : nil, partOf: first, body)
    if first == nil { first = entry?.sequence }
    return value
  }
}
