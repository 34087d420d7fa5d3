// SPDX-License-Identifier: GPL-3.0-or-later

extension Failure {
  /// The one answer to a result that fits no amount.
  static var overflow: Failure { Failure(.overflow, "the amount is too large") }
}

/// `left × right`.
///
/// - Throws: `overflow` if the product needs more than 128 bits.
package func checkedMultiply(_ left: Int128, _ right: Int128) throws -> Int128 {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  guard !overflow else { throw Failure.overflow }
  return product
}

extension Int64 {
  /// `value`, if it fits 64 bits.
  ///
  /// - Throws: `overflow`.
  package init(checking value: Int128) throws {
    guard let exact = Int64(exactly: value) else { throw Failure.overflow }
    self = exact
  }
}

/// 10 to the power of 0...38, the range that fits.
func powerOfTen(_ exponent: Int) -> Int128 {
  precondition((0...38).contains(exponent))
  var result: Int128 = 1
  for _ in 0..<exponent { result *= 10 }
  return result
}
