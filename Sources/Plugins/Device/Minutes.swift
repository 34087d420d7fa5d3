// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore

/// Whole minutes, UTC, from `start` up to but not including `end`, counted from 1970.
package struct Minutes: Equatable, Sendable {
  package let start: Int64
  package let end: Int64

  /// How many an hour has.
  static let hour: Int64 = 60

  /// The minutes that lie wholly within two instants; none where there are none.
  package init(from start: Timestamp, to end: Timestamp) {
    let (first, last) = (Self.floor(start.milliseconds), Self.floor(end.milliseconds))
    let isWhole = start.milliseconds % 60_000 == 0
    self.init(isWhole ? first : first.addingReportingOverflow(1).partialValue, last)
  }

  init(_ start: Int64, _ end: Int64) {
    self.start = start
    self.end = max(start, end)
  }

  /// The minute an instant lies in.
  static func floor(_ milliseconds: Int64) -> Int64 {
    let (quotient, rest) = milliseconds.quotientAndRemainder(dividingBy: 60_000)
    return rest < 0 ? quotient.subtractingReportingOverflow(1).partialValue : quotient
  }

  /// How many they are.
  var count: Int64 { end.subtractingReportingOverflow(start).partialValue }

  var isEmpty: Bool { start >= end }

  /// Those also in `other`.
  func common(_ other: Minutes) -> Minutes { Minutes(max(start, other.start), min(end, other.end)) }

  /// Those of an hour, counted from 1970, as bits; bit 0 is the first minute.
  func bits(ofHour hour: Int64) -> UInt64 {
    let (first, overflow) = hour.multipliedReportingOverflow(by: Self.hour)
    let (low, high) = (max(start, first), min(end, first.addingReportingOverflow(60).partialValue))
    guard !overflow, low < high else { return 0 }
    let width = UInt64(high &- low)
    return ((1 << width) &- 1) << UInt64(low &- first)
  }
}

extension [Minutes] {
  /// The same minutes, each once, in order.
  var merged: [Minutes] {
    var result: [Minutes] = []
    for part in sorted(by: { $0.start < $1.start }) where !part.isEmpty {
      if let last = result.last, part.start <= last.end {
        result[result.count - 1] = Minutes(last.start, Swift.max(last.end, part.end))
      } else {
        result.append(part)
      }
    }
    return result
  }

  /// Those also in `others`; both are `merged`.
  func common(_ others: [Minutes]) -> [Minutes] {
    flatMap { one in others.map(one.common).filter { !$0.isEmpty } }
  }

  /// How many they are.
  var total: Int64 { reduce(0) { $0.addingReportingOverflow($1.count).partialValue } }

  /// Those of an hour, as bits.
  func bits(ofHour hour: Int64) -> UInt64 { reduce(0) { $0 | $1.bits(ofHour: hour) } }
}
