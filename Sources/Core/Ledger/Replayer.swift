// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

/// Rebuilds every table from the journal, entry by entry.
package final class Replayer: Replaying {
  private let database: Database
  private let tables: [String: Table]
  private let assets: AssetRegistry
  private let books: Books
  private var nextTransaction: Int64 = 1

  /// - Throws: what SQLite says of the database.
  package init(_ database: Database, tables: [String: Table]) throws {
    self.database = database
    self.tables = tables
    assets = AssetRegistry(database)
    books = try Books(database)
    let last = try database.first("SELECT max(tx) FROM posting")?[0].integer
    nextTransaction = (last ?? 0) + 1
  }

  /// Applies the next entry.
  ///
  /// - Throws: `damaged` where its number does not follow, or its content fits no table.
  package func apply(_ bytes: UnsafeBufferPointer<UInt8>, head: Head) throws {
    let entry = try Entry(parsing: bytes, tables: tables, assets: assets)
    guard entry.sequence == head.sequence else {
      throw Failure(.damaged, "entry \(head.sequence) says it is number \(entry.sequence)")
    }
    for change in entry.rows {
      do {
        try database.apply(change)
      } catch let failure as Failure where failure.code == .internalError {
        throw Failure(.damaged, "entry \(entry.sequence): \(failure.message)")
      }
      if change.table.name == Account.table.name, let row = change.row {
        books.note(try Account(row))
      }
    }
    if let transaction = entry.transaction {
      guard transaction == nextTransaction else {
        throw Failure(.damaged, "entry \(entry.sequence): tx-\(transaction) is out of order")
      }
      nextTransaction += 1
    }
    for (leg, posting) in entry.postings.enumerated() {
      try books.apply(posting, leg: leg, of: entry)
    }
    try books.index(entry)
    if books.isFull { try books.flush() }
  }

  /// Writes the balances out.
  package func finish() throws { try books.flush() }
}
