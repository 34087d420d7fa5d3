// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// An open ledger file: its tables, its journal, and one transaction at a time.
package final class Store {
  package let location: Location
  package let schema: Schema
  /// The tables; written to only inside `begin` … `commit`.
  package var database: Database {
    let database = driver.database
    if database.scratch !== scratch {
      database.scratch = scratch
      scratch.ledger = database
    }
    return database
  }
  /// Whether a write transaction is open.
  package private(set) var isWriting = false
  private let driver: any JournalDriver
  /// The last entry that was seen, to notice another history in its place.
  private var seen: Head?
  private let scratch: Scratch
  /// How many entries the open transaction has.
  private var entries = 0

  private init(
    _ location: Location, _ schema: Schema, _ driver: any JournalDriver, _ scratch: Scratch
  ) {
    self.location = location
    self.schema = schema
    self.driver = driver
    self.scratch = scratch
  }

  /// Opens a ledger that exists.
  ///
  /// - Throws: `no-ledger`, `damaged`, `newer-version`, `permission`, `io` or `locked`; where it is
  ///   only for a glance, also `not-found` for a cache.
  package static func open(_ location: Location, _ options: Options) throws -> Store {
    guard try File.isThere(location.path) else {
      throw Failure(
        .noLedger, "there is no ledger at \(location.path)",
        hint: "'si64 ledger init' makes one")
    }
    let scratch = Scratch(beside: location, options)
    switch location.backend {
    case .sqlite:
      let database = try openSQLite(location.path, options, scratch)
      return Store(location, options.schema, SQLiteDriver(database), scratch)
    case .json where options.onlyGlances:
      let cache = try JSONCache(
        ready: cachePath(location.path, options), schema: options.schema, replay: options.replay)
      let driver = try JSONDriver(
        path: location.path, cache: cache, lockTimeout: 0, onlyLooks: true)
      return Store(location, options.schema, driver, scratch)
    case .json:
      let cache = try JSONCache(
        path: cachePath(location.path, options), schema: options.schema,
        busyTimeout: options.lockTimeout, shouldStop: options.shouldStop, scratch: scratch,
        replay: options.replay)
      let driver = try JSONDriver(
        path: location.path, cache: cache, lockTimeout: options.lockTimeout)
      return Store(location, options.schema, driver, scratch)
    }
  }

  /// Makes a ledger whose first entry is `entry`, then opens it.
  ///
  /// - Throws: `exists` where a file is in the way; `permission` or `io`.
  package static func create(
    _ location: Location, _ options: Options, first entry: [UInt8]
  ) throws -> Store {
    guard !File.exists(location.path) else {
      throw Failure(.exists, "\(location.path) exists already")
    }
    let head = entry.withUnsafeBytes { Head.empty.following($0) }
    switch location.backend {
    case .sqlite: try createSQLite(location.path, options, entry, head)
    case .json:
      try entry.withUnsafeBytes {
        try JSONDriver.create(location.path, entry: $0, hash: head.hash)
      }
    }
    return try open(location, options)
  }

  /// What recovery did and what is wrong with the file, for the user's eyes.
  package var notices: [String] { driver.notices + scratch.notices }

  /// Whether the ledger's path still leads to the open file.
  package var isCurrent: Bool { driver.isCurrent }

  /// Waits so long for another writer from now on, in milliseconds.
  package func wait(atMost timeout: Int64) {
    driver.wait(atMost: timeout)
    scratch.wait(atMost: timeout)
  }

  /// Reads one consistent state.
  package func read<T>(_ body: (Database) throws -> T) throws -> T {
    if isWriting { return try body(database) }
    try driver.prepareRead()
    return try snapshot {
      try checkHistory()
      return try body(database)
    }
  }

  /// One state of the database for all of `body`.
  private func snapshot<T>(_ body: () throws -> T) throws -> T {
    try explaining {
      try database.execute("BEGIN")
      defer {
        try? database.execute("COMMIT")
        scratch.rollback()
      }
      return try body()
    }
  }

  /// - Throws: `conflict` where the journal no longer has what it had, once: what comes after that
  ///   knows.
  private func checkHistory() throws {
    let before = seen
    let head = try database.head()
    guard head.sequence > 0 else {
      throw Failure(
        .damaged, "\(location.path) has no first entry: it is no whole ledger",
        hint: "'si64 ledger restore' puts a backup in its place")
    }
    seen = head
    guard let before, before != head else { return }
    let hash = try database.first(
      "SELECT hash FROM journal WHERE sequence = ?", [.integer(before.sequence)])?[0].text
    guard hash != before.hash else { return }
    throw Failure(
      .conflict, "the ledger at \(location.path) has another history now: it was restored",
      hint: "nothing was done; look at it, then do it again")
  }

  /// Reads one state without waiting for anything: the newest, or one of a little before.
  ///
  /// - Returns: `nil` where none is ready to be read; `read` makes it so.
  package func glance<T>(_ body: (Database) throws -> T) throws -> T? {
    if isWriting { return try body(database) }
    guard try driver.isReadyForGlance() else { return nil }
    try database.execute("BEGIN")
    defer {
      try? database.execute("COMMIT")
      scratch.rollback()
    }
    return try body(database)
  }

  /// Runs `body`, which `walk`s, in one state of the journal; the tables are not looked at first.
  package func inspect<T>(_ body: () throws -> T) throws -> T {
    // The file of a JSON ledger only ever grows; what stands in it stays.
    guard location.backend == .sqlite, !isWriting else { return try body() }
    return try snapshot(body)
  }

  /// What to tell the user of a failure inside a write: that a cache was damaged, where it was only
  /// that.
  package func explain(_ failure: Failure) -> Failure {
    failure.code == .damaged ? driver.explain(failure) : failure
  }

  private func explaining<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let failure as Failure {
      throw explain(failure)
    }
  }

  /// Calls `body` with every entry of the journal itself, whatever the tables say, checking the
  /// chain.
  ///
  /// - Returns: what is wrong and where, or `nil` for a whole chain. Nothing behind a break is
  ///   passed on.
  package func walk(
    _ body: (UnsafeBufferPointer<UInt8>, Head) throws -> Void
  ) throws -> String? {
    try driver.walk { entry, head in
      if head.sequence % 1024 == 0 { try database.checkStop() }
      try body(entry, head)
    }
  }

  /// How many bytes of a commit cut short the last `walk` passed over.
  package var unfinishedBytes: Int64 { driver.unfinishedBytes }

  /// Takes the writers' lock and opens a transaction.
  package func begin() throws {
    try driver.begin()
    do {
      try checkHistory()
    } catch {
      driver.rollback()
      throw error
    }
    scratch.begin()
    entries = 0
    isWriting = true
  }

  /// Adds an entry to the open transaction.
  ///
  /// - Throws: `interrupted` between two entries.
  package func append(_ entry: UnsafeRawBufferPointer, head: Head) throws {
    try checkTransaction()
    if head.sequence % 64 == 0 { try database.checkStop() }
    try explaining { try driver.append(entry, head: head) }
    entries += 1
  }

  /// - Throws: `io` where the open transaction is not open any more: SQLite undoes one by itself
  ///   where the disk fails, and each statement behind it would be a transaction of its own.
  private func checkTransaction() throws {
    noticeLoss()
    guard isWriting else { throw Failure(.io, "the disk failed, and the transaction is undone") }
  }

  /// Undoes the rest where SQLite has undone the open transaction.
  package func noticeLoss() { if isWriting && !database.isInTransaction { rollback() } }

  /// Makes the open transaction durable: the journal first, then what is in scratch tables, which
  /// is not worth an error where the journal has something.
  ///
  /// - Throws: `conflict` where another file has taken the ledger's place meanwhile.
  package func commit() throws {
    do {
      try checkTransaction()
      guard driver.isCurrent else {
        throw Failure(
          .conflict, "the ledger at \(location.path) was moved or replaced meanwhile",
          hint: "nothing was written; look with 'si64 ledger where'")
      }
      let head = try scratch.isInUse ? database.head() : .empty
      // A new file, which nobody can have locked, while the ledger's own lock keeps others away; of
      // an entry that is not there in the end, it counts as another ledger's.
      if scratch.isNew { try scratch.commit(at: head, isNeeded: entries == 0) }
      try driver.commit()
      isWriting = false
      try scratch.commit(at: head, isNeeded: entries == 0)
    } catch {
      if isWriting { rollback() }
      throw error
    }
  }

  /// Undoes the open transaction.
  package func rollback() {
    driver.rollback()
    scratch.rollback()
    isWriting = false
  }

  /// A place in the open transaction to go back to.
  package struct Savepoint {
    fileprivate let name: String
    fileprivate let position: Int64
    fileprivate let entries: Int
  }

  /// Marks a place in the open transaction.
  package func savepoint(_ name: String) throws -> Savepoint {
    try checkTransaction()
    try database.execute("SAVEPOINT \(name)")
    try scratch.savepoint(name)
    return Savepoint(name: name, position: driver.position, entries: entries)
  }

  /// Undoes what came after `savepoint` and forgets it; where that fails, undoes the transaction.
  package func rollback(to savepoint: Savepoint) throws {
    do {
      try checkTransaction()
      try database.execute("ROLLBACK TO \(savepoint.name)")
      try database.execute("RELEASE \(savepoint.name)")
      try driver.truncate(to: savepoint.position)
      try scratch.rollback(to: savepoint.name)
      entries = savepoint.entries
    } catch {
      rollback()
      throw error
    }
  }

  /// Keeps what came after `savepoint` and forgets it.
  package func release(_ savepoint: Savepoint) throws {
    try database.execute("RELEASE \(savepoint.name)")
    try scratch.release(savepoint.name)
  }
}
