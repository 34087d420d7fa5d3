// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import RentPlugin
import TestKit
import Testing

@Suite("What a term costs")
struct RentQuoteTests {
  @Test(
    "decimal hours are milliseconds, half-even",
    arguments: [
      ("1", 3_600_000), ("0.5", 1_800_000), ("1.5", 5_400_000), ("0.25", 900_000),
      ("0.333333", 1_199_999), ("0.000001", 4), ("0.0000003", 1), ("1000000", 3_600_000_000_000),
      // 1.5 ms, 2.5 ms, 0.5 ms more: the tie goes to the even millisecond.
      ("0.00000041666666666", 1), ("0.000000416666666667", 2),
    ] as [(String, Int64)])
  func milliseconds(_ text: String, _ expected: Int64) throws {
    #expect(try hours(text).milliseconds == expected)
  }

  @Test(
    "terms that are none",
    arguments: [
      ("0", ErrorCode.badValue), ("0.0", .badValue), ("0.0000001", .badValue),
      ("1000001", .badValue), ("1000000.1", .badValue),
      ("1e3", .badValue), ("-1", .badValue), ("", .badValue),
      ("99999999999999999999999999", .badValue), ("0.0000000000000000001", .precision),
      ("1,5", .badValue), ("NaN", .badValue),
      ("9999999999999999999999999999999999999999999", .overflow),
    ])
  func refused(_ text: String, _ expected: ErrorCode) {
    #expect(code { _ = try hours(text) } == expected)
  }

  @Test(
    "rate × hours, half-even once",
    arguments: [
      ("0.035", "1", "0.035"), ("0.035", "24", "0.84"), ("0.001", "0.5", "0.0005"),
      ("0.001", "0.333333333", "0.000333333"), ("0.000000001", "0.5", "0"),
      ("0.000000003", "0.5", "0.000000002"), ("0.000000005", "0.5", "0.000000002"),
      ("0.025", "720", "18"),
    ])
  func price(_ rate: String, _ term: String, _ expected: String) throws {
    #expect(try hours(term).price(at: sol(rate)) == sol(expected))
  }

  @Test("a plain quote has every part, switched off")
  func plain() throws {
    let quote = try RentQuote(listRate: sol("0.035"), term: hours("720"), terms: RentTerms())
    #expect(try quote.price == sol("25.2"))
    #expect(quote.listPrice == quote.price)
    #expect(try quote.discount() == sol("0"))
    #expect(quote.discountBasisPoints == 0)
    #expect(try quote.fee == sol("0"))
    #expect(try quote.cashback == sol("0"))
    #expect(quote.spotRate == nil)
  }

  @Test(
    "the steps of the term discount",
    arguments: [
      ("151.2", 0, "0.035", "5.292"), ("151.3", 0, "0.035", "5.292"),
      ("167.999999", 0, "0.035", "5.292"), ("168", 1_000, "0.0315", "5.292"),
      ("169", 1_000, "0.0315", "5.3235"), ("719.9", 1_000, "0.0315", "20.16"),
      ("720", 2_000, "0.028", "20.16"), ("8760", 2_000, "0.028", "245.28"),
    ] as [(String, Int64, String, String)])
  func discounts(_ term: String, _ points: Int64, _ rate: String, _ price: String) throws {
    let quote = try RentQuote(
      listRate: sol("0.035"), term: hours(term), terms: RentTerms().withDiscounts)
    #expect(quote.discountBasisPoints == points)
    #expect(try quote.rate == sol(rate))
    #expect(try quote.price == sol(price))
  }

  @Test("all options at once")
  func allOptions() throws {
    var terms = RentTerms().withDiscounts
    terms.feeBasisPoints = 250
    terms.cashbackBasisPoints = 100
    let quote = try RentQuote(
      listRate: sol("0.035"), term: hours("168"), terms: terms, spotRate: sol("0.014"))
    #expect(try quote.listPrice == sol("5.88"))
    #expect(try quote.price == sol("5.292"))
    #expect(try quote.discount() == sol("0.588"))
    #expect(try quote.fee == sol("0.1323"))
    #expect(try quote.cashback == sol("0.05292"))
    #expect(try quote.spotRate == sol("0.014"))
    #expect(try quote.spotPrice == sol("2.352"))
  }

  @Test("too short to cost anything")
  func tooShort() throws {
    let failure = code {
      _ = try RentQuote(
        listRate: sol("0.000000001"), term: hours("0.25"), terms: RentTerms())
    }
    #expect(failure == .badValue)
  }

  @Test("a price beyond 64 bits")
  func overflow() throws {
    let most = Amount(minor: .max, asset: sol)
    let failure = code {
      _ = try RentQuote(listRate: most, term: hours("2"), terms: RentTerms())
    }
    #expect(failure == .overflow)
  }

  @Test("parts of a quote add up, and longer is never cheaper at one rate", arguments: 0..<64)
  func parts(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let list = Amount(minor: .random(in: 1_000...1_000_000_000, using: &random), asset: sol)
    let short = try hours("\(Int.random(in: 1...2_000, using: &random)).\(random.next() % 1_000)")
    let long = try RentHours(
      Rate(coefficient: short.hours.coefficient * 2, scale: short.hours.scale))
    let terms = RentTerms().withDiscounts
    let quote = try RentQuote(listRate: list, term: short, terms: terms)
    let plain = try RentQuote(listRate: list, term: short, terms: RentTerms())
    let longer = try RentQuote(listRate: list, term: long, terms: RentTerms())
    #expect(try quote.price.adding(quote.discount()) == quote.listPrice, "seed \(seed)")
    #expect(quote.price.minor <= plain.price.minor, "seed \(seed)")
    #expect(abs(longer.price.minor - 2 * plain.price.minor) <= 1, "seed \(seed)")
  }
}

@Suite("Steps of the term discount in config")
struct TermDiscountTests {
  @Test func standard() throws {
    #expect(try TermDiscount.steps(parsing: "168:1000 720:2000") == TermDiscount.standard)
    #expect(try TermDiscount.steps(parsing: "24:1") == [TermDiscount(hours: 24, basisPoints: 1)])
  }

  @Test(arguments: [
    "", "168", "168:", ":1000", "168:0", "168:10000", "0:100", "-1:100", "168:1000,720:2000",
    "720:2000 168:1000", "168:2000 720:1000", "168:1000 168:2000", "a:b", "168:1000:1",
  ])
  func wrong(_ text: String) {
    #expect(code { _ = try TermDiscount.steps(parsing: text) } == .config)
  }
}
