// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Glibc
import Money

/// One SQLite connection with a cache of prepared statements.
package final class Database {
  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  /// Whether the process-wide settings were taken: only the first connection is in time for them.
  private static let isConfigured = si64_sqlite_without_statistics() == SQLITE_OK
  /// Whether SQLite has found the file to be damaged.
  private(set) var isCorrupt = false
  private let stop: Stop
  /// Where the scratch tables of the ledger are, whose own tables are here.
  package var scratch: Scratch?

  /// How a database file is opened.
  package enum Mode {
    case readOnly
    case readWrite
    case create
    /// A file that nobody can write, in a directory that nobody can: SQLite then needs no lock.
    case immutable
  }

  /// Opens a file, or a private database in memory for `:memory:` and a private temporary file for
  /// "".
  ///
  /// - Parameters:
  ///   - busyTimeout: how long to wait for another writer, in milliseconds.
  ///   - shouldStop: see `Stop`.
  /// - Throws: `permission`, `io`, `damaged` or `locked`.
  package init(
    path: String, mode: Mode, busyTimeout: Int64, shouldStop: Stop.Question? = nil
  ) throws {
    let flags =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      }
    let name = mode == .immutable ? Self.immutableURI(path) : path
    _ = Self.isConfigured
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let handle else { throw Failure(.io, "no memory for a database connection") }
    guard status == SQLITE_OK else {
      defer { sqlite3_close_v2(handle) }
      throw Self.failure(status, sqlite3_extended_errcode(handle), handle, nil, path: path)
    }
    self.handle = handle
    stop = Stop(handle, patience: busyTimeout, shouldStop)
  }

  private static func immutableURI(_ path: String) -> String {
    let escaped = path.map { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }
    return "file:\(escaped.joined())?immutable=1"
  }

  /// How long to wait for another writer from now on, in milliseconds.
  func setBusyTimeout(_ timeout: Int64) { stop.patience = timeout }

  /// Whether the path of the file leads elsewhere by now, or nowhere.
  var hasMoved: Bool {
    var moved: Int32 = 0
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
    return moved != 0
  }

  /// Whether a transaction is open. A full disk can end one that nobody has ended.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Runs `body` to its end, whoever asks to stop: it is about to change something.
  func withoutStopping<T>(_ body: () throws -> T) rethrows -> T {
    let wasHeld = stop.isHeld
    stop.isHeld = true
    defer { stop.isHeld = wasHeld }
    return try body()
  }

  /// - Throws: `interrupted` where the user wants what is running to stop.
  func checkStop() throws { if stop.isWanted { throw Failure.interrupted } }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs statements that take no values and return no rows.
  package func execute(_ sql: String) throws {
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw failure(status, sql) }
  }

  /// The prepared statement for `sql`, ready to be bound.
  package func prepare(_ sql: String) throws -> Statement {
    try prepare(named: sql) { sql }
  }

  /// The prepared statement known as `name`; `sql` is put together only the first time.
  func prepare(named name: String, _ sql: () -> String) throws -> Statement {
    if let statement = statements[name] {
      statement.reset()
      return statement
    }
    let statement = try Statement(sql(), in: self, persistent: true)
    statements[name] = statement
    return statement
  }

  /// Runs a statement with values.
  package func run(_ sql: String, _ values: [Value] = []) throws {
    let statement = try prepare(sql)
    statement.bind(values)
    try statement.run()
  }

  /// Calls `body` on each row, in place; stops early where `body` returns `false`.
  package func each(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws -> Bool
  ) throws {
    // Not from the cache: `body` may run the same query again.
    let statement = try Statement(sql, in: self, persistent: false)
    statement.bind(values)
    while try statement.step() {
      guard try body(statement) else { break }
    }
  }

  /// The first row's values, or `nil`.
  package func first(_ sql: String, _ values: [Value] = []) throws -> [Value]? {
    try first(of: prepare(sql), values)
  }

  /// The first row's values, or `nil`.
  func first(of statement: Statement, _ values: [Value]) throws -> [Value]? {
    statement.bind(values)
    defer { statement.reset() }
    return try statement.step() ? statement.values : nil
  }

  /// All rows' values.
  package func rows(_ sql: String, _ values: [Value] = []) throws -> [[Value]] {
    var rows: [[Value]] = []
    try each(sql, values) {
      rows.append($0.values)
      return true
    }
    return rows
  }

  /// The failure behind a status of the last call.
  func failure(_ status: Int32, _ sql: String?) -> Failure {
    if stop.wasObeyed(after: status) { return .interrupted }
    if [SQLITE_CORRUPT, SQLITE_NOTADB].contains(status & 0xFF) { isCorrupt = true }
    return Self.failure(status, sqlite3_extended_errcode(handle), handle, sql)
  }

  private static func failure(
    _ status: Int32, _ extended: Int32, _ handle: OpaquePointer, _ sql: String?,
    path opened: String? = nil
  ) -> Failure {
    let text = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
    let known = sqlite3_db_filename(handle, "main").map { String(cString: $0) } ?? ""
    let path = opened ?? (known.isEmpty ? "a temporary file" : known)
    switch status & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED:
      return Failure(
        .locked, "another process is writing to this ledger",
        hint: "try again, or wait longer with --lock-timeout")
    case SQLITE_FULL: return Failure(.io, "the disk is full: \(path)")
    case SQLITE_IOERR: return Failure(.io, "cannot read or write \(path): \(text) (\(extended))")
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
      return Failure(.permission, "cannot write \(path): \(text)")
    case SQLITE_CANTOPEN where [EACCES, EPERM, EROFS].contains(sqlite3_system_errno(handle)):
      return Failure(.permission, "cannot open \(path): \(text)")
    case SQLITE_CANTOPEN: return Failure(.io, "cannot open \(path): \(text)")
    case SQLITE_NOTADB: return Failure(.damaged, "\(path) is not an SQLite file")
    case SQLITE_CORRUPT: return Failure(.damaged, "\(path) is damaged: \(text)")
    // Key or unique index: SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID.
    case SQLITE_CONSTRAINT where [1555, 2067, 2579].contains(extended):
      return Failure(.exists, "this is there already: \(text)")
    default:
      return Failure(.internalError, "SQLite \(extended): \(text)\(sql.map { " in \($0)" } ?? "")")
    }
  }
}
