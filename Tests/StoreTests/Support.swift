// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

@testable import Store

/// A directory that goes away with the test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    var name = Array("/tmp/si64-store-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw Failure.system("cannot make", "a directory") }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in the directory, sorted.
  func names() -> [String] { namesIn(path) }
}

func namesIn(_ path: String) -> [String] {
  var names: [String] = []
  guard let directory = opendir(path) else { return [] }
  defer { closedir(directory) }
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

func removeTree(_ path: String) {
  var status = stat()
  guard lstat(path, &status) == 0 else { return }
  if status.st_mode & S_IFMT == S_IFDIR {
    chmod(path, 0o700)
    for name in namesIn(path) { removeTree("\(path)/\(name)") }
    rmdir(path)
  } else {
    unlink(path)
  }
}

func contents(_ path: String) throws -> [UInt8] { try File(path, O_RDONLY).readAll() }

func put(_ bytes: [UInt8], at path: String) throws {
  // In place, as an editor or a crash would leave it.
  let file = try File(path, O_WRONLY | O_CREAT)
  try file.truncate(to: 0)
  try file.write(bytes, at: 0)
}

/// A note: the one kind of record these ledgers have.
struct Note: Record, Equatable {
  var id: Int64
  var text: String
  var amount: Int64?
  var rank: Int64? = 7

  static let table = Table(
    "note", key: .sequence(prefix: "nt"),
    columns: [
      .required("text", .text), .optional("amount", .money),
      .optional("rank", .integer, initial: 7),
    ],
    indexes: [.init("text", unique: true)])

  var key: Value { .integer(id) }
  var values: [Value] { [.text(text), Value(amount), Value(rank)] }

  init(_ id: Int64, _ text: String, amount: Int64? = nil) {
    self.id = id
    self.text = text
    self.amount = amount
  }

  init(_ row: TableRow) throws {
    id = try row.id()
    text = try row.text("text")
    amount = try row.optionalInteger("amount")
    rank = try row.optionalInteger("rank")
  }
}

/// Applies entries of the form `{"rows":[[table, key, image], …]}`.
final class NoteReplayer: Replaying {
  private let database: Database
  private let tables: [String: Table]

  init(_ database: Database, _ tables: [String: Table]) {
    self.database = database
    self.tables = tables
  }

  func apply(_ entry: UnsafeBufferPointer<UInt8>, head: Head) throws {
    for row in try JSON(parsing: entry)["rows"]?.array ?? [] {
      guard let change = RowChange(row, tables: tables) else {
        throw Failure(.damaged, "a row is unreadable")
      }
      try database.apply(change)
    }
  }

  func finish() {}
}

let noteSchema = Schema(version: 1, tables: [Note.table], derived: [])

func options(
  cache: String? = nil, schema: Schema = noteSchema, lockTimeout: Int64 = 200
) -> Store.Options {
  let tables = schema.tablesByName
  return Store.Options(
    schema: schema, lockTimeout: lockTimeout, cacheDirectory: cache,
    replay: { NoteReplayer($0, tables) })
}

func entryBytes(_ changes: [RowChange]) -> [UInt8] {
  var writer = JSONWriter()
  writer.raw("{\"rows\":[")
  for (index, change) in changes.enumerated() {
    if index > 0 { writer.raw(",") }
    change.write(to: &writer)
  }
  writer.raw("]}")
  return writer.bytes
}

extension Location {
  static func file(_ path: String) -> Location {
    Location(file: path, backend: path.hasSuffix(".json") ? .json : .sqlite)
  }
}

extension Store {
  /// A new ledger with one note, "first".
  static func notes(at path: String, _ options: Options = options()) throws -> Store {
    let note = Note(1, "first")
    return try create(
      .file(path), options,
      first: entryBytes([RowChange(table: Note.table, key: note.key, after: note.values)]))
  }

  static func reopen(_ path: String, _ options: Options = options()) throws -> Store {
    try open(.file(path), options)
  }

  /// Adds notes, an entry each.
  func add(_ texts: String...) throws { try add(texts) }

  func add(_ texts: [String]) throws {
    try begin()
    do {
      for text in texts { try append(text) }
      try commit()
    } catch {
      if isWriting { rollback() }
      throw error
    }
  }

  /// Inside a transaction.
  func append(_ text: String) throws {
    let change = try database.insert(Note(database.nextID(Note.table), text))
    try entryBytes([change]).withUnsafeBytes {
      try append($0, head: database.head().following($0))
    }
  }

  func texts() throws -> [String] {
    try read { try $0.fetch(Note.table, "ORDER BY id", []).map { try Note($0).text } }
  }
}

/// The code of the failure `body` throws, or `nil`.
func code<T>(_ body: () throws -> T) -> ErrorCode? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? Failure)?.code
  }
}
