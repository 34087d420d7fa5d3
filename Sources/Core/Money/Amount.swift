// SPDX-License-Identifier: GPL-3.0-or-later

/// A signed number of minor units of one asset.
package struct Amount: Hashable, Sendable, CustomStringConvertible {
  /// Minor units: 10.5 SOL is 10 500 000 000.
  package var minor: Int64
  package let asset: Asset

  package init(minor: Int64, asset: Asset) {
    self.minor = minor
    self.asset = asset
  }

  /// Exactly the asset's decimals, without its code: `10.500000000`. For JSON, TSV and CSV.
  package var text: String { DecimalText.text(minor, decimals: asset.decimals) }

  /// No trailing zeros, without the code: `10.5`. For tables.
  package var trimmed: String { DecimalText.trimmed(minor, decimals: asset.decimals) }

  /// `10.5 SOL`.
  package var description: String { "\(trimmed) \(asset.code)" }

  /// The sum.
  ///
  /// - Throws: `overflow`; `bad-value` for another asset.
  package func adding(_ other: Amount) throws -> Amount {
    try requireSameAsset(other)
    let (sum, overflow) = minor.addingReportingOverflow(other.minor)
    guard !overflow else { throw Failure.overflow }
    return Amount(minor: sum, asset: asset)
  }

  /// The difference.
  ///
  /// - Throws: `overflow`; `bad-value` for another asset.
  package func subtracting(_ other: Amount) throws -> Amount {
    try requireSameAsset(other)
    let (difference, overflow) = minor.subtractingReportingOverflow(other.minor)
    guard !overflow else { throw Failure.overflow }
    return Amount(minor: difference, asset: asset)
  }

  /// The amount with the other sign.
  ///
  /// - Throws: `overflow` for the smallest 64-bit number.
  package func negated() throws -> Amount {
    try Amount(minor: 0, asset: asset).subtracting(self)
  }

  /// This amount × `numerator` ÷ `denominator`, multiplied in full and rounded once.
  ///
  /// - Throws: `overflow`; `bad-value` for a denominator of 0.
  package func scaled(
    by numerator: Int128, over denominator: Int128, rounding: Rounding = .halfEven
  ) throws -> Amount {
    let result = try rounding.multiply(Int128(minor), by: numerator, over: denominator)
    return Amount(minor: try Int64(checking: result), asset: asset)
  }

  /// The fee of `basisPoints` hundredths of a percent on this amount.
  ///
  /// - Throws: `bad-value` for negative basis points, `overflow`.
  package func fee(basisPoints: Int64, rounding: Rounding = .halfEven) throws -> Amount {
    guard basisPoints >= 0 else {
      throw Failure(.badValue, "basis points cannot be negative: \(basisPoints)")
    }
    return try scaled(by: Int128(basisPoints), over: 10_000, rounding: rounding)
  }

  private func requireSameAsset(_ other: Amount) throws {
    guard asset == other.asset else {
      throw Failure(.badValue, "\(asset.code) and \(other.asset.code) cannot be added")
    }
  }
}
