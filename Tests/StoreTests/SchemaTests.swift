// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

@Suite("Schemas")
struct SchemaTests {
  private static let book = Table(
    "book", key: .name(column: "title"),
    columns: [.required("pages", .integer), .required("price", .money), .optional("note", .text)],
    indexes: [.init("pages"), .init("price", "pages", unique: true)])
  private static let total = DerivedTable(
    "total", columns: [.required("owner", .integer), .required("asset", .text)],
    primaryKey: ["owner", "asset"], indexes: [.init("asset")])
  private static let count = DerivedTable(
    "number", columns: [.required("sequence", .integer), .optional("n", .integer, initial: 3)],
    primaryKey: ["sequence"])
  private static let schema = Schema(
    version: 4, tables: [Note.table, book], derived: [total, count])

  private func database(_ schema: Schema = schema) throws -> Database {
    let database = try Database(path: ":memory:", mode: .create, busyTimeout: 0)
    try schema.install(in: database)
    return database
  }

  private func columns(_ table: String, _ database: Database) throws -> [String] {
    try database.rows(
      "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('\(table)')"
    ).map { row in
      row.map { $0.text ?? $0.integer.map { String($0) } ?? "-" }.joined(separator: " ")
    }
  }

  @Test(arguments: [
    (
      "note", ["id INTEGER 0 - 1", "text TEXT 1 - 0", "amount INTEGER 0 - 0", "rank INTEGER 0 7 0"]
    ),
    (
      "book",
      ["title TEXT 1 - 1", "pages INTEGER 1 - 0", "price INTEGER 1 - 0", "note TEXT 0 - 0"]
    ),
    ("total", ["owner INTEGER 1 - 1", "asset TEXT 1 - 2"]),
    ("number", ["sequence INTEGER 1 - 1", "n INTEGER 0 3 0"]),
  ])
  func columnsAreThoseDeclared(_ table: String, _ expected: [String]) throws {
    #expect(try columns(table, database()) == expected)
  }

  @Test func everyTableIsStrict() throws {
    let rows = try database().rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%STRICT%'")
    #expect(rows == [])
  }

  /// A person with `sqlite3` in hand cannot put in what the program could not read.
  @Test(arguments: [
    "INSERT INTO note (id, text) VALUES (1, x'00')",
    "INSERT INTO note (id, text, amount) VALUES (1, 'a', 'many')",
    "INSERT INTO note (id, text, amount) VALUES (1, 'a', 1.5)",
    "INSERT INTO note (id, text) VALUES ('one', 'a')",
    "INSERT INTO note (id, text) VALUES (1, NULL)", "INSERT INTO note (id) VALUES (1)",
    "INSERT INTO book VALUES (NULL, 1, 1, NULL)", "INSERT INTO book VALUES ('a', 'x', 1, NULL)",
    "INSERT INTO book VALUES ('a', 9223372036854775808, 1, NULL)",
    "INSERT INTO total VALUES (1, NULL)", "INSERT INTO total VALUES ('x', 'SOL')",
  ])
  func wrongTypesAreRefused(_ sql: String) throws {
    let database = try database()
    #expect(code { try database.execute(sql) } != nil)
    for table in ["note", "book", "total"] {
      #expect(try database.rows("SELECT * FROM \(table)").isEmpty)
    }
  }

  @Test(arguments: [
    ("INSERT INTO note (id, text) VALUES (1, 'b')", ErrorCode.exists),
    ("INSERT INTO note (id, text) VALUES (2, 'a')", .exists),
    ("INSERT INTO book VALUES ('t', 9, 9, NULL)", .exists),
    ("INSERT INTO book VALUES ('u', 1, 1, NULL)", .exists),
    ("INSERT INTO total VALUES (1, 'SOL')", .exists),
    ("INSERT INTO number VALUES (1, 1)", .exists),
    ("INSERT INTO nothing VALUES (1)", .internalError), ("NONSENSE", .internalError),
  ])
  func whatIsThereOnceStaysThereOnce(_ sql: String, _ expected: ErrorCode) throws {
    let database = try database()
    try database.execute("INSERT INTO note (id, text) VALUES (1, 'a')")
    try database.execute("INSERT INTO book VALUES ('t', 1, 1, NULL)")
    try database.execute("INSERT INTO total VALUES (1, 'SOL'); INSERT INTO number VALUES (1, 1)")
    #expect(code { try database.execute(sql) } == expected)
  }

  @Test func indexesAreThoseDeclared() throws {
    let database = try database()
    let names = { () throws -> [String] in
      try database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
      ).compactMap { $0[0].text }
    }
    let all = ["book_pages", "book_price_pages", "note_text", "total_asset"]
    #expect(try names() == all)
    try Self.schema.dropDerivedIndexes(in: database)
    #expect(try names() == all.filter { $0 != "total_asset" })
    try Self.schema.indexDerived(in: database)
    #expect(try names() == all)
  }

  @Test func installingAgainChangesNothing() throws {
    let database = try database()
    try database.execute("INSERT INTO note (id, text) VALUES (1, 'a')")
    let before = try database.rows("SELECT sql FROM sqlite_master ORDER BY name")
    for _ in 0..<3 { try Self.schema.install(in: database) }
    #expect(try database.rows("SELECT sql FROM sqlite_master ORDER BY name") == before)
    #expect(try database.rows("SELECT text FROM note") == [["a"]])
    #expect(try database.first("PRAGMA user_version") == [4])
  }

  @Test func anOlderFileGrows() throws {
    let old = Table("note", key: .sequence(prefix: "nt"), columns: [.required("text", .text)])
    let database = try database(Schema(version: 1, tables: [old], derived: []))
    try database.execute("INSERT INTO note VALUES (1, 'a')")
    try Self.schema.install(in: database)
    #expect(try database.rows("SELECT id, text, amount, rank FROM note") == [[1, "a", .null, 7]])
    #expect(try columns("note", database) == columns("note", self.database()))
    #expect(try database.rows("SELECT * FROM book").isEmpty)
    #expect(try database.first("PRAGMA user_version") == [4])
  }

  @Test func tablesAreFoundByName() {
    #expect(Self.schema.tablesByName.keys.sorted() == ["book", "note"])
    #expect(Self.schema.tablesByName["book"]?.key.column == "title")
    #expect(Self.schema.tablesByName["note"]?.key.column == "id")
  }

  @Test func aTextDefaultIsQuoted() throws {
    let table = Table(
      "t", key: .sequence(prefix: "t"), columns: [.optional("a", .text, initial: "some words")])
    let database = try database(Schema(version: 1, tables: [table], derived: []))
    try database.execute("INSERT INTO t (id) VALUES (1)")
    #expect(try database.rows("SELECT a FROM t") == [["some words"]])
  }

  /// A table whose only column is its key can be written twice as well.
  @Test func aTableOfKeysAlone() throws {
    let table = Table("k", key: .name(column: "k"), columns: [])
    let database = try database(Schema(version: 1, tables: [table], derived: []))
    let change = RowChange(table: table, key: "a", after: [])
    for _ in 0..<2 { try database.apply(change) }
    #expect(try database.rows("SELECT k FROM k") == [["a"]])
    try database.apply(RowChange(table: table, key: "a", after: nil))
    #expect(try database.rows("SELECT k FROM k").isEmpty)
  }
}
