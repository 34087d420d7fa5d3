// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("SQLite ledger files")
struct SQLiteFileTests {
  @Test func aColumnAddedLaterGetsItsInitialValue() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.db")
    let old = Table(
      "note", key: .sequence(prefix: "nt"),
      columns: [.required("text", .text), .optional("amount", .money)])
    let oldSchema = Schema(version: 1, tables: [old], derived: [])
    let entry = Array("{\"rows\":[[\"note\",1,{\"text\":\"first\"}]]}".utf8)
    _ = try Store.create(.file(path), options(schema: oldSchema), first: entry)
    let newSchema = Schema(version: 2, tables: [Note.table], derived: [])
    let store = try Store.reopen(path, options(schema: newSchema))
    #expect(
      try store.read { try $0.fetch(Note.table, "", []).map(Note.init) } == [Note(1, "first")])
    // What replay builds is what the grown file has.
    #expect(try replayed(store).isEmpty)
    #expect(code { try Store.reopen(path, options(schema: oldSchema)) } == .newerVersion)
  }

  private func replayed(_ store: Store) throws -> [String] {
    let copy = try store.scratchCopy()
    let replayer = NoteReplayer(copy, store.schema.tablesByName)
    #expect(try store.walk { try replayer.apply($0, head: $1) } == nil)
    return try store.compareTables(with: copy)
  }

  @Test func aNewerFileIsRefusedAndLeftAlone() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.db")
    do { try Store.notes(at: path).database.execute("PRAGMA user_version = 2") }
    let before = try contents(path)
    let failure = #expect(throws: Failure.self) { try Store.reopen(path) }
    #expect(failure?.code == .newerVersion)
    #expect(failure?.exitStatus == 65)
    #expect(try contents(path) == before)
  }

  @Test(arguments: ["", "x", "not a database, but long enough to be taken for the header of one"])
  func whatIsNoLedgerIsRefusedAndNeverOverwritten(_ text: String) throws {
    let directory = try TemporaryDirectory()
    for name in ["a.db", "a.json"] {
      let path = directory(name)
      try put(Array(text.utf8), at: path)
      let failure = #expect(throws: Failure.self) { _ = try Store.reopen(path).texts() }
      #expect(failure?.code == .damaged)
      #expect(failure?.exitStatus == 65)
      #expect(code { try Store.notes(at: path) } == .exists)
      #expect(try contents(path) == Array(text.utf8))
    }
  }

  @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.db")
    do {
      let other = try Database(path: path, mode: .create, busyTimeout: 0)
      try other.execute("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
    }
    let before = try contents(path)
    #expect(code { try Store.reopen(path) } == .damaged)
    #expect(try contents(path) == before)
  }

  @Test func nothingThereIsNoLedger() throws {
    let directory = try TemporaryDirectory()
    for name in ["a.db", "a.json", "no/where/a.json"] {
      #expect(code { try Store.reopen(directory(name)) } == .noLedger)
    }
    #expect(directory.names() == [])
  }

  @Test(arguments: ["a.db", "a.json"])
  func aLedgerIsNeverCreatedOverAnother(_ name: String) throws {
    let directory = try TemporaryDirectory()
    try Store.notes(at: directory(name)).add("second")
    let before = try contents(directory(name))
    #expect(code { try Store.notes(at: directory(name)) } == .exists)
    #expect(code { try File.publish(directory(name), as: directory(name)) } == .exists)
    #expect(try contents(directory(name)) == before)
    #expect(try Store.reopen(directory(name)).texts() == ["first", "second"])
    #expect(!directory.names().contains { $0.contains(".new-") })
  }

  @Test func creationIsAtomic() throws {
    let directory = try TemporaryDirectory()
    // The temporary file is made beside the ledger, where nothing may be made.
    try put([], at: directory("plain"))
    #expect(code { try Store.notes(at: directory("plain/a.db")) } != nil)
    #expect(code { try Store.notes(at: directory("plain/a.json")) } != nil)
    #expect(directory.names() == ["plain"])
  }

  @Test func oneWriterAtATime() throws {
    let directory = try TemporaryDirectory()
    for name in ["a.db", "a.json"] {
      let store = try Store.notes(at: directory(name))
      let other = try Store.reopen(directory(name), options(lockTimeout: 30))
      try store.begin()
      try store.append("mine")
      let failure = #expect(throws: Failure.self) { try other.begin() }
      #expect(failure?.code == .locked)
      #expect(failure?.exitStatus == 75)
      #expect(try other.texts() == ["first"])
      try store.commit()
      #expect(try other.texts() == ["first", "mine"])
      try other.add("theirs")
      #expect(try store.texts() == ["first", "mine", "theirs"])
    }
  }

  @Test func tamperedTablesAreAllFound() throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.db"))
    try store.add((1...30).map { "n\($0)" })
    #expect(try replayed(store) == [])
    try store.database.execute("DELETE FROM note WHERE id = 3")
    try store.database.execute("UPDATE note SET text = 'changed' WHERE id = 5")
    try store.database.execute("INSERT INTO note (id, text) VALUES (99, 'extra')")
    try store.database.execute("DELETE FROM note WHERE id = 31")
    #expect(
      try replayed(store) == [
        "note lacks a row of the journal: 3|n2|-|7",
        "note says 5|changed|-|7, the journal 5|n4|-|7",
        "note lacks a row of the journal: 31|n30|-|7",
        "note has a row the journal does not know: 99|extra|-|7",
      ])
    try store.database.execute("DELETE FROM note")
    #expect(try replayed(store).count == 10)
    try store.database.execute("DROP TABLE note")
    #expect(try replayed(store).first?.hasPrefix("note cannot be read") == true)
  }

  @Test func twoSpellingsOfOneCharacterDiffer() throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.db"))
    try store.add("\u{e9}")
    try store.database.run("UPDATE note SET text = ? WHERE id = 2", ["e\u{301}"])
    #expect(try replayed(store).count == 1)
  }

  @Test(arguments: [
    "UPDATE journal SET entry = replace(entry, 'b', 'x') WHERE sequence = 3",
    "UPDATE journal SET hash = replace(hash, '0', '1') WHERE sequence = 3",
    "DELETE FROM journal WHERE sequence = 3",
    "UPDATE journal SET sequence = 9 WHERE sequence = 4",
  ])
  func aTamperedJournalIsFound(_ sql: String) throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.db"))
    try store.add("a")
    try store.add("b")
    try store.add("c")
    #expect(try store.walk { _, _ in } == nil)
    try store.database.execute(sql)
    #expect(try store.walk { _, _ in } != nil)
  }

  @Test func savepointsUndoWhatCameAfterThem() throws {
    let directory = try TemporaryDirectory()
    for name in ["a.db", "a.json"] {
      let store = try Store.notes(at: directory(name))
      try store.begin()
      try store.append("kept")
      for _ in 0..<3 {
        let savepoint = try store.savepoint("line")
        try store.append("undone")
        try store.append("undone too")
        try store.rollback(to: savepoint)
      }
      let savepoint = try store.savepoint("line")
      try store.append("kept too")
      try store.release(savepoint)
      try store.commit()
      #expect(try Store.reopen(directory(name)).texts() == ["first", "kept", "kept too"])
      #expect(try store.walk { _, _ in } == nil)
    }
  }

  /// Who may not write it reads a ledger of an earlier build in tables of this one.
  @Test func aCopyForThoseWhoMayNotWrite() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.db")
    try Store.notes(at: path).add("b", "c")
    let before = try contents(path)
    let old = try Database(path: path, mode: .readOnly, busyTimeout: 0)
    let copy = try Store.upgradedCopy(of: old, options())
    let notes = try copy.fetch(Note.table, "ORDER BY id", []).map { try Note($0).text }
    #expect(notes == ["first", "b", "c"])
    #expect(try copy.head() == old.head())
    #expect(code { try copy.insert(Note(9, "x")) } == .permission)
    #expect(try contents(path) == before)
  }
}
