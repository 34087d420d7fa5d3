// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

/// Holds where other rules meet them.
@Suite("Holds among other rules")
struct HoldRulesTests {
  private func books(_ backend: Location.Backend = .sqlite) throws -> TestBooks {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    try books.open("b", "c")
    return books
  }

  private func hold(
    _ books: TestBooks, _ amount: Amount, to: String? = "b", in span: Int64? = nil
  ) throws {
    try books.entry { ledger in
      _ = try ledger.openHold(
        amount, from: "a", to: to, expiresAt: span.map { Timestamp(milliseconds: books.now + $0) })
    }
  }

  private func stored(_ books: TestBooks, _ id: Int64) throws -> Hold {
    try books.read { try $0.find(Hold.self, "hld-\(id)") }
  }

  @Test(arguments: Location.Backend.allCases)
  func eachAssetIsHeldByItself(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try books.entry { try $0.move(.sol(9), from: "world", to: "a") }
    try hold(books, .token(30), in: 10)
    try hold(books, .sol(4), in: 20)
    books.now += 15
    let token = try books.balance("a")
    let sol = try books.balance("a", .sol)
    #expect([token.amount.minor, token.held.minor] == [100, 0])
    #expect([sol.amount.minor, sol.held.minor] == [5, 4])
    #expect(token.amount.minor + token.held.minor == 100)
    #expect(sol.amount.minor + sol.held.minor == 9)
    let account = try books.read { try $0.findAccount("a") }
    #expect(try books.read { try $0.balances(of: account) } == [sol, token])
    let wrong = failure {
      try books.entry { try $0.capture($0.find(Hold.self, "hld-2"), .token(1)) }
    }
    #expect(wrong?.code == .badAmount)
    // A debit of one asset records what lapsed in all of them.
    books.now += 15
    try books.pay(1, "a", "b")
    #expect(try stored(books, 1).state == .expired)
    #expect(try stored(books, 2).state == .expired)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func aCreditRecordsNothing(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try hold(books, .token(30), in: 10)
    books.now += 10
    try books.pay(5, "world", "a")
    #expect(try stored(books, 1).state == .open)
    #expect(try books.available("a") == 105)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func aHoldOfTheSameWriteLapsesInIt(_ backend: Location.Backend) throws {
    let books = try books(backend)
    // One transaction of several commands, the clock moving between them.
    let start = books.now
    try books.write { ledger in
      let at = { (offset: Int64) in
        Instant(Timestamp(milliseconds: start + offset), isGiven: true)
      }
      ledger.move(to: at(0), actor: "t")
      _ = try ledger.entry("test entry") { try ledger.move(.token(1), from: "a", to: "b") }
      _ = try ledger.entry("test entry") {
        try ledger.openHold(
          .token(60), from: "a", expiresAt: Timestamp(milliseconds: start + 10))
      }
      ledger.move(to: at(10), actor: "t")
      _ = try ledger.entry("test entry") { try ledger.move(.token(99), from: "a", to: "b") }
    }
    books.now = start + 10
    #expect(try books.available("a") == 0)
    #expect(try books.available("b") == 100)
    #expect(try stored(books, 1).state == .expired)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func whatComesBackPassesTheCeiling(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try hold(books, .token(30))
    try hold(books, .token(20), in: 10)
    try books.change("a") { $0.ceiling = .init(asset: "TOKEN", minor: 60) }
    try books.entry { _ = try $0.release($0.find(Hold.self, "hld-1")) }
    #expect(try books.available("a") == 80)
    books.now += 10
    try books.entry { _ = try $0.lapse($0.find(Hold.self, "hld-2")) }
    #expect(try books.available("a") == 100)
    #expect(failure { try books.pay(1, "world", "a") }?.code == .aboveCeiling)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func whatComesBackReachesAFrozenAccount(_ backend: Location.Backend) throws {
    let books = try books(backend)
    for _ in 0..<3 { try hold(books, .token(10), in: 10) }
    try books.change("a") { $0.isFrozen = true }
    try books.entry { _ = try $0.release($0.find(Hold.self, "hld-1")) }
    try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-2")) }
    books.now += 10
    try books.entry { _ = try $0.lapse($0.find(Hold.self, "hld-3")) }
    #expect(try books.available("a") == 90)
    #expect(try books.available("b") == 10)
    #expect(failure { try books.pay(1, "a", "b") }?.code == .accountFrozen)
    #expect(try books.verify() == [])
  }

  @Test func aCaptureIsAPostingAsAnyOther() throws {
    let books = try books()
    try hold(books, .token(30), to: nil)
    let capture = { (amount: Int64, to: String) in
      try books.entry { try $0.capture($0.find(Hold.self, "hld-1"), .token(amount), to: to) }
    }
    #expect(failure { try capture(1, "nobody") }?.code == .notFound)
    #expect(failure { try capture(1, "hold:hld-1") }?.code == .badValue)
    #expect(failure { try capture(-1, "b") }?.code == .badAmount)
    #expect(try stored(books, 1).remaining == 30, "nothing of it stays")
    #expect(try capture(10, "b").remaining == 20)
    // The payer may be paid as well: what is captured for it is no longer held.
    #expect(try capture(20, "a").state == .captured)
    #expect(try books.available("a") == 90)
    #expect(try books.verify() == [])
  }

  @Test func anOverdraftCanBeHeldToo() throws {
    let books = try books()
    try books.change("a") { $0.overdraft = .init(asset: "TOKEN", minor: 50) }
    #expect(failure { try hold(books, .token(151)) }?.code == .insufficientFunds)
    try hold(books, .token(150))
    #expect(try books.available("a") == -50)
    #expect(failure { try books.pay(1, "a", "b") }?.details["available"] == "0")
    try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-1")) }
    #expect(try books.available("b") == 150)
    #expect(try books.verify() == [])
  }

  /// Setting money aside is a debit, giving it back is none.
  @Test func limitsCountHolds() throws {
    let books = try books()
    try books.change("a") { $0.limits = SpendingLimits(perDay: 40, asset: "TOKEN") }
    try hold(books, .token(30))
    #expect(failure { try hold(books, .token(11)) }?.code == .limitExceeded)
    #expect(failure { try books.pay(11, "a", "b") }?.code == .limitExceeded)
    try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-1")) }
    try books.pay(10, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
  }

  @Test func lapsingTwiceIsLapsingOnce() throws {
    let books = try books()
    try hold(books, .token(30), in: 10)
    let early = try books.entry { try $0.lapse($0.find(Hold.self, "hld-1")) }
    #expect(early.state == .open)
    books.now += 1000
    for _ in 0..<2 {
      let lapsed = try books.entry { try $0.lapse($0.find(Hold.self, "hld-1")) }
      #expect(lapsed.state == .expired)
      #expect(lapsed.changedAt == lapsed.expiresAt)
      #expect(lapsed.remaining == 0)
    }
    #expect(try books.available("a") == 100)
    #expect(try books.read { try $0.head().sequence } == 6)
    let gone = failure { try books.entry { try $0.release($0.find(Hold.self, "hld-1")) } }
    #expect(gone?.details == ["from": "expired", "to": "released"])
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func aCaptureInPartsThenALapse(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try hold(books, .token(30), in: 1000)
    for part in [5, 7] as [Int64] {
      try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-1"), .token(part)) }
    }
    books.now += 1000
    #expect(try books.available("a") == 88)
    try books.pay(88, "a", "c")
    #expect(try books.available("a") == 0)
    #expect(try books.available("b") == 12)
    #expect(try stored(books, 1).amount.minor == 30)
    #expect(try stored(books, 1).remaining == 0)
    #expect(try books.available("hold:hld-1") == 0)
    #expect(try books.verify() == [])
  }

  /// Accounts have no rule about the clock: only what has a state remembers its last change.
  @Test func paymentsMayGoBackInTime() throws {
    let books = try books()
    books.now -= 86_400_000
    try books.pay(1, "a", "b")
    books.isGiven = true
    books.now -= 86_400_000
    try books.pay(1, "a", "b")
    #expect(try books.available("b") == 2)
    #expect(try books.verify() == [])
  }

  @Test(
    arguments: [
      (0, false, nil), (-60_000, false, nil), (-60_001, false, .clockRegression),
      (-1, true, .clockRegression), (0, true, nil),
    ] as [(Int64, Bool, ErrorCode?)])
  func theClockBehindAHold(_ offset: Int64, _ isGiven: Bool, _ code: ErrorCode?) throws {
    for verb in ["capture", "release"] {
      let books = try books()
      try hold(books, .token(30))
      let opened = books.now
      books.now += offset
      books.isGiven = isGiven
      let failure = failure {
        try books.entry { ledger in
          let hold = try ledger.find(Hold.self, "hld-1")
          _ = verb == "capture" ? try ledger.capture(hold) : try ledger.release(hold)
        }
      }
      #expect(failure?.code == code, "\(verb)")
      #expect(try stored(books, 1).changedAt.milliseconds == opened, "\(verb)")
      #expect(try books.verify() == [])
    }
  }
}
