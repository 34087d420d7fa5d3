// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("The rules of a posting, one row each")
struct PostingLadderTests {
  /// One way to be refused.
  struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let postings: [Posting]
    let code: ErrorCode
    var details: [String: String] = [:]

    var testDescription: String { name }
  }

  private static func leg(_ from: String, _ to: String, _ amount: Int64) -> Posting {
    Posting(from: from, to: to, .token(amount))
  }

  static let rules: [Rule] = [
    Rule(name: "none at all", postings: [], code: .badValue),
    Rule(name: "zero", postings: [leg("a", "b", 0)], code: .badAmount),
    Rule(name: "negative", postings: [leg("a", "b", -1)], code: .badAmount),
    Rule(name: "least negative", postings: [leg("a", "b", .min)], code: .badAmount),
    Rule(name: "to itself", postings: [leg("a", "a", 1)], code: .badValue),
    Rule(name: "zero before itself", postings: [leg("a", "a", 0)], code: .badAmount),
    Rule(
      name: "no source", postings: [leg("nobody", "b", 1)], code: .notFound,
      details: ["account": "nobody"]),
    Rule(
      name: "no destination", postings: [leg("a", "nobody", 1)], code: .notFound,
      details: ["account": "nobody"]),
    Rule(name: "bad name", postings: [leg("a", "no body", 1)], code: .badName),
    Rule(name: "bad system name", postings: [leg("a", "pool:", 1)], code: .badName),
    Rule(
      name: "frozen", postings: [leg("frozen", "b", 1)], code: .accountFrozen,
      details: ["account": "frozen"]),
    Rule(
      name: "frozen before funds", postings: [leg("frozen", "b", 1000)], code: .accountFrozen),
    Rule(
      name: "missing before frozen", postings: [leg("frozen", "nobody", 1)], code: .notFound),
    Rule(
      name: "too much", postings: [leg("a", "b", 101)], code: .insufficientFunds,
      details: ["required": "101", "available": "100", "account": "a", "asset": "TOKEN"]),
    Rule(
      name: "too much in two", postings: [leg("a", "b", 60), leg("a", "c", 41)],
      code: .insufficientFunds,
      details: ["required": "101", "available": "100", "account": "a", "asset": "TOKEN"]),
    Rule(
      name: "beyond the overdraft", postings: [leg("poor", "b", 51)], code: .insufficientFunds,
      details: ["required": "51", "available": "50", "account": "poor", "asset": "TOKEN"]),
    Rule(
      name: "overdraft of another asset", postings: [Posting(from: "poor", to: "b", .sol(1))],
      code: .insufficientFunds, details: ["available": "0.000000000", "asset": "SOL"]),
    Rule(
      name: "above the ceiling", postings: [leg("a", "low", 11)], code: .aboveCeiling,
      details: ["account": "low", "ceiling": "10", "asset": "TOKEN"]),
    Rule(
      name: "funds before ceiling", postings: [leg("a", "low", 1000)], code: .insufficientFunds),
    Rule(
      name: "overflow", postings: [leg("world", "b", .max), leg("world", "b", 1)],
      code: .overflow),
    Rule(
      name: "overflow of the source", postings: [leg("world", "b", .max), leg("world", "c", .max)],
      code: .overflow),
    Rule(
      name: "a good one before a bad one", postings: [leg("a", "b", 1), leg("a", "b", 0)],
      code: .badAmount),
  ]

  private func books() throws -> TestBooks {
    let books = try TestBooks()
    try books.open("a", "frozen", with: 100)
    try books.open("b", "c", "poor", "low")
    try books.change("frozen") { $0.isFrozen = true }
    try books.change("poor") { $0.overdraft = .init(asset: "TOKEN", minor: 50) }
    try books.change("low") { $0.ceiling = .init(asset: "TOKEN", minor: 10) }
    return books
  }

  @Test(arguments: rules)
  func refused(_ rule: Rule) throws {
    let books = try books()
    let before = try books.read { try $0.head() }
    let failure = failure { try books.entry { try $0.post(rule.postings) } }
    #expect(failure?.code == rule.code)
    for (name, value) in rule.details { #expect(failure?.details[name] == value, "\(name)") }
    #expect(try books.read { try $0.head() } == before)
    #expect(try books.available("a") == 100)
    #expect(try books.verify() == [])
    try books.pay(1, "a", "b")
    #expect(try books.available("a") == 99)
  }

  /// A refused posting caught inside an entry leaves no trace: a decline can be recorded in its
  /// place.
  @Test(arguments: rules.filter { !$0.postings.isEmpty })
  func refusedAndCaught(_ rule: Rule) throws {
    let books = try books()
    try books.entry { ledger in
      #expect(throws: Failure.self) { try ledger.post(rule.postings) }
      try ledger.move(.token(2), from: "a", to: "b")
    }
    #expect(try books.available("a") == 98)
    #expect(try books.available("b") == 2)
    #expect(try books.verify() == [])
  }

  @Test func whatIsAllowed() throws {
    let books = try books()
    try books.pay(100, "a", "b")
    try books.pay(50, "poor", "b")
    try books.pay(10, "b", "low")
    try books.pay(5, "b", "frozen")
    try books.pay(1, "b", "pool:prizes")
    // Through an account that has nothing: only the sum counts.
    try books.entry {
      try $0.post([Self.leg("c", "a", 7), Self.leg("b", "c", 7)])
    }
    #expect(try books.available("a") == 7)
    #expect(try books.available("poor") == -50)
    #expect(try books.available("c") == 0)
    #expect(try books.verify() == [])
  }

  @Test func aCreditNeverFailsForFunds() throws {
    let books = try books()
    try books.pay(50, "poor", "b")
    try books.change("poor") { $0.overdraft = nil }
    try books.pay(10, "b", "poor")
    #expect(try books.available("poor") == -40)
    #expect(failure { try books.pay(1, "poor", "b") }?.code == .insufficientFunds)
  }

  @Test func oneTransactionForSeveralPostings() throws {
    let books = try books()
    try books.entry { ledger in
      let first = try ledger.move(.token(1), from: "a", to: "b")
      let second = try ledger.move(.token(2), from: "a", to: "c")
      #expect(first == second)
      #expect(try ledger.currentTransaction().postings.count == 2)
    }
    let none = try books.write { ledger in
      try ledger.entry("test entry") { try ledger.findAccount("a") }.entry == nil
    }
    #expect(none)
  }

  @Test func limits() throws {
    let books = try books()
    try books.change("a") {
      $0.limits = SpendingLimits(perMinute: 3, perDay: 50, perMonth: 60, asset: "TOKEN")
    }
    try books.pay(20, "a", "b")
    #expect(failure { try books.pay(31, "a", "b") }?.code == .limitExceeded)
    #expect(
      failure {
        try books.entry { try $0.post([Self.leg("a", "b", 20), Self.leg("a", "c", 11)]) }
      }?.code == .limitExceeded)
    try books.entry { try $0.post([Self.leg("a", "b", 20), Self.leg("a", "c", 10)]) }
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
    books.now += 86_400_000
    for _ in 0..<3 { try books.pay(1, "a", "b") }
    let fourth = failure { try books.pay(1, "a", "b") }
    #expect(fourth?.code == .limitExceeded)
    #expect(fourth?.details["account"] == "a")
    books.now += 59_999
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
    books.now += 1
    try books.pay(7, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
    books.now += 40 * 86_400_000
    try books.pay(10, "a", "b")
  }

  @Test func sumsBeyond64BitsAreNoObstacle() throws {
    let books = try books()
    for _ in 0..<5 {
      try books.pay(.max - 1000, "world", "c")
      try books.pay(.max - 1000, "c", "world")
    }
    try books.pay(5, "world", "c")
    let account = try books.read { try $0.findAccount("c") }
    let balances = try books.read { try $0.balances(of: account, asOf: $0.now, by: .recorded) }
    #expect(balances.map(\.amount.minor) == [5])
    try books.change("c") { $0.limits = SpendingLimits(perDay: .max, asset: "TOKEN") }
    #expect(failure { try books.pay(1, "c", "b") }?.code == .limitExceeded)
    #expect(try books.verify() == [])
  }
}
