// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// What a number of samples come to in one measure.
struct MeasureTotal: Equatable, Sendable {
  private(set) var min: Int64
  private(set) var max: Int64
  private(set) var sum: Int64

  /// The total of one sample.
  init(_ value: Int64) {
    min = value
    max = value
    sum = value
  }

  init(min: Int64, max: Int64, sum: Int64) {
    self.min = min
    self.max = max
    self.sum = sum
  }

  /// This total and another together.
  ///
  /// - Throws: `overflow`.
  func adding(_ other: MeasureTotal) throws -> MeasureTotal {
    let (sum, overflow) = sum.addingReportingOverflow(other.sum)
    guard !overflow else { throw Failure(.overflow, "the sum of the samples is too large") }
    return MeasureTotal(
      min: Swift.min(min, other.min), max: Swift.max(max, other.max), sum: sum)
  }

  /// Sum ÷ count, half-even; never outside `min`…`max`.
  ///
  /// - Precondition: `count` is at least 1.
  func mean(of count: Int64) -> Int64 {
    Int64(truncatingIfNeeded: Rounding.halfEven.divide(Int128(sum), by: Int128(count)))
  }

  /// Whether `count` values between `min` and `max` can have this sum.
  func isPossible(for count: Int64) -> Bool {
    count >= 1 && Int128(min) * Int128(count) <= Int128(sum)
      && Int128(sum) <= Int128(max) * Int128(count)
  }
}
