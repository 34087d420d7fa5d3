// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Entries as rows of the table `journal`, in the same file as the tables.
final class SQLiteDriver: JournalDriver {
  let database: Database
  let notices: [String] = []
  let position: Int64 = 0
  let unfinishedBytes: Int64 = 0

  init(_ database: Database) { self.database = database }

  var isCurrent: Bool { !database.hasMoved }

  func wait(atMost timeout: Int64) { database.setBusyTimeout(timeout) }

  func prepareRead() {}

  func isReadyForGlance() -> Bool { true }

  func explain(_ failure: Failure) -> Failure { failure }

  func begin() throws { try database.execute("BEGIN IMMEDIATE") }

  func append(_ entry: UnsafeRawBufferPointer, head: Head) throws {
    try database.insertEntry(entry, head: head)
  }

  func commit() throws { try database.withoutStopping { try database.execute("COMMIT") } }

  func rollback() { try? database.execute("ROLLBACK") }

  func walk(_ body: (UnsafeBufferPointer<UInt8>, Head) throws -> Void) throws -> String? {
    var head = Head.empty
    var fault: String?
    try database.each("SELECT sequence, hash, entry FROM journal ORDER BY sequence") { row in
      let next = try row.withBytes(2) { bytes in
        let next = head.following(UnsafeRawBufferPointer(bytes))
        guard row.integer(0) == next.sequence, row.text(1) == next.hash else { return head }
        try body(bytes, next)
        return next
      }
      if next == head { fault = "entry \(row.integer(0)): its hash does not fit the chain" }
      head = next
      return fault == nil
    }
    return fault
  }

  /// The rows go with the tables' own savepoint.
  func truncate(to position: Int64) {}
}

extension Database {
  /// The table of entries: the journal itself for SQLite, a copy in the cache of a JSON ledger.
  static let journal = DerivedTable(
    "journal",
    columns: [
      .required("sequence", .integer), .required("hash", .text), .required("entry", .text),
    ],
    primaryKey: ["sequence"])

  /// Adds a row to `journal`.
  package func insertEntry(_ entry: UnsafeRawBufferPointer, head: Head) throws {
    let statement = try prepare("INSERT INTO journal (sequence, hash, entry) VALUES (?, ?, ?)")
    statement.bind(head.sequence, at: 1)
    statement.bind(head.hash, at: 2)
    statement.bind(unowned: entry, at: 3)
    try statement.run()
  }

  /// The bytes of an entry, or `nil` where there is none with that number.
  package func entry(_ sequence: Int64) throws -> String? {
    try first("SELECT entry FROM journal WHERE sequence = ?", [.integer(sequence)])?[0].text
  }

  /// The last entry's place in the chain.
  package func head() throws -> Head {
    let row = try first("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
    guard let sequence = row?[0].integer, let hash = row?[1].text else { return .empty }
    return Head(sequence: sequence, hash: hash)
  }
}
