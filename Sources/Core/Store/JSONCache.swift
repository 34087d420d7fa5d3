// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The disposable SQLite copy of a JSON ledger's tables, and what version of the file it was made from.
final class JSONCache {
  let database: Database
  private let schema: Schema
  private let replay: (Database) throws -> any Replaying

  /// Where the last applied entry stands in the file.
  struct Place: Equatable {
    var head: Head
    /// The offset of its line.
    var headStart: Int64
    /// The offset behind its closing brace.
    var end: Int64

    /// Before the first entry.
    static let start = Place(
      head: .empty, headStart: Int64(JSONLines.header.count), end: Int64(JSONLines.header.count))
  }

  private static let state = DerivedTable(
    "cache_state",
    columns: [
      .required("one", .integer), .required("inode", .integer), .required("size", .integer),
      .required("modified", .integer), .required("sequence", .integer), .required("hash", .text),
      .required("head_start", .integer), .required("end_offset", .integer),
    ],
    primaryKey: ["one"])

  /// Opens the cache at `path`, or a private one where that is `nil` or cannot be used.
  init(
    path: String?, schema: Schema, busyTimeout: Int64, replay: @escaping (Database) throws -> any Replaying
  ) throws {
    self.schema = Schema(
      version: schema.version, tables: schema.tables,
      derived: schema.derived + [Self.state])
    self.replay = replay
    database = try Self.open(path, self.schema, busyTimeout)
  }

  private static func open(
    _ path: String?, _ schema: Schema, _ busyTimeout: Int64
  ) throws -> Database {
    if let path, let database = try? openFile(path, schema, busyTimeout) { return database }
    let database = try Database(path: "", mode: .create, busyTimeout: 0)
    try schema.install(in: database)
    return database
  }

  private static func openFile(
    _ path: String, _ schema: Schema, _ busyTimeout: Int64
  ) throws -> Database {
    try Path.makeDirectory(Path.parent(of: path))
    let database = try Database(path: path, mode: .create, busyTimeout: busyTimeout)
    // A cache may lose its last commit in a power cut: the file tells. It may not be torn.
    try database.execute("PRAGMA synchronous = NORMAL")
    let version = try database.first("PRAGMA user_version")?.first?.integer
    if version != Int64(schema.version) {
      try database.execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
      for name in try database.rows("SELECT name FROM sqlite_master WHERE type = 'table'") {
        try database.execute("DROP TABLE IF EXISTS \"\(name[0].text ?? "")\"")
      }
      try schema.install(in: database)
      try database.execute("COMMIT")
    }
    return database
  }

  /// Whether the tables were made from exactly this version of the file.
  func matches(_ file: File) throws -> Bool {
    let identity = try file.identity()
    return try state()?.identity == identity
  }

  /// Where the last applied entry stands.
  func place() throws -> Place { try state()?.place ?? .start }

  /// Applies what the file has and the tables lack; rebuilds them where the file is not their continuation.
  ///
  /// - Returns: what lies behind the last whole commit.
  func catchUp(with file: File) throws -> JSONScanner.Tail {
    try database.execute("BEGIN IMMEDIATE")
    do {
      let from = try knownBeginning(of: file)
      if from == .start { try clear() }
      var scanner = JSONScanner(
        file, after: from.head, headStart: from.headStart, end: from.end)
      let replayer = try replay(database)
      let tail = try scanner.scan { entry, head in
        try database.insertEntry(UnsafeRawBufferPointer(entry), head: head)
        try replayer.apply(entry, head: head)
      }
      try replayer.finish()
      let place = Place(head: scanner.head, headStart: scanner.headStart, end: scanner.end)
      // Only a file that ends as it should is known by its size and time alone.
      try write(place, tail == .closed ? file.identity() : .init(inode: 0, size: 0, modified: 0))
      try database.execute("COMMIT")
      return tail
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
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

  /// Where to go on reading: behind the known head of a file that has only grown, else at the start.
  private func knownBeginning(of file: File) throws -> Place {
    let now = try file.identity()
    guard let state = try state(), state.identity.inode == now.inode,
      state.identity.size < now.size, try isContinued(by: file, state.place)
    else { return .start }
    return state.place
  }

  /// Whether the tables are those of a beginning of the file.
  func isContinued(by file: File) throws -> Bool { try isContinued(by: file, place()) }

  private func isContinued(by file: File, _ place: Place) throws -> Bool {
    guard place.head.sequence > 0, try file.identity().size >= place.end else { return false }
    let line = try file.read(Int(place.end - place.headStart), at: place.headStart)
    return line.withUnsafeBufferPointer { JSONLines.parse($0[...])?.hash == place.head.hash }
  }

  private func clear() throws {
    let names = schema.tables.map(\.name) + schema.derived.map(\.name)
    for name in names { try database.execute("DELETE FROM \(name)") }
  }

  private func state() throws -> (identity: File.Identity, place: Place)? {
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
