// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("A clock that is raised")
struct RaisedClockTests {
  private func books(_ backend: Location.Backend) throws -> TestBooks {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    try books.open("b")
    try books.entry { _ = try $0.openHold(.token(30), from: "a", to: "b") }
    return books
  }

  private func last(_ books: TestBooks) throws -> Entry {
    try books.read { try #require(try $0.entry($0.head().sequence)) }
  }

  @Test(arguments: ["capture", "release"], Location.Backend.allCases)
  func isRaisedForTheWholeEntry(_ verb: String, _ backend: Location.Backend) throws {
    let books = try books(backend)
    let opened = books.now
    books.now -= 45_000
    try books.entry { ledger in
      let hold = try ledger.find(Hold.self, "hld-1")
      _ = verb == "capture" ? try ledger.capture(hold) : try ledger.release(hold)
      #expect(ledger.now.milliseconds == opened)
    }
    let entry = try last(books)
    #expect(entry.time.milliseconds == opened)
    #expect(try entry.last(Hold.self)?.changedAt.milliseconds == opened)
    let times = try books.read { ledger in
      try ledger.rows(
        "SELECT time, effective FROM posting WHERE sequence = ?", [.integer(entry.sequence)])
    }
    #expect(times == [[.integer(opened), .integer(opened)]])
    #expect(try books.verify() == [])
  }

  /// Postings made before the record raised the clock follow, those with a time of their own keep
  /// it, and the next entry starts at the system's clock again.
  @Test(arguments: Location.Backend.allCases)
  func alsoWhatWasPostedBefore(_ backend: Location.Backend) throws {
    let books = try books(backend)
    let opened = books.now
    books.now -= 10_000
    let own = Timestamp(milliseconds: opened - 10_000)
    try books.write { ledger in
      _ = try ledger.entry("test entry") {
        try ledger.post([
          Posting(from: "a", to: "b", .token(1)),
          Posting(from: "a", to: "b", .token(2), effective: own),
        ])
        #expect(try ledger.time(after: Timestamp(milliseconds: opened)).milliseconds == opened)
        try ledger.move(.token(3), from: "a", to: "b")
      }
      _ = try ledger.entry("test entry") {
        #expect(ledger.now == own)
        try ledger.move(.token(4), from: "a", to: "b")
      }
    }
    let rows = try books.read { ledger in
      try ledger.rows("SELECT time, effective FROM posting WHERE tx >= 3 ORDER BY tx, leg")
    }
    let now = Value.integer(opened)
    let before = Value.integer(own.milliseconds)
    #expect(rows == [[now, now], [now, before], [now, now], [before, before]])
    #expect(try books.verify() == [])
  }

  /// The tolerance is that of the system's clock: raising it once does not let it be raised on.
  @Test func noFurtherThanAMinuteInAll() throws {
    let books = try books(.sqlite)
    let start = books.now
    let late = failure {
      try books.entry { ledger in
        #expect(try ledger.time(after: Timestamp(milliseconds: start + 50_000)) == ledger.now)
        _ = try ledger.time(after: Timestamp(milliseconds: start + 60_001))
      }
    }
    #expect(late?.code == .clockRegression)
    books.isGiven = true
    let given = failure {
      try books.entry { try $0.time(after: Timestamp(milliseconds: start + 1)) }
    }
    #expect(given?.code == .clockRegression)
  }

  /// Raised to the last change, a hold may have lapsed by then.
  @Test func aHoldThatLapsedByThen() throws {
    let books = try TestBooks()
    try books.open("a", with: 100)
    let start = books.now
    try books.entry { ledger in
      _ = try ledger.openHold(
        .token(30), from: "a", expiresAt: Timestamp(milliseconds: start + 1000))
    }
    books.now = start + 2000
    try books.pay(80, "a", "world")
    books.now = start - 5000
    let code = failure { try books.entry { try $0.release($0.find(Hold.self, "hld-1")) } }?.code
    #expect(code == .badState)
    #expect(try books.verify() == [])
  }
}
