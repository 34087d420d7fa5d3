// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Glibc
import Money

/// The scratch tables of a ledger, telemetry that may be lost, in an SQLite file of their own
/// beside it: whoever uses the ledger sees the same.
///
/// Nothing is opened before something asks, and no file is made before something is kept. A file
/// that is missing, damaged, of a newer version or not of this ledger's history counts as empty,
/// and the next commit makes a new one. What is written is committed right behind the ledger's own
/// transaction, and undone with it.
package final class Scratch {
  /// Where the file is; `nil` for tables nobody else will see.
  private lazy var path = location?.scratch
  private let location: Location?
  private let schema: Schema
  private let shouldStop: Stop.Question?
  private var busyTimeout: Int64
  /// The ledger's own tables, which say whether the file is of their history.
  weak var ledger: Database?
  private var database: Database?
  /// Whether the tables are in no file yet.
  private var isPrivate = false
  /// Whether they are to be in one.
  private var isKept = true
  private var isWriting = false
  private var isChanged = false
  private var savepoints: [String] = []
  private(set) var notices: [String] = []

  /// "si6s" in ASCII.
  private static let applicationID: Int64 = 0x7369_3673

  /// The hash of the ledger's first entry, the journal's head at the last commit that wrote here,
  /// and since when telemetry is kept.
  static let state = DerivedTable(
    "scratch_state",
    columns: [
      .required("one", .integer), .required("ledger", .text), .required("sequence", .integer),
      .required("hash", .text), .optional("kept_since", .integer),
    ],
    primaryKey: ["one"])

  /// The scratch tables of the ledger at `location`.
  init(beside location: Location, _ options: Store.Options) {
    self.location = location
    schema = options.schema
    shouldStop = options.shouldStop
    busyTimeout = options.onlyGlances ? 0 : options.lockTimeout
  }

  /// Empty ones in private.
  init(_ schema: Schema) {
    location = nil
    self.schema = schema
    shouldStop = nil
    busyTimeout = 0
  }

  func wait(atMost timeout: Int64) {
    busyTimeout = timeout
    database?.setBusyTimeout(timeout)
  }

  // MARK: Rows

  /// Looks into the tables; what turns out to be damaged is empty from then on.
  package func look<T>(_ body: (Database) throws -> T) throws -> T {
    let database = try opened()
    do {
      return try body(database)
    } catch  where database.isCorrupt {
      return try body(startAnew("is damaged"))
    }
  }

  /// Changes something in the tables.
  package func change(_ body: (Database) throws -> Void) throws {
    isChanged = true
    try look(body)
  }

  /// Since when telemetry is kept, in Unix ms; `nil` where it is not.
  package func keptSince() throws -> Int64? {
    try look { try $0.first("SELECT kept_since FROM scratch_state")?[0].integer }
  }

  /// Notes since when telemetry is kept.
  package func keep(since time: Int64) throws {
    try change { try $0.run("UPDATE scratch_state SET kept_since = ?", [.integer(time)]) }
  }

  // MARK: Transactions

  /// Whether there is something to commit.
  var isInUse: Bool { isChanged && database?.isInTransaction == true }

  /// Whether a commit makes a new file.
  var isNew: Bool { isPrivate && isKept && isInUse }

  /// The ledger has opened a write transaction.
  func begin() { isWriting = true }

  func savepoint(_ name: String) throws {
    if isOpen { try database?.execute("SAVEPOINT \(name)") }
    savepoints.append(name)
  }

  func release(_ name: String) throws {
    guard let index = savepoints.lastIndex(of: name) else { return }
    savepoints.removeSubrange(index...)
    if isOpen { try database?.execute("RELEASE \(name)") }
  }

  func rollback(to name: String) throws {
    guard let index = savepoints.lastIndex(of: name) else { return }
    savepoints.removeSubrange(index...)
    if isOpen { try database?.execute("ROLLBACK TO \(name); RELEASE \(name)") }
  }

  /// Keeps what was written, now that the ledger has its part of it.
  ///
  /// - Parameter isNeeded: whether it is all the command did, so that a failure is the command's.
  /// - Throws: `io` or `permission` where it is needed.
  func commit(at head: Head, isNeeded: Bool) throws {
    defer { end() }
    guard isInUse, let database else { return }
    do {
      guard isKept else {
        throw Failure(.permission, "cannot write \(path ?? "the telemetry of this ledger")")
      }
      try database.run(
        "UPDATE scratch_state SET sequence = ?, hash = ?",
        [.integer(head.sequence), .text(head.hash)])
      try database.withoutStopping { try database.execute("COMMIT") }
      if isPrivate { try publish(database) }
    } catch {
      if isNeeded { throw error }
      let why = (error as? Failure)?.message ?? "\(error)"
      notices.append("telemetry was not kept: \(why)")
    }
  }

  /// Ends a write or a read; what was written is undone.
  func rollback() { end() }

  private func end() {
    if isOpen { try? database?.execute("ROLLBACK") }
    if isPrivate { database = nil }
    (isPrivate, isKept, isWriting, isChanged) = (false, true, false, false)
    savepoints.removeAll()
  }

  private var isOpen: Bool { database?.isInTransaction == true }

  // MARK: The file

  private func opened() throws -> Database {
    if let database, database.isInTransaction { return database }
    if database?.hasMoved == true { database = nil }
    return try start(database ?? open())
  }

  private func start(_ database: Database) throws -> Database {
    self.database = database
    try database.execute(isWriting ? "BEGIN IMMEDIATE" : "BEGIN")
    for name in savepoints { try database.execute("SAVEPOINT \(name)") }
    guard !isPrivate, try !isOfThisLedger(database) else { return database }
    return try startAnew("is of another history of this ledger")
  }

  private func startAnew(_ why: String) throws -> Database {
    if isWriting, let path { notices.append("\(path) \(why): telemetry begins anew") }
    database = nil
    return try start(makePrivate())
  }

  private func open() throws -> Database {
    if let path, File.exists(path) {
      do {
        let database = try Database(
          path: path, mode: Store.mode(of: path), busyTimeout: busyTimeout,
          shouldStop: shouldStop)
        let mayWrite = sqlite3_db_readonly(database.handle, "main") == 0
        if try isUsable(database), mayWrite || !isWriting { return database }
        isKept = mayWrite
      } catch let failure as Failure where ![.locked, .interrupted].contains(failure.code) {
        // A file that only this process cannot use now is left to the others.
        isKept = ![.io, .permission].contains(failure.code)
      }
      if isWriting {
        notices.append(
          "\(path) cannot be used: telemetry " + (isKept ? "begins anew" : "is not kept"))
      }
    }
    return try makePrivate()
  }

  private func makePrivate() throws -> Database {
    let database = try Database(path: "", mode: .create, busyTimeout: 0, shouldStop: shouldStop)
    try database.execute("PRAGMA application_id = \(Self.applicationID)")
    try schema.installScratch(in: database)
    try database.run(
      "INSERT INTO scratch_state (one, ledger, sequence, hash) VALUES (1, ?, 0, '')",
      [.text(origin() ?? "")])
    isPrivate = true
    return database
  }

  /// Whether the file is one of ours, and not of a newer version; an older one gets what it lacks.
  private func isUsable(_ database: Database) throws -> Bool {
    guard try database.first("PRAGMA application_id")?[0].integer == Self.applicationID else {
      return false
    }
    try database.execute("PRAGMA synchronous = FULL")
    let version = try database.first("PRAGMA user_version")?[0].integer ?? 0
    if version < Int64(schema.version) {
      try database.execute("BEGIN IMMEDIATE")
      try schema.installScratch(in: database)
      try database.execute("COMMIT")
    }
    return version <= Int64(schema.version)
  }

  /// Whether the journal has the entry at which the file was last written.
  ///
  /// To a reader, one it does not know yet may be of a writer that has just been faster.
  private func isOfThisLedger(_ database: Database) throws -> Bool {
    let state: [Value]?
    do {
      state = try database.first("SELECT sequence, hash, ledger FROM scratch_state")
    } catch let failure as Failure where ![.locked, .interrupted].contains(failure.code) {
      return false
    }
    guard let state, let ledger, state[2].text == origin() else { return false }
    let known = try ledger.first("SELECT hash FROM journal WHERE sequence = ?", [state[0]])
    return known.map { $0[0] == state[1] } ?? !isWriting
  }

  /// What tells one ledger from another.
  private func origin() -> String? {
    (try? ledger?.first("SELECT hash FROM journal WHERE sequence = 1"))??[0].text
  }

  /// Makes the file of what was kept in private, in the place of one that could not be used.
  private func publish(_ database: Database) throws {
    guard let path else { return }
    let file = try File(toBecome: path)
    let temporary = file.path
    defer { for ending in ["", "-wal", "-shm"] { unlink(temporary + ending) } }
    try database.run("VACUUM INTO ?", [.text(temporary)])
    try Database(path: temporary, mode: .readWrite, busyTimeout: 0)
      .execute("PRAGMA journal_mode = WAL")
    // The ledger's permissions are the file's.
    var status = stat()
    if let location, stat(location.path, &status) == 0 {
      chmod(temporary, status.st_mode & 0o666)
      // Another's ledger in a group of one's own: what cannot be given away stays.
      _ = chown(temporary, uid_t.max, status.st_gid)
    }
    try file.sync()
    for ending in ["-wal", "-shm"] { unlink(path + ending) }
    guard rename(temporary, path) == 0 else { throw Failure.system("cannot make", path) }
    try File.syncDirectory(of: path)
  }

  // MARK: Earlier builds

  /// Runs `install` in the open transaction of a ledger of an earlier build, and commits; what that
  /// build kept in scratch tables of its own is taken over.
  func adopting(from database: Database, _ install: () throws -> Void) throws {
    begin()
    defer { end() }
    ledger = database
    let head = (try? database.head()) ?? .empty
    for table in schema.tables where table.isScratch {
      let found = try database.first(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [.text(table.name)])
      guard found != nil else { continue }
      // A file that is there is of those who were faster.
      if let path, isPrivate || !File.exists(path) { try? adopt(table, from: database) }
      try database.execute("DROP TABLE \(table.name)")
    }
    try install()
    // A new file is made under the ledger's lock, so that no other process makes one.
    if isNew { try commit(at: head, isNeeded: false) }
    try database.execute("COMMIT")
    try commit(at: head, isNeeded: false)
  }

  private func adopt(_ table: Table, from ledger: Database) throws {
    try change { database in
      try ledger.each(table.earlier ?? table.selection) { row in
        try database.write(TableRow(table: table, columns: row.values))
        return true
      }
    }
  }
}
