// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// What a number of samples come to in one measure.
struct MeasureTotal: Equatable, Sendable {
  /// How many samples have it; where none has, the others are 0.
  private(set) var count: Int64
  private(set) var min: Int64
  private(set) var max: Int64
  private(set) var sum: Int64

  /// The total of one sample, which may be without it.
  init(_ value: Int64?) {
    count = value == nil ? 0 : 1
    min = value ?? 0
    max = value ?? 0
    sum = value ?? 0
  }

  init(count: Int64, min: Int64, max: Int64, sum: Int64) {
    self.count = count
    self.min = min
    self.max = max
    self.sum = sum
  }

  /// This total and another together.
  ///
  /// - Throws: `overflow`.
  func adding(_ other: MeasureTotal) throws -> MeasureTotal {
    if other.count == 0 { return self }
    if count == 0 { return other }
    let (sum, overflow) = sum.addingReportingOverflow(other.sum)
    let (count, isTooMany) = count.addingReportingOverflow(other.count)
    guard !overflow, !isTooMany else {
      throw Failure(.overflow, "the sum of the samples is too large")
    }
    return MeasureTotal(
      count: count, min: Swift.min(min, other.min), max: Swift.max(max, other.max), sum: sum)
  }

  /// Sum ÷ count, half-even; never outside `min`…`max`, and 0 where no sample has it.
  var mean: Int64 {
    guard count > 0 else { return 0 }
    return Int64(clamping: Rounding.halfEven.divide(Int128(sum), by: Int128(count)))
  }

  /// Whether `count` values between `min` and `max` can have this sum.
  var isPossible: Bool {
    guard count > 0 else { return count == 0 && min == 0 && max == 0 && sum == 0 }
    return Int128(min) * Int128(count) <= Int128(sum)
      && Int128(sum) <= Int128(max) * Int128(count)
  }
}
