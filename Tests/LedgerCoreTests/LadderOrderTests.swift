// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

/// Where two rules are broken, the one that comes first in the ladder is named.
@Suite("The order of the rules of a posting")
struct LadderOrderTests {
  /// The rules in their order, each with what breaks it and nothing else.
  enum Rule: Int, CaseIterable, Sendable {
    case amount
    case itself
    case source
    case destination
    case frozen
    case limit
    case funds
    case overflow
    case ceiling

    var code: ErrorCode {
      switch self {
      case .amount: .badAmount
      case .itself: .badValue
      case .source, .destination: .notFound
      case .frozen: .accountFrozen
      case .limit: .limitExceeded
      case .funds: .insufficientFunds
      case .overflow: .overflow
      case .ceiling: .aboveCeiling
      }
    }
  }

  static let pairs: [(Rule, Rule)] = Rule.allCases.flatMap { first in
    Rule.allCases.filter { $0.rawValue >= first.rawValue }.map { (first, $0) }
  }

  /// A posting that breaks these rules, in a ledger made for it; `nil` where they exclude each
  /// other.
  private func attempt(_ broken: Set<Rule>, _ books: TestBooks) throws -> Posting? {
    let excluded: [Set<Rule>] = [
      // Who is missing is neither frozen nor limited nor poor, and the same is not two.
      [.source, .frozen], [.source, .limit], [.source, .funds],
      [.destination, .overflow], [.destination, .ceiling], [.destination, .itself],
      [.itself, .overflow], [.itself, .ceiling], [.itself, .funds],
      // What is not positive is within any limit.
      [.amount, .limit], [.amount, .funds], [.amount, .overflow], [.amount, .ceiling],
    ]
    if excluded.contains(where: { $0.count == 2 && $0.isSubset(of: broken) }) { return nil }
    try books.open("full", with: .max - 5)
    try books.open("payer", "payee", "empty")
    // `world` has paid nearly all it can; somebody else must bring this in.
    if !broken.contains(.funds) { try books.pay(1000, "issuer:X", "payer") }
    if broken.contains(.frozen) { try books.change("payer") { $0.isFrozen = true } }
    if broken.contains(.limit) {
      try books.change("payer") { $0.limits = SpendingLimits(perDay: 1, asset: "TOKEN") }
    }
    if broken.contains(.ceiling) {
      for name in ["payee", "full"] {
        try books.change(name) { $0.ceiling = .init(asset: "TOKEN", minor: 5) }
      }
    }
    var destination = broken.contains(.overflow) ? "full" : "payee"
    let source = broken.contains(.source) ? "nobody" : "payer"
    if broken.contains(.destination) { destination = "nowhere" }
    if broken.contains(.itself) { destination = source }
    let amount: Int64 = broken.contains(.amount) ? 0 : 500
    return Posting(from: source, to: destination, .token(amount))
  }

  @Test(arguments: pairs)
  func theFirstIsNamed(_ first: Rule, _ second: Rule) throws {
    let books = try TestBooks()
    guard let posting = try attempt([first, second], books) else { return }
    let head = try books.read { try $0.head() }
    let refused = failure { try books.entry { try $0.post([posting]) } }
    // Both of a posting's balances are looked at in turn: funds, then the range, then the ceiling.
    #expect(refused?.code == first.code, "\(first) and \(second)")
    #expect(try books.read { try $0.head() } == head)
  }

  @Test func everyRuleAloneCanBeBroken() throws {
    for rule in Rule.allCases {
      let books = try TestBooks()
      #expect(try attempt([rule], books) != nil, "\(rule)")
    }
    let books = try TestBooks()
    let posting = try #require(try attempt([], books))
    try books.entry { try $0.post([posting]) }
  }

  /// The walk over the accounts comes before any sum: a bad second posting wins over a first one
  /// that cannot be paid.
  @Test(
    arguments: [
      (
        [Posting(from: "a", to: "b", .token(500)), Posting(from: "a", to: "b", .token(0))],
        ErrorCode.badAmount
      ),
      (
        [Posting(from: "a", to: "b", .token(500)), Posting(from: "x", to: "b", .token(1))],
        .notFound
      ),
      (
        [Posting(from: "a", to: "b", .token(500)), Posting(from: "frozen", to: "b", .token(1))],
        .accountFrozen
      ),
      (
        [Posting(from: "a", to: "low", .token(50)), Posting(from: "b", to: "a", .token(1))],
        .aboveCeiling
      ),
      (
        [Posting(from: "a", to: "low", .token(50)), Posting(from: "a", to: "b", .token(80))],
        .insufficientFunds
      ),
      (
        [Posting(from: "world", to: "low", .token(50)), Posting(from: "b", to: "a", .token(1))],
        .aboveCeiling
      ),
    ] as [([Posting], ErrorCode)])
  func ofSeveralPostings(_ postings: [Posting], _ code: ErrorCode) throws {
    for backend in Location.Backend.allCases {
      let books = try TestBooks(backend)
      try books.open("a", "frozen", with: 100)
      try books.open("b", "low")
      try books.change("frozen") { $0.isFrozen = true }
      try books.change("low") { $0.ceiling = .init(asset: "TOKEN", minor: 10) }
      #expect(failure { try books.entry { try $0.post(postings) } }?.code == code)
      #expect(try books.available("a") == 100)
      #expect(try books.verify() == [])
    }
  }
}
