// SPDX-License-Identifier: GPL-3.0-or-later

/// A day of the proleptic Gregorian calendar, without a time or a zone.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>): the year starts in March, so the leap
/// day comes last, and 400 years are one era of 146 097 days.
package struct CivilDate: Hashable, Comparable, Sendable {
  /// The year, astronomical (1 BC is 0).
  package var year: Int
  /// The month, 1…12 where the date is valid.
  package var month: Int
  /// The day of the month, from 1.
  package var day: Int

  /// A date from its parts, which are not checked: see `isValid`.
  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date so many days after 1970-01-01; negative before it.
  package init(daysSinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01; meaningful for valid dates.
  package var daysSinceEpoch: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Whether the calendar has this day.
  package var isValid: Bool {
    (1...12).contains(month) && day >= 1 && day <= daysInMonth
  }

  /// Whether the year has a 29 February.
  package var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The length of the month, 28…31; 0 where the month is none.
  package var daysInMonth: Int {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    case 1...12: 31
    default: 0
    }
  }

  /// The date so many months later (earlier where negative), on `anchorDay` or, in a shorter month,
  /// on its last day.
  ///
  /// Hand in the same anchor each time and a series never drifts: 31 Jan → 28 Feb → 31 Mar.
  ///
  /// - Parameter anchorDay: the day of the month aimed at, 1…31; this date's own day if left out.
  package func addingMonths(_ months: Int, anchorDay: Int? = nil) -> CivilDate {
    let index = year * 12 + (month - 1) + months
    let newYear = index >= 0 ? index / 12 : (index - 11) / 12
    var date = CivilDate(year: newYear, month: index - newYear * 12 + 1, day: 1)
    date.day = min(anchorDay ?? day, date.daysInMonth)
    return date
  }

  /// The date as `2026-02-10`.
  package var text: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

  package static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

/// Decimal digits of a number, filled with zeros on the left.
func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value.magnitude)
  let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
  return (value < 0 ? "-" : "") + zeros + digits
}
