// SPDX-License-Identifier: GPL-3.0-or-later

/// What becomes of the part of a quotient that is smaller than a minor unit.
package enum Rounding: Sendable {
  /// To the nearest; a tie goes to the even neighbour. The default of the program.
  case halfEven
  /// To the nearest; a tie goes away from zero, so that a credit mirrors its charge.
  case halfUp
  /// Towards minus infinity (floor).
  case down
  /// Towards plus infinity (ceiling).
  case up

  /// `numerator ÷ divisor` in whole numbers, exact for all signs.
  ///
  /// - Precondition: `divisor` is not 0, and the quotient is not 2^127 (`Int128.min ÷ −1`).
  package func divide(_ numerator: Int128, by divisor: Int128) -> Int128 {
    precondition(divisor != 0, "division by zero")
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: divisor)
    if remainder == 0 { return quotient }
    let negative = (numerator < 0) != (divisor < 0)
    let grows = growsMagnitude(
      odd: quotient & 1 == 1, remainder: remainder.magnitude, divisor: divisor.magnitude,
      negative: negative)
    guard grows else { return quotient }
    return negative ? quotient - 1 : quotient + 1
  }

  /// `left × right ÷ divisor`, the product kept in full (256 bits) and rounded once.
  ///
  /// - Throws: `overflow` if the result does not fit, `bad-value` for a divisor of 0.
  package func multiply(_ left: Int128, by right: Int128, over divisor: Int128) throws -> Int128 {
    guard divisor != 0 else { throw Failure(.badValue, "division by zero") }
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    if !overflow, product != .min { return divide(product, by: divisor) }
    let wide = left.magnitude.multipliedFullWidth(by: right.magnitude)
    // Otherwise the quotient has more than 128 bits, and the division below would trap.
    guard wide.high < divisor.magnitude else { throw Failure.overflow }
    var (quotient, remainder) = divisor.magnitude.dividingFullWidth(wide)
    let negative = ((left < 0) != (right < 0)) != (divisor < 0)
    if remainder != 0 {
      let grows = growsMagnitude(
        odd: quotient & 1 == 1, remainder: remainder, divisor: divisor.magnitude,
        negative: negative)
      if grows {
        let (sum, carry) = quotient.addingReportingOverflow(1)
        guard !carry else { throw Failure.overflow }
        quotient = sum
      }
    }
    guard let result = Int128(exactly: quotient) else { throw Failure.overflow }
    return negative ? -result : result
  }

  /// Whether a quotient cut towards zero moves one further from it; `remainder` is not 0.
  private func growsMagnitude(
    odd: Bool, remainder: UInt128, divisor: UInt128, negative: Bool
  ) -> Bool {
    switch self {
    case .down: return negative
    case .up: return !negative
    case .halfEven, .halfUp:
      // Compared with the rest, not doubled: twice the remainder may not fit.
      let rest = divisor - remainder
      if remainder != rest { return remainder > rest }
      return self == .halfUp || odd
    }
  }
}
