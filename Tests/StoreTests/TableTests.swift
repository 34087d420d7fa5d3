// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Tables and rows")
struct TableTests {
  private func text(_ change: RowChange) -> String {
    var writer = JSONWriter()
    change.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (Note(1, "a", amount: 5), "[\"note\",1,{\"amount\":\"5\",\"rank\":7,\"text\":\"a\"}]"),
    (Note(2, "\u{e9}\"\n"), "[\"note\",2,{\"rank\":7,\"text\":\"\u{e9}\\\"\\n\"}]"),
    (
      Note(.max, "", amount: .min),
      "[\"note\",9223372036854775807,{\"amount\":\"-9223372036854775808\",\"rank\":7,\"text\":\"\"}]"
    ),
  ])
  func aRowInTheJournal(_ note: Note, _ expected: String) throws {
    let change = RowChange(table: Note.table, key: note.key, after: note.values)
    #expect(text(change) == expected)
    let json = try JSON(parsing: expected)
    let read = try #require(RowChange(json, tables: ["note": Note.table]))
    let row = try #require(read.row)
    #expect(try Note(row) == note)
  }

  @Test func aDeletion() throws {
    let change = RowChange(table: Note.table, key: 3, after: nil)
    #expect(text(change) == "[\"note\",3,null]")
    let json = try JSON(parsing: text(change))
    let read = try #require(RowChange(json, tables: ["note": Note.table]))
    #expect(read.key == 3)
    #expect(read.after == nil)
  }

  /// A column with an initial value can be emptied later, and replay must not fill it again.
  @Test func emptyInPlaceOfAnInitialValue() throws {
    var note = Note(1, "a")
    note.rank = nil
    let change = RowChange(table: Note.table, key: note.key, after: note.values)
    let json = try JSON(parsing: text(change))
    let read = try #require(RowChange(json, tables: ["note": Note.table]))
    let row = try #require(read.row)
    #expect(try Note(row) == note)
  }

  @Test func anImageFromBeforeAColumnGetsItsInitialValue() throws {
    let json = try JSON(parsing: "[\"note\",1,{\"text\":\"a\"}]")
    let read = try #require(RowChange(json, tables: ["note": Note.table]))
    let row = try #require(read.row)
    #expect(try Note(row).rank == 7)
  }

  @Test(arguments: [
    "[]", "[\"note\",1]", "[\"other\",1,null]", "[\"note\",\"1\",null]", "[\"note\",1.5,null]",
    "[\"note\",null,null]", "[\"note\",1,[]]", "[\"note\",1,{\"strange\":1}]", "{}", "null",
    "[\"note\",1,{\"amount\":5}]", "[\"note\",1,{\"rank\":\"5\"}]", "[\"note\",1,{\"text\":5}]",
    "[\"note\",1,{\"text\":null}]", "[\"note\",1,{\"amount\":\"x\"}]", "[\"note\",1,null,1]",
    "[\"note\",1,{\"amount\":\"9223372036854775808\"}]", "[1,1,null]",
  ])
  func whatIsNoRow(_ text: String) throws {
    #expect(RowChange(try JSON(parsing: text), tables: ["note": Note.table]) == nil)
  }

  @Test(
    arguments: [
      ("nt-1", 1), ("nt-9223372036854775807", Int64.max), ("nt-9223372036854775808", nil),
      ("nt-0", nil), ("nt-01", nil), ("nt--1", nil), ("nt-+1", nil), ("nt-", nil), ("1", nil),
      ("NT-1", nil), ("nt-1 ", nil), ("nt-1a", nil), ("x-1", nil), ("", nil),
    ] as [(String, Int64?)])
  func idsAsTyped(_ text: String, _ id: Int64?) {
    #expect(Note.table.key(from: text) == id.map(Value.integer))
  }

  @Test func aTakenKeyOrIndexIsSaidToExist() throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.db"))
    try store.begin()
    #expect(code { try store.database.insert(Note(1, "x")) } == .exists)
    #expect(code { try store.database.insert(Note(2, "first")) } == .exists)
    store.rollback()
  }

  @Test func recordsComeBackAsTheyWere() throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.db"))
    try store.begin()
    for (id, text) in ["", "\u{0}x", "a\u{301}", "'; DROP TABLE note; --"].enumerated() {
      var note = Note(Int64(id) + 10, text, amount: .min)
      note.rank = nil
      _ = try store.database.insert(note)
      let found = try store.database.fetch(Note.table, note.key)
      let row = try #require(found)
      #expect(try Note(row) == note)
      #expect(try Array(Note(row).text.utf8) == Array(text.utf8))
    }
    _ = try store.database.delete(Note.table, 10)
    #expect(try store.database.fetch(Note.table, 10) == nil)
    store.rollback()
    #expect(try store.texts() == ["first"])
  }
}
