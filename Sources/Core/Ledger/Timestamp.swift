// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// An instant in UTC, in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since the epoch.
  package let milliseconds: Int64

  /// 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can write.
  package static let latest = Timestamp(milliseconds: 253_402_300_799_999)
  /// 0001-01-01T00:00:00.000Z: the clock starts in 1970, but windows may reach back before it.
  package static let earliest = Timestamp(milliseconds: -62_135_596_800_000)

  /// An instant from milliseconds since the epoch, not checked.
  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The first instant of a day.
  package init(startOf date: CivilDate) {
    milliseconds = Int64(date.daysSinceEpoch) * Self.day
  }

  /// Reads an RFC 3339 time, a date (its 00:00Z), a year, or `@` and Unix seconds; see
  /// `TimestampParser`.
  ///
  /// - Throws: `bad-value` for other bare digits, `bad-time` for anything else, for days the
  ///   calendar does not have, and outside 1970…9999.
  package init(parsing text: String) throws(Failure) {
    var parser = TimestampParser(text)
    self = try parser.timestamp()
  }

  /// The instant as `2026-02-10T00:00:00.000Z`.
  package var text: String {
    // bounded: less than a day
    let time = Int(milliseconds - startOfDay.milliseconds)
    let (hour, minute) = (time / 3_600_000, time / 60_000 % 60)
    let (second, fraction) = (time / 1_000 % 60, time % 1_000)
    return "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
      + ".\(padded(fraction, 3))Z"
  }

  /// Its day in UTC, as `2026-02-10`.
  package var date: String { civilDate.text }

  /// Its day in UTC.
  package var civilDate: CivilDate {
    CivilDate(daysSinceEpoch: Int(startOfDay.milliseconds / Self.day))
  }

  /// The instant `ms` milliseconds later, or earlier where negative.
  ///
  /// - Throws: `overflow` outside the years 1…9999.
  package func advanced(by ms: Int64) throws(Failure) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(ms)
    let result = Timestamp(milliseconds: sum)
    guard !overflow, (Self.earliest...Self.latest).contains(result) else {
      throw Failure(.overflow, "the time \(text) moved by \(ms) ms is outside the years 1 to 9999")
    }
    return result
  }

  /// The minute it lies in, UTC.
  package var startOfMinute: Timestamp { floored(to: 60_000) }
  /// The hour it lies in, UTC.
  package var startOfHour: Timestamp { floored(to: 3_600_000) }
  /// The day it lies in, UTC.
  package var startOfDay: Timestamp { floored(to: Self.day) }
  /// The month it lies in, UTC.
  package var startOfMonth: Timestamp {
    let date = civilDate
    return Timestamp(startOf: CivilDate(year: date.year, month: date.month, day: 1))
  }

  /// The first instant of the next day, UTC.
  package var startOfNextDay: Timestamp {
    Timestamp(startOf: CivilDate(daysSinceEpoch: civilDate.daysSinceEpoch + 1))
  }
  /// The first instant of the next month, UTC.
  package var startOfNextMonth: Timestamp {
    let date = civilDate
    let isLast = date.month == 12
    return Timestamp(
      startOf: CivilDate(
        year: isLast ? date.year + 1 : date.year, month: isLast ? 1 : date.month + 1, day: 1))
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  private static let day: Int64 = 86_400_000

  private func floored(to unit: Int64) -> Timestamp {
    let rest = milliseconds % unit
    let (start, overflow) = milliseconds.subtractingReportingOverflow(rest < 0 ? rest + unit : rest)
    return Timestamp(milliseconds: overflow ? .min : start)
  }
}
