// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

/// What holds of every store, whatever keeps its journal.
@Suite("Transactions of a store")
struct TransactionTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: ["a.db", "a.json"])
  func aRollbackLeavesNothing(_ name: String) throws {
    let store = try Store.notes(at: directory(name), options(cache: directory("cache")))
    let head = try store.read { try $0.head() }
    let before = name == "a.json" ? try contents(directory(name)) : []
    for _ in 0..<3 {
      try store.begin()
      #expect(store.isWriting)
      try store.append("gone")
      try store.append("gone too")
      // Inside, what was written is there.
      #expect(try store.texts() == ["first", "gone", "gone too"])
      store.rollback()
      #expect(!store.isWriting)
      #expect(try store.texts() == ["first"])
      #expect(try store.read { try $0.head() } == head)
    }
    if name == "a.json" { #expect(try contents(directory(name)) == before) }
    try store.add("kept")
    #expect(try store.read { try $0.fetch(Note.table, 2)?.text("text") } == "kept")
    #expect(try store.walk { _, _ in } == nil)
  }

  @Test(arguments: ["a.db", "a.json"])
  func anEmptyTransactionWritesNothing(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    let before = try contents(directory(name))
    try store.begin()
    try store.commit()
    #expect(try store.read { try $0.head().sequence } == 1)
    if name == "a.json" { #expect(try contents(directory(name)) == before) }
    #expect(try Store.reopen(directory(name)).texts() == ["first"])
  }

  @Test(arguments: ["a.db", "a.json"])
  func othersSeeCommitsOnly(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    let other = try Store.reopen(directory(name))
    try store.begin()
    try store.append("b")
    #expect(try other.texts() == ["first"])
    #expect(try other.walk { _, _ in } == nil)
    try store.commit()
    #expect(try other.texts() == ["first", "b"])
  }

  @Test(arguments: ["a.db", "a.json"])
  func aReadSeesOneState(_ name: String) throws {
    let store = try Store.notes(at: directory(name), options(cache: directory("cache")))
    let other = try Store.reopen(directory(name), options(cache: directory("cache")))
    let counts = try store.read { database in
      let first = try database.first("SELECT count(*) FROM note")
      try other.add("b")
      return [first, try database.first("SELECT count(*) FROM note")]
    }
    #expect(counts == [[1], [1]])
    #expect(try store.texts() == ["first", "b"])
  }

  @Test(arguments: ["a.db", "a.json"])
  func theLockIsGivenBack(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    let other = try Store.reopen(directory(name), options(lockTimeout: 0))
    let ends: [(Store) throws -> Void] = [{ try $0.commit() }, { $0.rollback() }]
    for end in ends {
      try store.begin()
      try store.append("n\(try store.read { try $0.head().sequence })")
      #expect(code { try other.begin() } == .locked)
      #expect(!other.isWriting)
      try end(store)
      try other.begin()
      other.rollback()
    }
  }

  @Test(arguments: ["a.db", "a.json"])
  func theWaitIsAsLongAsTold(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    let other = try Store.reopen(directory(name), options(lockTimeout: 60_000))
    try store.begin()
    for timeout in [0, 60] as [Int64] {
      other.wait(atMost: timeout)
      let clock = ContinuousClock()
      let waited = clock.measure { #expect(code { try other.begin() } == .locked) }
      #expect(waited >= .milliseconds(timeout))
      #expect(waited < .seconds(30))
    }
    store.rollback()
    try other.begin()
    other.rollback()
  }

  @Test(arguments: ["a.db", "a.json"])
  func aLedgerMovedMeanwhileIsNotWrittenTo(_ name: String) throws {
    let path = directory(name)
    let store = try Store.notes(at: path)
    try store.add("b")
    try store.begin()
    try store.append("c")
    #expect(store.isCurrent)
    #expect(rename(path, directory("moved-\(name)")) == 0)
    for ending in ["-wal", "-shm"] { rename(path + ending, directory("moved-\(name)\(ending)")) }
    _ = try Store.notes(at: path)
    #expect(!store.isCurrent)
    let failure = #expect(throws: Failure.self) { try store.commit() }
    #expect(failure?.code == .conflict)
    #expect(failure?.exitStatus == 4)
    #expect(!store.isWriting)
    #expect(try Store.reopen(path).texts() == ["first"])
    #expect(try Store.reopen(directory("moved-\(name)")).texts() == ["first", "b"])
  }

  @Test(arguments: ["a.db", "a.json"])
  func aBodyThatThrowsEndsTheRead(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    #expect(code { try store.read { _ in throw Failure(.refused, "no") } } == .refused)
    #expect(try store.texts() == ["first"])
    try store.add("b")
    #expect(try store.texts() == ["first", "b"])
  }

  /// Scratch tables change without an entry, in a file of their own, and that is no change of the
  /// journal.
  @Test(arguments: ["a.db", "a.json"])
  func whatTheJournalDoesNotKnowStaysOutOfIt(_ name: String) throws {
    let scratch = Table(
      "tick", key: .sequence(prefix: "t"), columns: [.required("n", .integer)], scratch: true)
    let schema = Schema(version: 1, tables: [Note.table, scratch], derived: [])
    let cached = options(cache: directory("cache"), schema: schema)
    let store = try Store.notes(at: directory(name), cached)
    let head = try store.read { try $0.head() }
    let before = name == "a.json" ? try contents(directory(name)) : []
    try store.begin()
    let insert = { (number: Int) in
      try store.database.scratch?.change { try $0.run("INSERT INTO tick (n) VALUES (\(number))") }
    }
    let ticks = { (store: Store) in
      try store.read { try $0.scratch?.look { try $0.rows("SELECT n FROM tick") } }
    }
    try insert(5)
    let place = try store.savepoint("line")
    try insert(8)
    try store.rollback(to: place)
    try store.commit()
    #expect(directory.names().contains("\(name).scratch"))
    let reopened = try Store.reopen(directory(name), cached)
    #expect(try ticks(reopened) == [[5]])
    #expect(try reopened.read { try $0.head() } == head)
    if name == "a.json" { #expect(try contents(directory(name)) == before) }
    // It is no difference to what replay builds either.
    #expect(try reopened.compareTables(with: replayed(reopened, schema)) == [])
    try store.begin()
    // A savepoint of before the tables were looked at.
    let early = try store.savepoint("line")
    try insert(6)
    try store.rollback(to: early)
    try insert(7)
    store.rollback()
    #expect(try ticks(store) == [[5]])
    unlink(directory("\(name).scratch"))
    #expect(try ticks(store) == [])
    try store.begin()
    try insert(9)
    try store.commit()
    #expect(try ticks(reopened) == [[9]])
    #expect(try store.texts() == ["first"])
  }

  /// Money that is in the journal is there, whatever becomes of telemetry; alone, it is an error.
  @Test(arguments: ["a.db", "a.json"])
  func telemetryThatCannotBeKept(_ name: String) throws {
    let scratch = Table(
      "tick", key: .sequence(prefix: "t"), columns: [.required("n", .integer)], scratch: true)
    let schema = Schema(version: 1, tables: [Note.table, scratch], derived: [])
    let store = try Store.notes(at: directory(name), options(schema: schema))
    mkdir(directory("\(name).scratch"), 0o700)
    let insert = {
      try store.database.scratch?.change { try $0.run("INSERT INTO tick (n) VALUES (1)") }
    }
    try store.begin()
    try insert()
    #expect(code { try store.commit() } != nil)
    try store.begin()
    try insert()
    try store.append("b")
    try store.commit()
    #expect(try store.texts() == ["first", "b"])
    #expect(store.notices.contains { $0.contains("telemetry was not kept") })
  }

  /// What an earlier build kept in the ledger's own file, or in its cache, goes to the new one.
  @Test(arguments: ["a.db", "a.json"])
  func scratchTablesOfEarlierBuilds(_ name: String) throws {
    let cached = options(cache: directory("cache"))
    let store = try Store.notes(at: directory(name), cached)
    _ = try store.texts()
    try store.database.execute(
      "CREATE TABLE tick (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO tick VALUES (1, 4)")
    let scratch = Table(
      "tick", key: .sequence(prefix: "t"), columns: [.required("n", .integer)], scratch: true,
      earlier: "SELECT id, n + 1 FROM tick")
    let schema = Schema(version: 2, tables: [Note.table, scratch], derived: [])
    let later = try Store.reopen(
      directory(name), options(cache: directory("cache"), schema: schema))
    #expect(try later.texts() == ["first"])
    #expect(try later.read { try $0.scratch?.look { try $0.rows("SELECT n FROM tick") } } == [[5]])
    let left = try later.database.rows("SELECT 1 FROM sqlite_master WHERE name = 'tick'")
    #expect(left == [])
  }

  private func replayed(_ store: Store, _ schema: Schema) throws -> Database {
    let copy = try store.scratchCopy()
    let replayer = NoteReplayer(copy, schema.tablesByName)
    #expect(try store.walk { try replayer.apply($0, head: $1) } == nil)
    return copy
  }

  @Test(arguments: ["a.db", "a.json"])
  func manyWritersTakeTurns(_ name: String) throws {
    _ = try Store.notes(at: directory(name))
    let stores = try (0..<4).map { number in
      try Store.reopen(
        directory(name), options(cache: number % 2 == 0 ? directory("cache") : nil))
    }
    for round in 0..<24 { try stores[round % 4].add("n\(round)") }
    let expected = ["first"] + (0..<24).map { "n\($0)" }
    for store in stores { #expect(try store.texts() == expected) }
    #expect(try stores[0].walk { _, _ in } == nil)
  }

  @Test(arguments: ["a.db", "a.json"])
  func whatCannotBeWrittenIsSaidToBe(_ name: String) throws {
    let path = directory(name)
    try Store.notes(at: path).add("b")
    // A member of the group that made it may read, not write; root may do everything.
    guard geteuid() != 0 else {
      #expect(try Store.reopen(path).texts() == ["first", "b"])
      return
    }
    chmod(path, 0o400)
    let store = try Store.reopen(path)
    #expect(try store.texts() == ["first", "b"])
    #expect(code { try store.add("c") } == .permission)
    #expect(try store.texts() == ["first", "b"])
  }
}
