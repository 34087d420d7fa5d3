// SPDX-License-Identifier: GPL-3.0-or-later

/// An exact decimal that is not negative: a price, an exchange rate, an interest rate.
package struct Rate: Hashable, Sendable {
  /// The digits without the point; not a multiple of ten unless `scale` is 0.
  package let coefficient: Int128
  /// The fraction digits: the value is `coefficient ÷ 10^scale`.
  package let scale: Int

  /// `coefficient ÷ 10^scale`, in lowest form, so that equal rates are equal values.
  ///
  /// - Throws: `bad-value` for a negative coefficient or a scale outside 0...18.
  package init(coefficient: Int128, scale: Int) throws {
    guard coefficient >= 0, (0...18).contains(scale) else {
      throw Failure(.badValue, "a rate is not negative and has at most 18 decimals")
    }
    self.init(normalising: coefficient, scale)
  }

  /// The rate `text` states: digits, optionally a point and up to 18 digits.
  ///
  /// - Throws: `bad-value` outside the grammar, `precision` beyond 18 fraction digits, `overflow`.
  package init(parsing text: String) throws {
    var coefficient: Int128 = 0
    var fraction: Int?
    var digits = 0
    var tooBig = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), fraction == nil, digits > 0 {
        fraction = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { throw Rate.notARate(text) }
      digits += 1
      fraction = fraction.map { $0 + 1 }
      let (product, over) = coefficient.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int128(digit))
      if over || carry { tooBig = true }
      coefficient = sum
    }
    guard digits > 0, fraction != 0 else { throw Rate.notARate(text) }
    guard (fraction ?? 0) <= 18 else {
      throw Failure(.precision, "“\(text.prefix(40))”: a rate has at most 18 decimals")
    }
    guard !tooBig else { throw Failure(.overflow, "“\(text.prefix(40))” is too large") }
    self.init(normalising: coefficient, fraction ?? 0)
  }

  private init(normalising coefficient: Int128, _ scale: Int) {
    var coefficient = coefficient
    var scale = scale
    while scale > 0, coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    self.coefficient = coefficient
    self.scale = scale
  }

  /// `count` hundredths of a percent: 250 is 0.025.
  ///
  /// - Precondition: `count` is not negative; check what users write before.
  package static func basisPoints(_ count: Int64) -> Rate {
    precondition(count >= 0, "basis points cannot be negative")
    return Rate(normalising: Int128(count), 4)
  }

  /// The shortest decimal text: `18.9831`, `0.05`, `3`.
  package var text: String {
    var digits = Array(String(coefficient).utf8)
    guard scale > 0 else { return String(decoding: digits, as: UTF8.self) }
    if digits.count <= scale {
      let missing = scale + 1 - digits.count
      digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing), at: 0)
    }
    digits.insert(UInt8(ascii: "."), at: digits.count - scale)
    return String(decoding: digits, as: UTF8.self)
  }

  /// `amount` × this rate in minor units of `asset`, multiplied in full and rounded once.
  ///
  /// The rate is per whole unit: 100 USD at 18.9831 are 1898.31 ZAR, whatever the decimals of
  /// either.
  ///
  /// - Throws: `overflow`.
  package func applied(
    to amount: Amount, in asset: Asset, rounding: Rounding = .halfEven
  ) throws -> Amount {
    // bounded: decimals and scales are small
    let shift = asset.decimals - amount.asset.decimals - scale
    let factor = shift > 0 ? try checkedMultiply(coefficient, powerOfTen(shift)) : coefficient
    let divisor = shift < 0 ? powerOfTen(-shift) : 1
    let minor = try rounding.multiply(Int128(amount.minor), by: factor, over: divisor)
    return Amount(minor: try Int64(checking: minor), asset: asset)
  }

  private static func notARate(_ text: String) -> Failure {
    Failure(
      .badValue, "“\(text.prefix(40))” is not a rate",
      hint: "write digits and a point, no sign and no percent: 18.9831")
  }
}
