// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Databases and statements")
struct DatabaseTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func memory() throws -> Database {
    let database = try Database(path: ":memory:", mode: .create, busyTimeout: 0)
    try database.execute("CREATE TABLE t (a INTEGER, b TEXT) STRICT")
    return database
  }

  @Test(
    arguments: [
      .null, 0, 1, -1, .integer(.max), .integer(.min), "", "a", "a\0b", "\0", "é", "e\u{301}",
      "\u{1F600}", "'; DROP TABLE t; --", .text(String(repeating: "x", count: 100_000)),
    ] as [Value])
  func valuesComeBackAsTheyWere(_ value: Value) throws {
    let database = try memory()
    let column = value.integer == nil ? "b" : "a"
    try database.run("INSERT INTO t (\(column)) VALUES (?)", [value])
    let found = try #require(try database.first("SELECT \(column) FROM t"))
    #expect(found == [value])
    if let text = value.text {
      #expect(found[0].text.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test func columnsOfARow() throws {
    let database = try memory()
    try database.execute("INSERT INTO t VALUES (5, 'x'), (NULL, NULL)")
    var rows: [[String]] = []
    try database.each("SELECT a, b FROM t ORDER BY a DESC") { row in
      rows.append(["\(row.integer(0))", row.text(1), "\(row.isNull(0))", "\(row.isNull(1))"])
      return true
    }
    #expect(rows == [["5", "x", "false", "false"], ["0", "", "true", "true"]])
  }

  @Test func aLoopCanEndEarlyAndRunInsideItself() throws {
    let database = try memory()
    for number in 1...5 as ClosedRange<Int64> {
      try database.run("INSERT INTO t (a) VALUES (?)", [.integer(number)])
    }
    var seen: [Int64] = []
    try database.each("SELECT a FROM t ORDER BY a") { row in
      seen.append(row.integer(0))
      var inner: [Int64] = []
      try database.each("SELECT a FROM t ORDER BY a") {
        inner.append($0.integer(0))
        return inner.count < 2
      }
      #expect(inner == [1, 2])
      return seen.count < 3
    }
    #expect(seen == [1, 2, 3])
    #expect(try database.rows("SELECT a FROM t WHERE a > ? ORDER BY a", [3]) == [[4], [5]])
  }

  @Test func whatALoopThrowsComesOut() throws {
    let database = try memory()
    try database.execute("INSERT INTO t (a) VALUES (1), (2)")
    #expect(
      code { try database.each("SELECT a FROM t") { _ in throw Failure(.refused, "enough") } }
        == .refused)
    // The statement is gone: the table can be dropped.
    try database.execute("DROP TABLE t")
  }

  @Test func theFirstRowOnlyAndNothingLeftOpen() throws {
    let database = try memory()
    try database.execute("INSERT INTO t (a) VALUES (1), (2)")
    for _ in 0..<3 { #expect(try database.first("SELECT a FROM t ORDER BY a") == [1]) }
    #expect(try database.first("SELECT a FROM t WHERE a = ?", [9]) == nil)
    #expect(try database.first("SELECT a FROM t WHERE a = ?", [2]) == [2])
    try database.execute("DROP TABLE t")
  }

  @Test func aStatementGoesOnAfterAFailure() throws {
    let database = try memory()
    try database.execute("CREATE UNIQUE INDEX u ON t (a)")
    let insert = "INSERT INTO t (a) VALUES (?)"
    try database.run(insert, [1])
    #expect(code { try database.run(insert, [1]) } == .exists)
    try database.run(insert, [2])
    #expect(try database.first("SELECT count(*) FROM t") == [2])
  }

  // MARK: Opening

  @Test func modes() throws {
    let path = directory("a.db")
    #expect(code { try Database(path: path, mode: .readWrite, busyTimeout: 0) } == .io)
    #expect(code { try Database(path: path, mode: .readOnly, busyTimeout: 0) } == .io)
    do {
      let made = try Database(path: path, mode: .create, busyTimeout: 0)
      try made.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    }
    for mode in [Database.Mode.readOnly, .immutable] {
      let reader = try Database(path: path, mode: mode, busyTimeout: 0)
      #expect(try reader.first("SELECT a FROM t") == [1])
      #expect(code { try reader.execute("INSERT INTO t VALUES (2)") } == .permission)
    }
    let writer = try Database(path: path, mode: .readWrite, busyTimeout: 0)
    try writer.execute("INSERT INTO t VALUES (2)")
    #expect(try writer.first("SELECT count(*) FROM t") == [2])
  }

  @Test(arguments: ["a b.db", "a?b.db", "a#b.db", "a%20b.db", "a&b=c.db", "ü.db"])
  func namesThatMeanSomethingInAURI(_ name: String) throws {
    do {
      let made = try Database(path: directory(name), mode: .create, busyTimeout: 0)
      try made.execute("CREATE TABLE t (a); INSERT INTO t VALUES (7)")
    }
    #expect(directory.names() == [name])
    let frozen = try Database(path: directory(name), mode: .immutable, busyTimeout: 0)
    #expect(try frozen.first("SELECT a FROM t") == [7])
  }

  @Test func noDirectoryNoDatabase() throws {
    let failure = #expect(throws: Failure.self) {
      try Database(path: directory("no/a.db"), mode: .create, busyTimeout: 0)
    }
    #expect(failure?.code == .io)
    #expect(failure?.message.contains(directory("no/a.db")) == true)
  }

  @Test func garbageIsDamageAndRemembered() throws {
    try put([UInt8](repeating: 0x41, count: 8192), at: directory("a.db"))
    let database = try Database(path: directory("a.db"), mode: .readWrite, busyTimeout: 0)
    #expect(!database.isCorrupt)
    #expect(code { try database.first("SELECT * FROM sqlite_master") } == .damaged)
    #expect(database.isCorrupt)
  }

  @Test func aFileThatMovedIsNoticed() throws {
    let path = directory("a.db")
    let database = try Database(path: path, mode: .create, busyTimeout: 0)
    try database.execute("CREATE TABLE t (a)")
    #expect(!database.hasMoved)
    #expect(rename(path, directory("b.db")) == 0)
    #expect(database.hasMoved)
  }

  // MARK: Waiting and stopping

  @Test func waitingForAnotherWriterEnds() throws {
    let path = directory("a.db")
    let one = try Database(path: path, mode: .create, busyTimeout: 0)
    try one.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
    let other = try Database(path: path, mode: .readWrite, busyTimeout: 40)
    let clock = ContinuousClock()
    let waited = clock.measure {
      #expect(code { try other.execute("BEGIN IMMEDIATE") } == .locked)
    }
    #expect(waited >= .milliseconds(40))
    other.setBusyTimeout(0)
    let second = clock.measure {
      #expect(code { try other.execute("BEGIN IMMEDIATE") } == .locked)
    }
    #expect(second < .milliseconds(40))
    try one.execute("COMMIT")
    try other.execute("BEGIN IMMEDIATE")
  }

  /// Counts how often it is asked, and says yes from then on.
  private final class Asked {
    var times = 0
    var from = Int.max

    func callAsFunction() -> Bool {
      times += 1
      return times >= from
    }
  }

  private static let long = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) \
    SELECT count(*) FROM n
    """

  @Test func aLongStatementCanBeBrokenOff() throws {
    let asked = Asked()
    let database = try Database(
      path: ":memory:", mode: .create, busyTimeout: 0, shouldStop: { asked() })
    #expect(try database.first(Self.long) == [400_000])
    #expect(asked.times > 10)
    asked.from = asked.times + 3
    #expect(code { try database.first(Self.long) } == .interrupted)
    #expect(code { try database.checkStop() } == .interrupted)
    // Once it is said, and nobody wants it any more, the connection goes on.
    asked.from = .max
    #expect(try database.first(Self.long) == [400_000])
    #expect(code { try database.checkStop() } == nil)
  }

  @Test func nothingStopsAChangeBecomingDurable() throws {
    let asked = Asked()
    asked.from = 1
    let database = try Database(
      path: ":memory:", mode: .create, busyTimeout: 0, shouldStop: { asked() })
    let count = try database.withoutStopping {
      try database.checkStop()
      return try database.first(Self.long)
    }
    #expect(count == [400_000])
    #expect(asked.times == 0)
    #expect(code { try database.first(Self.long) } == .interrupted)
  }

  @Test func theWaitForAnotherWriterCanBeBrokenOff() throws {
    let path = directory("a.db")
    let one = try Database(path: path, mode: .create, busyTimeout: 0)
    try one.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
    let asked = Asked()
    asked.from = 3
    let other = try Database(
      path: path, mode: .readWrite, busyTimeout: 60_000, shouldStop: { asked() })
    #expect(code { try other.execute("BEGIN IMMEDIATE") } == .interrupted)
    #expect(asked.times == 3)
  }
}
