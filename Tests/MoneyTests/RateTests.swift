// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Rate") struct RateTests {
  @Test(
    "reads and writes in lowest form",
    arguments: [
      ("0", "0"), ("0.000", "0"), ("1", "1"), ("100", "100"), ("18.98310", "18.9831"),
      ("0.05", "0.05"), ("0.000000000000000001", "0.000000000000000001"), ("007.50", "7.5"),
      ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
    ])
  func text(written: String, shown: String) throws {
    let rate = try Rate(parsing: written)
    #expect(rate.text == shown)
    #expect(try Rate(parsing: shown) == rate)
    #expect(try Rate(coefficient: rate.coefficient, scale: rate.scale) == rate)
  }

  @Test(
    "refuses",
    arguments: [
      ("", .badValue), (".", .badValue), (".5", .badValue), ("5.", .badValue), ("-1", .badValue),
      ("+1", .badValue), ("1.2.3", .badValue), ("1e3", .badValue), ("5%", .badValue),
      ("1,5", .badValue), (" 1", .badValue), ("1 ", .badValue), ("NaN", .badValue),
      ("0.0000000000000000001", .precision), ("1.0000000000000000000", .precision),
      ("170141183460469231731687303715884105728", .overflow),
    ] as [(String, ErrorCode)])
  func refuses(text: String, code: ErrorCode) {
    #expect(failure { try Rate(parsing: text) } == code)
  }

  @Test("a coefficient and scale are checked")
  func initialiser() throws {
    #expect(try Rate(coefficient: 2_500, scale: 4) == Rate(parsing: "0.25"))
    #expect(failure { try Rate(coefficient: -1, scale: 0) } == .badValue)
    #expect(failure { try Rate(coefficient: 1, scale: 19) } == .badValue)
    #expect(failure { try Rate(coefficient: 1, scale: -1) } == .badValue)
  }

  @Test("basis points are hundredths of a percent")
  func basisPoints() throws {
    #expect(try Rate.basisPoints(250) == Rate(parsing: "0.025"))
    #expect(try Rate.basisPoints(10_000) == Rate(parsing: "1"))
    #expect(Rate.basisPoints(0).text == "0")
  }

  @Test(
    "converts between assets of any decimals, rounding once",
    arguments: [
      ("100", "USD", "18.9831", "ZAR", "1898.31"),
      ("1", "ZAR", "0.0526784349", "SOL", "0.052678435"),
      ("1.5", "SOL", "23456.785", "JPY", "35185"), ("0.5", "SOL", "1", "JPY", "0"),
      ("1.5", "SOL", "1", "JPY", "2"), ("3", "JPY", "0.5", "SOL", "1.5"),
      ("-100", "USD", "18.9831", "ZAR", "-1898.31"), ("5", "GRID", "0", "GRX", "0"),
      ("92233720368547758.07", "ZAR", "1.000000000000000000", "USD", "92233720368547758.07"),
    ])
  func applied(
    number: String, from: String, rate: String, to: String, result: String
  ) throws {
    let source = try asset(from)
    let target = try asset(to)
    let minor = try DecimalText.parse(number, decimals: source.decimals, signed: true)
    let converted = try Rate(parsing: rate).applied(
      to: Amount(minor: minor, asset: source), in: target)
    #expect(converted.asset == target)
    #expect(converted.trimmed == result)
  }

  @Test("the named rounding is the one used")
  func rounding() throws {
    let cent = Amount(minor: 1, asset: try asset("USD"))
    let half = try Rate(parsing: "0.5")
    #expect(try half.applied(to: cent, in: asset("ZAR")).minor == 0)
    #expect(try half.applied(to: cent, in: asset("ZAR"), rounding: .halfUp).minor == 1)
    #expect(try half.applied(to: cent, in: asset("ZAR"), rounding: .down).minor == 0)
    #expect(try half.applied(to: cent, in: asset("ZAR"), rounding: .up).minor == 1)
  }

  @Test("a product above 128 bits is no reason to fail, a result above 64 is")
  func large() throws {
    let all = Amount(minor: .max, asset: try asset("SOL"))
    let rate = try Rate(parsing: "12345678901234.123456789012345678")
    #expect(failure { try rate.applied(to: all, in: asset("SOL")) } == .overflow)
    #expect(
      try Rate(parsing: "999999999.999999999999999999")
        .applied(to: Amount(minor: 9_000_000_000_000_000, asset: asset("SOL")), in: asset("JPY"))
        .minor == 9_000_000_000_000_000)
    let max = try Rate(parsing: "170141183460469231731687303715884105727")
    #expect(failure { try max.applied(to: all, in: asset("JPY")) } == .overflow)
    #expect(
      failure { try max.applied(to: Amount(minor: 1, asset: asset("JPY")), in: asset("SOL")) }
        == .overflow)
  }
}
