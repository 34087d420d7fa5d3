// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import LedgerCore

@Suite struct CivilDateTests {
  @Test(arguments: [
    (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (11_016, 2000, 2, 29),
    (11_017, 2000, 3, 1), (20_494, 2026, 2, 10), (2_932_896, 9999, 12, 31), (-719_162, 1, 1, 1),
    (-719_528, 0, 1, 1), (-719_469, 0, 2, 29), (47_541, 2100, 3, 1),
  ])
  func knownDays(days: Int, year: Int, month: Int, day: Int) {
    let date = CivilDate(year: year, month: month, day: day)
    #expect(CivilDate(daysSinceEpoch: days) == date)
    #expect(date.daysSinceEpoch == days)
  }

  @Test func everyDayOfEightHundredYearsFollowsTheOneBefore() {
    var expected = CivilDate(year: 1600, month: 1, day: 1)
    let first = expected.daysSinceEpoch
    for days in first..<(first + 292_194) {
      #expect(CivilDate(daysSinceEpoch: days) == expected && expected.daysSinceEpoch == days)
      expected.day += 1
      if !expected.isValid {
        expected.day = 1
        expected.month += 1
        if expected.month == 13 { (expected.year, expected.month) = (expected.year + 1, 1) }
      }
    }
    #expect(expected == CivilDate(year: 2400, month: 1, day: 1))
  }

  @Test(arguments: [
    (2026, 2, 28, true), (2026, 2, 29, false), (2024, 2, 29, true), (1900, 2, 29, false),
    (2000, 2, 29, true), (2026, 4, 31, false), (2026, 0, 1, false), (2026, 13, 1, false),
    (2026, 1, 0, false), (2026, 12, 31, true), (2026, 1, -1, false),
  ])
  func validity(year: Int, month: Int, day: Int, valid: Bool) {
    #expect(CivilDate(year: year, month: month, day: day).isValid == valid)
  }

  @Test func anchoredMonthsClipAndNeverDrift() {
    var date = CivilDate(year: 2026, month: 1, day: 31)
    var texts: [String] = []
    for _ in 0..<5 {
      date = date.addingMonths(1, anchorDay: 31)
      texts.append(date.text)
    }
    #expect(texts == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"])
  }

  @Test(arguments: [
    ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
    ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"),
    ("2026-11-30", 3, "2027-02-28"), ("2026-05-05", 0, "2026-05-05"),
    ("2026-01-15", -25, "2023-12-15"),
  ])
  func monthsFromItsOwnDay(from: String, months: Int, to: String) throws {
    #expect(try Timestamp(parsing: from).civilDate.addingMonths(months).text == to)
  }

  @Test func anchorWinsOverTheDay() {
    let clipped = CivilDate(year: 2026, month: 2, day: 28)
    #expect(clipped.addingMonths(1).text == "2026-03-28")
    #expect(clipped.addingMonths(1, anchorDay: 30).text == "2026-03-30")
  }

  @Test func order() {
    let days = [(2025, 12, 31), (2026, 1, 1), (2026, 1, 2), (2026, 2, 1)].map {
      CivilDate(year: $0.0, month: $0.1, day: $0.2)
    }
    #expect(days.reversed().sorted() == days)
  }
}
