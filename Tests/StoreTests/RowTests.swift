// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

@Suite("Values, rows and records")
struct RowTests {
  private enum Color: String {
    case red
    case green
  }

  private static let table = Table(
    "thing", key: .name(column: "name"),
    columns: [
      .required("color", .text), .required("size", .integer), .optional("price", .money),
      .optional("on", .integer),
    ])

  private func row(_ values: Value..., key: Value = "chair") -> TableRow {
    TableRow(table: Self.table, key: key, values: values)
  }

  @Test func literalsAndKinds() {
    #expect(Value.integer(5).integer == 5)
    #expect(Value.integer(5).text == nil)
    #expect(Value.text("5").text == "5")
    #expect(Value.text("5").integer == nil)
    #expect(Value.null.integer == nil)
    #expect(Value.null.text == nil)
    #expect(Value(nil as Int64?) == .null)
    #expect(Value(nil as String?) == .null)
    #expect(Value(3 as Int64?) == 3)
    #expect(Value("x" as String?) == "x")
    #expect([Value(true), Value(false)] == [1, 0])
  }

  @Test func columnsByName() throws {
    let row = row("red", 4, .null, 0)
    #expect(try row.name() == "chair")
    #expect(try row.text("color") == "red")
    #expect(try row.optionalText("color") == "red")
    #expect(try row.option("color") as Color == .red)
    #expect(try row.integer("size") == 4)
    #expect(try row.flag("size"))
    #expect(try !row.flag("on"))
    #expect(try row.optionalInteger("price") == nil)
    #expect(try row.optionalInteger("on") == 0)
  }

  /// What the journal or a hand has put there and no program would.
  @Test func whatIsUnreadableIsDamage() throws {
    let row = row("blue", "four", "free", .null)
    let rows: [(String, () throws -> Void)] = [
      ("color", { _ = try row.integer("color") }), ("size", { _ = try row.integer("size") }),
      ("size", { _ = try row.flag("size") }), ("on", { _ = try row.flag("on") }),
      ("on", { _ = try row.integer("on") }), ("price", { _ = try row.integer("price") }),
      ("on", { _ = try row.text("on") }), ("color", { _ = try row.option("color") as Color }),
      ("name", { _ = try row.id() }),
    ]
    for (column, read) in rows {
      let failure = #expect(throws: Failure.self) { try read() }
      #expect(failure?.code == .damaged, "\(column)")
      #expect(failure?.message == "thing chair: column \(column) is unreadable")
    }
    #expect(code { try row.text("colour") } == .internalError)
    let note = TableRow(table: Note.table, key: "x", values: ["t", .null, .null])
    #expect(code { try note.id() } == .damaged)
    #expect(code { try note.name() } == nil)
  }

  @Test func idsAsShown() {
    #expect(Note.table.display(7) == "nt-7")
    #expect(Note.table.display(.integer(.max)) == "nt-9223372036854775807")
    #expect(Self.table.display("chair") == "chair")
    #expect(Self.table.key(from: "nt-1") == "nt-1")
    #expect(Self.table.display(7) == "")
    #expect(Note(7, "x").displayID == "nt-7")
  }

  @Test func anAfterImageIsSortedAndShort() {
    let cases: [([Value], String)] = [
      (["red", 4, .null, .null], "{\"color\":\"red\",\"size\":4}"),
      (["red", 4, 5, 6], "{\"color\":\"red\",\"on\":6,\"price\":\"5\",\"size\":4}"),
      (
        ["", .integer(.max), .integer(.min), 0],
        "{\"color\":\"\",\"on\":0,\"price\":\"-9223372036854775808\",\"size\":9223372036854775807}"
      ),
    ]
    for (values, expected) in cases {
      var writer = JSONWriter()
      RowChange(table: Self.table, key: "a\"b", after: values).write(to: &writer)
      let text = String(decoding: writer.bytes, as: UTF8.self)
      #expect(text == "[\"thing\",\"a\\\"b\",\(expected)]")
      #expect((try? JSON(parsing: text))?.canonicalText == text)
    }
  }

  @Test func randomRowsComeBackFromTheJournal() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let tables = ["thing": Self.table]
    for _ in 0..<500 {
      let number = { (random: inout SplitMix) -> Value in
        Bool.random(using: &random)
          ? .null : .integer(Int64(bitPattern: random.next() >> (random.next() % 64)))
      }
      let values: [Value] = [
        .text("\(random.next())"), .integer(Int64(random.next() >> 12)), number(&random),
        number(&random),
      ]
      let change = RowChange(table: Self.table, key: .text("k\(random.next())"), after: values)
      var writer = JSONWriter()
      change.write(to: &writer)
      let read = try #require(RowChange(JSON(parsing: writer.bytes), tables: tables))
      #expect(read.row == change.row, "seed \(seed)")
    }
  }

  @Test func rowsOfDifferentTablesDiffer() {
    let other = Table("other", key: .name(column: "name"), columns: Self.table.columns)
    let values: [Value] = ["red", 1, .null, .null]
    #expect(
      row("red", 1, .null, .null) == TableRow(table: Self.table, key: "chair", values: values))
    #expect(row("red", 1, .null, .null) != TableRow(table: other, key: "chair", values: values))
    #expect(row("red", 1, .null, .null) != row("red", 2, .null, .null))
    #expect(row("red", 1, .null, .null) != row("red", 1, .null, .null, key: "table"))
  }

  // MARK: Records in a database

  private func database() throws -> Database {
    let database = try Database(path: ":memory:", mode: .create, busyTimeout: 0)
    try noteSchema.install(in: database)
    return database
  }

  @Test func idsGoOnFromTheHighest() throws {
    let database = try database()
    #expect(try database.nextID(Note.table) == 1)
    _ = try database.insert(Note(7, "a"))
    #expect(try database.nextID(Note.table) == 8)
    _ = try database.insert(Note(3, "b"))
    #expect(try database.nextID(Note.table) == 8)
    _ = try database.delete(Note.table, 7)
    #expect(try database.nextID(Note.table) == 4)
  }

  @Test func changesSayWhatWasWritten() throws {
    let database = try database()
    let inserted = try database.insert(Note(1, "a", amount: 5))
    #expect(inserted.after == ["a", 5, 7])
    var note = Note(1, "b")
    note.rank = nil
    #expect(try database.update(note).after == ["b", .null, .null])
    #expect(try database.fetch(Note.table, 1).map(Note.init) == note)
    #expect(try database.delete(Note.table, 1).after == nil)
    #expect(try database.fetch(Note.table, 1) == nil)
    // Replay deletes what may be gone already.
    #expect(try database.delete(Note.table, 1).key == 1)
  }

  @Test func rowsByCondition() throws {
    let database = try database()
    for (id, text) in [(1, "b"), (2, "a"), (3, "c")] {
      _ = try database.insert(Note(Int64(id), text))
    }
    let ids = try database.fetch(Note.table, "WHERE text > ? ORDER BY text", ["a"]).map {
      try $0.id()
    }
    #expect(ids == [1, 3])
    #expect(try database.fetchFirst(Note.table, "ORDER BY text", [])?.key == 2)
    #expect(try database.fetchFirst(Note.table, "WHERE id > 9", []) == nil)
    #expect(try database.fetch(Note.table, "WHERE id > 9", []).isEmpty)
  }

  @Test func replayingTwiceIsReplayingOnce() throws {
    let database = try database()
    let changes = [
      RowChange(table: Note.table, key: 1, after: ["a", .null, 7]),
      RowChange(table: Note.table, key: 2, after: ["b", 3, .null]),
      RowChange(table: Note.table, key: 1, after: nil),
    ]
    for _ in 0..<2 {
      for change in changes { try database.apply(change) }
      #expect(try database.rows("SELECT id, text, amount, rank FROM note") == [[2, "b", 3, .null]])
    }
  }
}
