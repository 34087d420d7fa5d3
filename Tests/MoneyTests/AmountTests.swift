// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Amount") struct AmountTests {
  private func zar(_ minor: Int64) throws -> Amount {
    Amount(minor: minor, asset: try asset("ZAR"))
  }

  @Test("shows itself")
  func text() throws {
    let amount = Amount(minor: 10_500_000_000, asset: try asset("SOL"))
    #expect(amount.text == "10.500000000")
    #expect(amount.trimmed == "10.5")
    #expect("\(amount)" == "10.5 SOL")
  }

  @Test("adds, subtracts and negates")
  func arithmetic() throws {
    #expect(try zar(150).adding(zar(-50)) == zar(100))
    #expect(try zar(150).subtracting(zar(200)) == zar(-50))
    #expect(try zar(5).negated() == zar(-5))
    #expect(try zar(.max).negated() == zar(-.max))
  }

  @Test("overflow is an error, never a wrap")
  func overflow() throws {
    #expect(failure { try zar(.max).adding(zar(1)) } == .overflow)
    #expect(failure { try zar(.min).subtracting(zar(1)) } == .overflow)
    #expect(failure { try zar(0).subtracting(zar(.min)) } == .overflow)
    #expect(failure { try zar(.min).negated() } == .overflow)
    #expect(failure { try zar(.max).scaled(by: 3, over: 2) } == .overflow)
  }

  @Test("assets do not mix")
  func mixed() throws {
    let usd = Amount(minor: 1, asset: try asset("USD"))
    #expect(failure { try zar(1).adding(usd) } == .badValue)
    #expect(failure { try zar(1).subtracting(usd) } == .badValue)
  }

  @Test("scales in full and rounds once")
  func scaled() throws {
    #expect(try zar(5).scaled(by: 1, over: 2) == zar(2))
    #expect(try zar(5).scaled(by: 1, over: 2, rounding: .halfUp) == zar(3))
    #expect(try zar(-5).scaled(by: 1, over: 2, rounding: .down) == zar(-3))
    #expect(try zar(.max).scaled(by: .max, over: .max) == zar(.max))
    #expect(failure { try zar(1).scaled(by: 1, over: 0) } == .badValue)
    // R299 for 19 of 28 days, and back R99 for 19 of 28.
    #expect(try zar(29_900).scaled(by: 19, over: 28) == zar(20_289))
    #expect(try zar(-9_900).scaled(by: 19, over: 28) == zar(-6_718))
  }

  @Test("fees in basis points")
  func fee() throws {
    #expect(try zar(10_000).fee(basisPoints: 250) == zar(250))
    #expect(try zar(50).fee(basisPoints: 100) == zar(0))
    #expect(try zar(50).fee(basisPoints: 100, rounding: .up) == zar(1))
    #expect(try zar(150).fee(basisPoints: 100) == zar(2))
    #expect(try zar(.max).fee(basisPoints: 10_000) == zar(.max))
    #expect(failure { try zar(1).fee(basisPoints: -1) } == .badValue)
    #expect(failure { try zar(.max).fee(basisPoints: 10_001) } == .overflow)
  }
}
