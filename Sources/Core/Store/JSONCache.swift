// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// The disposable SQLite copy of a JSON ledger's tables, and what version of the file it was made
/// from.
final class JSONCache {
  private(set) var database: Database
  private let path: String?
  private let shouldStop: Stop.Question?
  private var busyTimeout: Int64
  private let schema: Schema
  private let replay: (Database) throws -> any Replaying
  private var lost: (before: Int64, now: Int64)?
  private let scratch: Scratch?

  /// Opens the cache at `path`, or a private one where that is `nil` or cannot be used.
  init(
    path: String?, schema: Schema, busyTimeout: Int64, shouldStop: Stop.Question?,
    scratch: Scratch? = nil, replay: @escaping (Database) throws -> any Replaying
  ) throws {
    self.path = path
    self.busyTimeout = busyTimeout
    self.shouldStop = shouldStop
    self.scratch = scratch
    self.schema = Schema(
      version: schema.version, tables: schema.tables,
      derived: schema.derived + [Self.state])
    self.replay = replay
    database = try Self.open(path, self.schema, busyTimeout, shouldStop, scratch)
  }

  /// Opens the cache at `path` as it is.
  ///
  /// - Throws: `not-found` or `locked` where it is not ready to be read.
  init(
    ready path: String?, schema: Schema, replay: @escaping (Database) throws -> any Replaying
  ) throws {
    guard let path, File.exists(path) else {
      throw Failure(.notFound, "there is no cache of the ledger yet")
    }
    self.path = path
    busyTimeout = 0
    shouldStop = nil
    scratch = nil
    self.schema = schema
    self.replay = replay
    database = try Database(path: path, mode: .readWrite, busyTimeout: 0)
    guard try Self.isInstalled(schema, database) else {
      throw Failure(.locked, "the cache is being made, or is another version's")
    }
  }

  private static func open(
    _ path: String?, _ schema: Schema, _ busyTimeout: Int64, _ shouldStop: Stop.Question?,
    _ scratch: Scratch?
  ) throws -> Database {
    if let path {
      do {
        return try openFile(path, schema, busyTimeout, shouldStop, scratch)
      } catch let failure as Failure where failure.code == .damaged {
        remove(path)
        if let database = try? openFile(path, schema, busyTimeout, shouldStop, nil) {
          return database
        }
      } catch {
        // A cache is a convenience: without one we work in private.
      }
    }
    let database = try Database(path: "", mode: .create, busyTimeout: 0, shouldStop: shouldStop)
    try schema.install(in: database)
    return database
  }

  private static func openFile(
    _ path: String, _ schema: Schema, _ busyTimeout: Int64, _ shouldStop: Stop.Question?,
    _ scratch: Scratch?
  ) throws -> Database {
    try Path.makeDirectory(Path.parent(of: path))
    let database = try Database(
      path: path, mode: .create, busyTimeout: busyTimeout, shouldStop: shouldStop)
    // A cache may lose its last commit in a power cut: the file tells. It may not be torn.
    try database.execute("PRAGMA synchronous = NORMAL")
    if try !isInstalled(schema, database) {
      try database.execute("PRAGMA journal_mode = WAL")
      try database.execute("BEGIN IMMEDIATE")
      // Another process may have been faster.
      let install = { if try !isInstalled(schema, database) { try reinstall(schema, database) } }
      if let scratch {
        try scratch.adopting(from: database, install)
      } else {
        try install()
        try database.execute("COMMIT")
      }
    }
    _ = try state(database)
    return database
  }

  private static func isInstalled(_ schema: Schema, _ database: Database) throws -> Bool {
    try database.first("PRAGMA user_version")?.first?.integer == Int64(schema.version)
  }

  private static func reinstall(_ schema: Schema, _ database: Database) throws {
    for name in try database.rows("SELECT name FROM sqlite_master WHERE type = 'table'") {
      try database.execute("DROP TABLE IF EXISTS \"\(name[0].text ?? "")\"")
    }
    try schema.install(in: database)
  }

  private static func remove(_ path: String) {
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
  }

  /// Whether SQLite has found the cache to be damaged.
  var isCorrupt: Bool { database.isCorrupt }

  /// Throws the cache away and starts an empty one.
  func renew() throws {
    if let path { Self.remove(path) }
    database = try Self.open(path, schema, busyTimeout, shouldStop, nil)
  }

  /// Throws the cache away; the next process makes a new one.
  func discard() { if let path { Self.remove(path) } }

  /// Whether the tables were made from exactly this version of the file.
  func matches(_ file: File) throws -> Bool {
    let identity = try file.identity()
    return try state()?.identity == identity
  }

  /// Waits so long for another writer from now on, in milliseconds.
  func wait(atMost timeout: Int64) {
    busyTimeout = timeout
    database.setBusyTimeout(timeout)
  }

  /// How many entries the file had and has, once, where it has fewer than it had.
  func takeLost() -> (before: Int64, now: Int64)? {
    defer { lost = nil }
    return lost
  }

  /// Where the last applied entry stands.
  func place() throws -> Place { try state()?.place ?? .start }

  /// Applies what the file has and the tables lack; rebuilds them where the file is not their
  /// continuation.
  ///
  /// - Returns: what lies behind the last whole commit.
  /// - Throws: `damaged` where an entry fits the chain and yet cannot be.
  func catchUp(with file: File) throws -> JSONScanner.Tail {
    try database.execute("BEGIN IMMEDIATE")
    return try catchUpInTransaction(with: file)
  }

  /// The same, unless another process is writing to the cache: then `nil`.
  func catchUpIfFree(with file: File) throws -> JSONScanner.Tail? {
    database.setBusyTimeout(0)
    defer { database.setBusyTimeout(busyTimeout) }
    do {
      try database.execute("BEGIN IMMEDIATE")
    } catch let failure as Failure where failure.code == .locked {
      return nil
    }
    return try catchUpInTransaction(with: file)
  }

  private func catchUpInTransaction(with file: File) throws -> JSONScanner.Tail {
    do {
      // Looked at first: without the lock the file may grow under our hands.
      var identity = try file.identity()
      let from = try continuation(in: file, identity)
      if from == .start {
        // A rebuild comes back to every page of the indexes: 32 MiB save writing them out each
        // time.
        try database.execute("PRAGMA cache_size = -32768")
        try clear()
        try schema.dropDerivedIndexes(in: database)
      }
      var scanner = JSONScanner(
        file, after: from.head, headStart: from.headStart, end: from.end)
      let known = try place().head.sequence
      let tail = try apply(&scanner, path: file.path)
      if known > scanner.head.sequence { lost = (known, scanner.head.sequence) }
      if from == .start { try schema.indexDerived(in: database) }
      // Only a file that ends as it should is known by its size and time alone.
      if tail != .closed { (identity.size, identity.modified) = (0, 0) }
      try write(
        Place(head: scanner.head, headStart: scanner.headStart, end: scanner.end), identity)
      try database.execute("COMMIT")
      return tail
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }

  private func apply(_ scanner: inout JSONScanner, path: String) throws -> JSONScanner.Tail {
    let replayer = try replay(database)
    let tail = try scanner.scan { entry, head, _ in
      do {
        try database.insertEntry(UnsafeRawBufferPointer(entry), head: head)
        try replayer.apply(entry, head: head)
      } catch let failure as Failure where failure.concernsContent && !isCorrupt {
        throw Failure(
          .damaged, "\(path) line \(head.sequence + 1): \(failure.message)",
          hint: "restore a backup, or compare with 'si64 ledger verify'")
      }
    }
    try replayer.finish()
    return tail
  }

  /// Ends the tables' transaction after the file's commit; a failure only costs the cache.
  func finish(_ file: File, _ place: Place) {
    do {
      try write(place, file.identity())
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
    }
  }

  /// Notes that the file, as it is now, ends at `place`.
  func remember(_ file: File, _ place: Place) {
    try? write(place, file.identity())
  }

  /// Whether the last applied entry stands at its place in the file.
  func isContinued(by file: File) throws -> Bool { try isContinued(by: file, place()) }

  /// Whether it does, and what follows it takes at most `lag` bytes.
  func isContinued(by file: File, within lag: Int) throws -> Bool {
    let place = try place()
    return try isContinued(by: file, place) && file.identity().size - place.end <= Int64(lag)
  }

  /// Where to go on: behind the last applied entry if the file has only grown, else at its start.
  private func continuation(in file: File, _ now: File.Identity) throws -> Place {
    guard let (identity, place) = try state(), identity.inode == now.inode,
      identity.size < now.size, try isContinued(by: file, place)
    else { return .start }
    return place
  }

  private func isContinued(by file: File, _ place: Place) throws -> Bool {
    guard place.head.sequence > 0, try file.identity().size >= place.end else { return false }
    let line = try file.read(Int(place.end - place.headStart), at: place.headStart)
    return line.withUnsafeBufferPointer { JSONLines.parse($0[...])?.hash == place.head.hash }
  }

  private func clear() throws {
    let names = schema.tables.filter { !$0.isScratch }.map(\.name) + schema.derived.map(\.name)
    for name in names { try database.execute("DELETE FROM \(name)") }
  }

  private func state() throws -> (identity: File.Identity, place: Place)? {
    try Self.state(database)
  }

  private static func state(
    _ database: Database
  ) throws -> (identity: File.Identity, place: Place)? {
    let row = try database.first(
      "SELECT inode, size, modified, sequence, hash, head_start, end_offset FROM cache_state")
    guard let row, let hash = row[4].text else { return nil }
    let numbers = row.map { $0.integer ?? 0 }
    return (
      File.Identity(inode: numbers[0], size: numbers[1], modified: numbers[2]),
      Place(
        head: Head(sequence: numbers[3], hash: hash), headStart: numbers[5], end: numbers[6])
    )
  }

  private func write(_ place: Place, _ identity: File.Identity) throws {
    try database.execute("DELETE FROM cache_state")
    try database.run(
      "INSERT INTO cache_state VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(identity.inode), .integer(identity.size), .integer(identity.modified),
        .integer(place.head.sequence), .text(place.head.hash), .integer(place.headStart),
        .integer(place.end),
      ])
  }
}
