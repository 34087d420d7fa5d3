// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

/// A running write: reads see what it has written so far, and everything it writes is in the
/// journal.
///
/// Whatever throws inside `entry` leaves the write half done: the caller rolls back, to a savepoint
/// or whole.
package final class LedgerWriter: LedgerReader {
  let store: Store
  let books: Books
  package private(set) var actor: String
  /// The time of the running command.
  package private(set) var instant: Instant
  /// The entry being put together.
  var pending: Entry?
  private var journalHead: Head
  private var nextTransaction: Int64
  private var nextIDs: [String: Int64] = [:]
  private var encoder = JSONWriter(reserving: 4096)

  /// - Parameter store: with its write transaction open.
  package init(_ store: Store, actor: String, at instant: Instant) throws {
    self.store = store
    self.actor = actor
    self.instant = instant
    books = try Books(store.database)
    journalHead = try store.database.head()
    nextTransaction = try Self.nextTransaction(store.database)
    super.init(store.database, tables: store.schema.tablesByName, now: instant.time)
  }

  private static func nextTransaction(_ database: Database) throws -> Int64 {
    (try database.first("SELECT max(tx) FROM posting")?[0].integer ?? 0) + 1
  }

  /// Sets clock and actor for the next command of a longer transaction.
  package func move(to instant: Instant, actor: String) {
    self.instant = instant
    self.actor = actor
    now = instant.time
    memo.removeAll()
  }

  // MARK: Entries

  /// Gathers what `body` writes into one entry of the journal; no entry where it writes nothing.
  ///
  /// - Parameters:
  ///   - command: `MODULE VERB`.
  ///   - partOf: the command's first entry, where this is a further one.
  package func entry<T>(
    _ command: String, idempotency: Entry.Idempotency? = nil, partOf: Int64? = nil,
    effective: Timestamp? = nil, _ body: () throws -> T
  ) throws -> (value: T, entry: Entry?) {
    precondition(pending == nil, "entries do not nest")
    now = instant.time
    pending = Entry(
      sequence: journalHead.sequence + 1, time: now, effective: effective, actor: actor,
      command: command, idempotency: idempotency, partOf: partOf)
    defer { pending = nil }
    let value = try body()
    guard let entry = pending, !entry.rows.isEmpty || !entry.postings.isEmpty else {
      return (value, nil)
    }
    try append(entry)
    return (value, entry)
  }

  /// The time at which a record last changed at `last` changes again.
  ///
  /// Where the system's clock is up to 60 s behind it, the clock is raised to it, for the whole
  /// entry: its postings and all its rows are of that time.
  /// - Throws: `clock-regression`.
  package func time(after last: Timestamp) throws -> Timestamp {
    let time = max(now, try instant.after(last))
    guard time > now else { return time }
    now = time
    pending?.time = time
    if let pending { try books.date(pending) }
    return time
  }

  private func append(_ entry: Entry) throws {
    try books.index(entry)
    encoder.bytes.removeAll(keepingCapacity: true)
    entry.write(to: &encoder)
    try encoder.bytes.withUnsafeBytes { bytes in
      journalHead = journalHead.following(bytes)
      try store.append(bytes, head: journalHead)
    }
    if books.isFull { try books.flush() }
  }

  /// Writes out what is kept in memory, so that queries see it.
  package func flush() throws { try books.flush() }

  /// Undoes what came after a savepoint; where that fails, undoes the transaction.
  package func rollback(to savepoint: Store.Savepoint) throws {
    try store.rollback(to: savepoint)
    do {
      pending = nil
      memo.removeAll()
      books.forget()
      assets.reset()
      nextIDs.removeAll()
      journalHead = try database.head()
      nextTransaction = try Self.nextTransaction(database)
    } catch {
      store.rollback()
      throw error
    }
  }

  // MARK: Records

  /// The number the next record of a table keyed by a sequence gets.
  package func nextID<R: Record>(_ type: R.Type) throws -> Int64 {
    let next = try nextIDs[R.table.name] ?? database.nextID(R.table)
    nextIDs[R.table.name] = next + 1
    return next
  }

  /// Adds a record.
  ///
  /// - Throws: `exists` where its key is taken.
  package func insert(_ record: some Record) throws { note(try database.insert(record)) }

  /// Replaces the record with the same key.
  package func update(_ record: some Record) throws { note(try database.update(record)) }

  /// Removes a record.
  package func delete(_ record: some Record) throws {
    note(try database.delete(type(of: record).table, record.key))
  }

  /// Adds or replaces a row of a scratch table, which the journal does not know of.
  package func keep(_ record: some Record) throws {
    precondition(type(of: record).table.isScratch, "only telemetry may stay out of the journal")
    _ = try database.update(record)
  }

  /// Since when telemetry is kept: what did not come after that was not sent. From now on, where
  /// nothing has been kept yet, or all of it was lost.
  package func keepTelemetry() throws -> Timestamp {
    if let since = try telemetryKeptSince() { return since }
    try database.scratch?.keep(since: now.milliseconds)
    return now
  }

  /// Removes rows of a scratch table.
  package func discard<R: Record>(_ type: R.Type, _ tail: String, _ values: [Value]) throws {
    precondition(R.table.isScratch, "only telemetry may stay out of the journal")
    try database.discard(R.table, tail, values)
  }

  private func note(_ change: RowChange) {
    precondition(pending != nil, "records change only inside an entry")
    precondition(!change.table.isScratch, "telemetry is kept, not journaled")
    let earlier = pending?.rows.firstIndex {
      $0.key == change.key && $0.table.name == change.table.name
    }
    if let earlier {
      pending?.rows[earlier] = change
    } else {
      pending?.rows.append(change)
    }
    assets.note(change)
    if change.table.name == Account.table.name, let row = change.row,
      let account = try? Account(row)
    {
      books.note(account)
    }
  }

  // MARK: Accounts and balances

  override package func account(named name: String) throws -> Account? {
    try books.state(of: name)?.account
  }

  override func storedBalance(_ account: Account, _ asset: String) throws -> Int64 {
    guard let state = try books.state(of: account.name) else { return 0 }
    return try books.balance(state, asset)
  }

  override func flushed() throws -> Database {
    try flush()
    return database
  }

  /// The number of the entry's transaction, a new one at its first posting.
  func transactionNumber() -> Int64 {
    if let number = pending?.transaction { return number }
    let number = nextTransaction
    nextTransaction += 1
    pending?.transaction = number
    return number
  }
}

extension LedgerWriter {
  /// Runs `body`; where it throws, what it wrote is undone and the write goes on.
  package func undoingFailure<T>(_ body: () throws -> T) throws -> T {
    try flush()
    let savepoint = try store.savepoint("line")
    do {
      let value = try body()
      try flush()
      try store.release(savepoint)
      return value
    } catch {
      do {
        try rollback(to: savepoint)
      } catch let second {
        // After a full disk there is no savepoint any more: the first failure says why.
        throw (error as? Failure).map { $0.concernsContent ? second : $0 } ?? second
      }
      throw error
    }
  }

  /// See `Store.noticeLoss`.
  package func noticeLoss() { store.noticeLoss() }

  /// Runs `body` and undoes what it wrote.
  package func undoing<T>(_ body: () throws -> T) throws -> T {
    try flush()
    let savepoint = try store.savepoint("line")
    defer { pending = nil }
    let result = Result { try body() }
    try rollback(to: savepoint)
    return try result.get()
  }

  /// The same data as seen at another time, to print what was done then.
  package func asOf(_ time: Timestamp) -> LedgerReader {
    LedgerReader(database, tables: tables, now: time)
  }
}
