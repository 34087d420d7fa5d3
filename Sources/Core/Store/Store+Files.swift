// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Glibc
import Money
import Signing

extension Store {
  /// The cache of a JSON ledger, named by the ledger's id and path.
  static func cachePath(_ path: String, _ options: Options) throws -> String? {
    guard let directory = options.cacheDirectory else { return nil }
    let start = try File(path, O_RDONLY).read(1 << 16, at: 0)
    let firstLine = start.dropFirst(JSONLines.header.count).prefix { $0 != UInt8(ascii: "\n") }
    // A comma follows as soon as there is a second entry.
    let first = firstLine.last == UInt8(ascii: ",") ? firstLine.dropLast() : firstLine
    let name = SHA256.hexHash(of: Array(first) + Array(Path.absolute(path).utf8))
    return "\(directory)/\(name.prefix(32)).sqlite"
  }

  /// How to open an SQLite file that is there.
  static func mode(of path: String) -> Database.Mode {
    let isFrozen =
      access(path, W_OK) != 0 && access(Path.parent(of: path), W_OK) != 0
      && !File.exists(path + "-wal")
    return isFrozen ? .immutable : .readWrite
  }

  static func openSQLite(
    _ path: String, _ options: Options, _ scratch: Scratch
  ) throws -> Database {
    let database = try Database(
      path: path, mode: mode(of: path),
      busyTimeout: options.onlyGlances ? 0 : options.lockTimeout, shouldStop: options.shouldStop)
    let mark = try database.first("PRAGMA application_id")?.first?.integer
    guard mark == applicationID else {
      throw Failure(.damaged, "\(path) is an SQLite file, but not a si64 ledger")
    }
    try database.execute("PRAGMA synchronous = FULL")
    let version = try database.first("PRAGMA user_version")?.first?.integer ?? 0
    if version > Int64(options.schema.version) {
      throw Failure(
        .newerVersion, "\(path) was written by a newer si64 (schema \(version))",
        hint: "this si64 reads schema \(options.schema.version); install a newer one")
    }
    if version < Int64(options.schema.version) {
      guard !options.onlyGlances else {
        throw Failure(.locked, "\(path) is still to be brought to this version")
      }
      guard sqlite3_db_readonly(database.handle, "main") == 0 else {
        return try upgradedCopy(of: database, options)
      }
      try database.execute("BEGIN IMMEDIATE")
      try scratch.adopting(from: database) { try options.schema.install(in: database) }
    }
    return database
  }

  /// The ledger of an earlier build for somebody who may not write it: its journal, with tables of
  /// this build, in private. Nothing can be written into it.
  static func upgradedCopy(of old: Database, _ options: Options) throws -> Database {
    let copy = try Database(
      path: "", mode: .create, busyTimeout: 0, shouldStop: options.shouldStop)
    try copy.execute("BEGIN IMMEDIATE")
    try options.schema.install(in: copy)
    let replayer = try options.replay(copy)
    try old.each("SELECT sequence, hash, entry FROM journal ORDER BY sequence") { row in
      try row.withBytes(2) { entry in
        // As it says itself: 'verify' looks at the chain.
        let head = Head(sequence: row.integer(0), hash: row.text(1))
        try copy.insertEntry(UnsafeRawBufferPointer(entry), head: head)
        try replayer.apply(entry, head: head)
      }
      return true
    }
    try replayer.finish()
    try copy.execute("COMMIT; PRAGMA query_only = ON")
    return copy
  }

  /// Builds the file under another name, so that a crash leaves either nothing or a whole ledger.
  static func createSQLite(
    _ path: String, _ options: Options, _ entry: [UInt8], _ head: Head
  ) throws {
    try createSQLite(path, options) { add in
      try entry.withUnsafeBufferPointer { try add($0, head, false) }
    }
  }

  /// As above, with all the entries that `source` hands over.
  static func createSQLite(
    _ path: String, _ options: Options, from source: (JournalVisitor) throws -> Void
  ) throws {
    let file = try File(toBecome: path)
    defer { for ending in ["", "-wal", "-shm"] { unlink(file.path + ending) } }
    do {
      let database = try Database(path: file.path, mode: .readWrite, busyTimeout: 0)
      try database.execute("PRAGMA application_id = \(applicationID); BEGIN IMMEDIATE")
      try options.schema.install(in: database)
      let replayer = try options.replay(database)
      try source { entry, head, _ in
        try database.insertEntry(UnsafeRawBufferPointer(entry), head: head)
        try replayer.apply(entry, head: head)
      }
      try replayer.finish()
      try database.execute("COMMIT; PRAGMA journal_mode = WAL")
    }
    try File.publish(file.path, as: path)
  }

  /// "si64" in ASCII, in the file header, so that `file` and we can tell a ledger from other SQLite
  /// files.
  private static let applicationID: Int64 = 0x7369_3634
}
