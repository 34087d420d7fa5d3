// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

/// One consistent state of a ledger, as seen at `now`.
///
/// States entered by the clock are computed here, never written.
package class LedgerReader {
  let database: Database
  package let assets: AssetRegistry
  /// What the clock says; reading never changes anything, whatever it says.
  package internal(set) var now: Timestamp
  let tables: [String: Table]
  /// What plugins keep from one question to the next, by a name of theirs; forgotten when something
  /// is undone, or the clock moves on.
  package var memo: [String: AnyObject] = [:]

  package init(_ database: Database, tables: [String: Table], now: Timestamp) {
    self.database = database
    self.tables = tables
    self.now = now
    assets = AssetRegistry(database)
  }

  // MARK: Records

  /// The record with this key, or `nil`.
  package func fetch<R: Record>(_ type: R.Type, _ key: Value) throws -> R? {
    try database.fetch(R.table, key).map(R.init)
  }

  /// The record with this id, as users type it.
  ///
  /// - Throws: `not-found`.
  package func find<R: Record>(_ type: R.Type, _ id: String) throws -> R {
    if let key = R.table.key(from: id), let record = try fetch(type, key) { return record }
    var example = ""
    if case .sequence(let prefix) = R.table.key { example = ", ids look like \(prefix)-1" }
    throw Failure(
      .notFound, "there is no \(R.table.name) '\(id)'\(example)", details: ["id": id])
  }

  /// The records a condition selects.
  ///
  /// - Parameter tail: what follows the table's name, with `?` for values.
  package func all<R: Record>(
    _ type: R.Type, _ tail: String = "", _ values: [Value] = []
  ) throws -> [R] {
    try database.fetch(R.table, tail, values).map(R.init)
  }

  /// Calls `body` with the records a condition selects, one after the other: its id, and the record
  /// or why it cannot be read.
  package func each<R: Record>(
    _ type: R.Type, _ tail: String = "", _ values: [Value] = [],
    _ body: (_ id: String, Result<R, any Error>) throws -> Void
  ) throws {
    try flushed().each(R.table, tail, values) { row in
      try body(R.table.display(row.key), Result { try R(row) })
    }
  }

  /// The rows of any other query; SQL that SQLite and PostgreSQL share.
  package func rows(_ sql: String, _ values: [Value] = []) throws -> [[Value]] {
    try flushed().rows(sql, values)
  }

  /// Calls `body` on each row of a query, in place: for long answers.
  package func each(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws -> Void
  ) throws {
    try flushed().each(sql, values) {
      try body($0)
      return true
    }
  }

  // MARK: Telemetry

  /// The rows of a query about scratch tables, which are in a file of their own.
  package func telemetry(_ sql: String, _ values: [Value] = []) throws -> [[Value]] {
    guard let scratch = database.scratch else { return [] }
    return try scratch.look { try $0.rows(sql, values) }
  }

  /// Since when telemetry is kept; `nil` where it is not.
  package func telemetryKeptSince() throws -> Timestamp? {
    try database.scratch?.keptSince().map(Timestamp.init(milliseconds:))
  }

  /// The database with everything in it that has been written so far.
  func flushed() throws -> Database { database }

  // MARK: Accounts

  /// The account with this name, or `nil`.
  package func account(named name: String) throws -> Account? {
    try database.fetchFirst(Account.table, "WHERE name = ?", [.text(name)]).map(Account.init)
  }

  /// The account with this name.
  ///
  /// - Throws: `bad-name` or `not-found`.
  package func findAccount(_ name: String) throws -> Account {
    try AccountName.check(name)
    if let account = try account(named: name) { return account }
    throw Failure(
      .notFound, "there is no account '\(name)'",
      hint: "'si64 ledger create-account \(name)' makes it", details: ["account": name])
  }

  /// What `account` has of `asset`, in minor units, lapsed holds not counted.
  func storedBalance(_ account: Account, _ asset: String) throws -> Int64 {
    let row = try database.first(
      "SELECT amount FROM balance WHERE account = ? AND asset = ?",
      [.integer(account.id), .text(asset)])
    return row?[0].integer ?? 0
  }

  /// Refuses to post by hand to what is the program's own.
  ///
  /// - Throws: `reserved-account`, but not for an account that a user of an earlier build opened
  ///   under a name that was free then.
  package func refuseReserved(_ name: String) throws {
    guard try AccountName.isReserved(name) && !isOfUser(name) else { return }
    try AccountName.refuseReserved(name)
  }

  /// Whether the account is the program's own, or would be once it is used.
  package func isSystem(_ name: String) throws -> Bool {
    try AccountName.isSystem(name) && !isOfUser(name)
  }

  /// Whether a user of an earlier build opened the account under a name that was free then.
  private func isOfUser(_ name: String) throws -> Bool {
    guard AccountName.isReservedLater(name), let account = try account(named: name) else {
      return false
    }
    return !account.isSystem
  }

  // MARK: Journal

  /// The entry with this number, or `nil`.
  package func entry(_ sequence: Int64) throws -> Entry? {
    guard var text = try database.entry(sequence) else { return nil }
    return try text.withUTF8 { try Entry(parsing: $0, tables: tables, assets: assets) }
  }

  /// The hash of the first entry, from which the ledger has its id; `nil` for an empty journal.
  package func firstHash() throws -> String? {
    try database.first("SELECT hash FROM journal WHERE sequence = 1")?[0].text
  }

  /// The last entry's place in the chain.
  package func head() throws -> Head { try database.head() }

  /// The first entry written under an idempotency key, or `nil`.
  package func entry(forKey key: String) throws -> Entry? {
    let row = try database.first("SELECT sequence FROM idempotency WHERE key = ?", [.text(key)])
    return try row?[0].integer.flatMap(entry)
  }

  /// The entry a command wrote first, and those that are part of it.
  package func entries(ofCommand first: Entry) throws -> [Entry] {
    var entries = [first]
    while let next = try entry(first.sequence + Int64(entries.count)),
      next.partOf == first.sequence
    {
      entries.append(next)
    }
    return entries
  }

  /// The entry that wrote a transaction, by the transaction's number.
  ///
  /// - Throws: `not-found`.
  package func entry(ofTransaction id: Int64) throws -> Entry {
    let row = try database.first(
      "SELECT sequence FROM posting WHERE tx = ? AND leg = 0", [.integer(id)])
    guard let sequence = row?[0].integer, let entry = try entry(sequence) else {
      throw Failure(
        .notFound, "there is no transaction 'tx-\(id)'", details: ["id": "tx-\(id)"])
    }
    return entry
  }

  /// The transactions with a reference, oldest first.
  package func transactions(_ kind: ReferenceKind, _ value: String) throws -> [Int64] {
    try database.rows(
      "SELECT tx FROM reference WHERE kind = ? AND value = ? ORDER BY tx",
      [.text(kind.rawValue), .text(value)]
    ).compactMap { $0[0].integer }
  }
}
