// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Holds")
struct HoldTests {
  private let books: TestBooks

  init() throws {
    books = try TestBooks()
    try books.open("a", with: 100)
    try books.open("b", "c")
  }

  private func open(_ amount: Int64, to: String? = "b", expiresIn: Int64? = nil) throws -> Hold {
    try books.entry { ledger in
      try ledger.openHold(
        .token(amount), from: "a", to: to,
        expiresAt: expiresIn.map { Timestamp(milliseconds: books.now + $0) })
    }
  }

  private func stored(_ id: Int64) throws -> Hold {
    try books.read { try $0.find(Hold.self, "hld-\(id)") }
  }

  private func capture(_ id: Int64, _ amount: Int64? = nil, to: String? = nil) throws -> Hold {
    try books.entry {
      try $0.capture($0.find(Hold.self, "hld-\(id)"), amount.map(Amount.token), to: to)
    }
  }

  private func release(_ id: Int64) throws -> Hold {
    try books.entry { try $0.release($0.find(Hold.self, "hld-\(id)")) }
  }

  private func expect(_ available: Int64, held: Int64, b: Int64) throws {
    let balance = try books.balance("a")
    #expect(balance.amount.minor == available)
    #expect(balance.held.minor == held)
    #expect(try books.available("b") == b)
    #expect(try books.verify() == [])
  }

  @Test func capturedInSeveralParts() throws {
    #expect(try open(30).displayID == "hld-1")
    try expect(70, held: 30, b: 0)
    #expect(try capture(1, 10).state == .open)
    try expect(70, held: 20, b: 10)
    let tooMuch = failure { try capture(1, 21) }
    #expect(tooMuch?.code == .amountTooLarge)
    #expect(tooMuch?.details["available"] == "20")
    #expect(tooMuch?.details["required"] == "21")
    let other = failure { try capture(1, 5, to: "c") }
    #expect(other?.code == .conflict)
    #expect(other?.details == ["id": "hld-1", "to": "b"])
    #expect(try capture(1, 5, to: "b").remaining == 15)
    #expect(try capture(1).state == .captured)
    try expect(70, held: 0, b: 30)
    let again = failure { try capture(1, 1) }
    #expect(again?.code == .badState)
    #expect(again?.details == ["from": "captured", "to": "captured"])
    #expect(failure { try release(1) }?.details == ["from": "captured", "to": "released"])
  }

  @Test func released() throws {
    _ = try open(30)
    _ = try capture(1, 10)
    #expect(try release(1).state == .released)
    try expect(90, held: 0, b: 10)
    let head = try books.read { try $0.head() }
    #expect(try release(1).state == .released)
    #expect(try books.read { try $0.head() } == head)
    #expect(failure { try capture(1) }?.code == .badState)
  }

  @Test func refusals() throws {
    #expect(failure { try open(101) }?.code == .insufficientFunds)
    #expect(failure { try open(0) }?.code == .badAmount)
    #expect(failure { try open(1, to: "nobody") }?.code == .notFound)
    #expect(failure { try open(1, expiresIn: 0) }?.code == .badValue)
    #expect(failure { try open(1, expiresIn: -1) }?.code == .badValue)
    #expect(try open(1, to: nil).displayID == "hld-1", "a rollback frees the id")
    #expect(failure { try capture(1) }?.code == .missingArgument)
    #expect(failure { try capture(1, 0, to: "b") }?.code == .badAmount)
    #expect(failure { try capture(2) }?.code == .notFound)
    try books.change("a") { $0.isFrozen = true }
    #expect(failure { try open(1) }?.code == .accountFrozen)
    #expect(try release(1).state == .released)
  }

  @Test(arguments: [(-1, .open), (0, .expired), (1, .expired)] as [(Int64, Hold.State)])
  func expiryToTheMillisecond(_ offset: Int64, _ expected: Hold.State) throws {
    _ = try open(30, expiresIn: 1000)
    books.now += 1000 + offset
    let now = Timestamp(milliseconds: books.now)
    #expect(try stored(1).state(at: now) == expected)
    #expect(try stored(1).state == .open, "reading records nothing")
    let isOpen = expected == .open
    try expect(isOpen ? 70 : 100, held: isOpen ? 30 : 0, b: 0)
    let failure = failure { try capture(1) }
    #expect(failure?.details == (isOpen ? nil : ["from": "expired", "to": "captured"]))
  }

  @Test func aDebitRecordsWhatLapsed() throws {
    _ = try open(30, expiresIn: 1000)
    _ = try open(40, expiresIn: 2000)
    _ = try open(10, expiresIn: 9000)
    let created = books.now
    books.now += 5000
    try expect(90, held: 10, b: 0)
    // More than is on the account itself.
    try books.pay(90, "a", "b")
    try expect(0, held: 10, b: 90)
    #expect(try stored(1).state == .expired)
    #expect(try stored(1).changedAt.milliseconds == created + 1000)
    #expect(try stored(2).changedAt.milliseconds == created + 2000)
    #expect(try stored(3).state == .open)
    let entry = try books.read { try #require(try $0.entry($0.head().sequence)) }
    #expect(entry.postings.map(\.effective?.milliseconds) == [created + 1000, created + 2000, nil])
    #expect(entry.postings.map(\.source) == ["hold:hld-1", "hold:hld-2", "a"])
    #expect(try #require(Transaction(entry)).mainPostings.map(\.source) == ["a"])
    let account = try books.read { try $0.findAccount("a") }
    let at = Timestamp(milliseconds: created + 1500)
    let effective = try books.read { try $0.balances(of: account, asOf: at, by: .effective) }
    #expect(effective.map(\.amount.minor) == [50])
    let recorded = try books.read { try $0.balances(of: account, asOf: at, by: .recorded) }
    #expect(recorded == effective, "a lapse counts from its own moment, whenever it is recorded")
  }

  @Test func aLapsedHoldDoesNotHelpBeyondItsAmount() throws {
    _ = try open(30, expiresIn: 1000)
    books.now += 1000
    let failure = failure { try books.pay(101, "a", "b") }
    #expect(failure?.details["available"] == "100")
    #expect(try stored(1).state == .open)
  }

  @Test func theClockOfAHold() throws {
    _ = try open(30)
    books.now -= 60_000
    #expect(try capture(1, 5).changedAt.milliseconds == books.now + 60_000)
    books.now -= 1
    #expect(failure { try capture(1, 5) }?.code == .clockRegression)
    books.now += 1
    books.isGiven = true
    let given = failure { try release(1) }
    #expect(given?.code == .clockRegression)
    #expect(given?.exitStatus == 4)
    #expect(given?.details["last_change"] != nil)
    books.now += 60_000
    #expect(try release(1).state == .released)
  }

  @Test(
    arguments: [
      (0, false, 0), (1, false, 0), (-1, false, -1), (60_000, false, 0), (60_001, false, nil),
      (0, true, 0), (1, true, nil), (-5, true, -5),
    ] as [(Int64, Bool, Int64?)])
  func instants(_ behind: Int64, _ isGiven: Bool, _ result: Int64?) throws {
    let last = Timestamp(milliseconds: 1_000_000)
    let instant = Instant(Timestamp(milliseconds: 1_000_000 - behind), isGiven: isGiven)
    if let result {
      #expect(try instant.after(last).milliseconds == 1_000_000 - result)
    } else {
      #expect(failure { try instant.after(last) }?.code == .clockRegression)
    }
  }
}
