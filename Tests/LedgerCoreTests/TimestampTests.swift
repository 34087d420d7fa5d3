// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import LedgerCore

@Suite struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("@0", 0), ("@1", 1_000),
      ("2026-02-10", 1_770_681_600_000), ("2026-02-10T00:00:00.000Z", 1_770_681_600_000),
      ("@1770681600", 1_770_681_600_000), ("@0001770681600", 1_770_681_600_000),
      ("1970", 0), ("2026", 1_767_225_600_000), ("9999", 253_370_764_800_000),
      ("2026-02-10T02:00:00+02:00", 1_770_681_600_000),
      ("2026-02-09T18:30:00-05:30", 1_770_681_600_000), ("2026-02-10t00:00:00z", 1_770_681_600_000),
      ("2026-02-10 00:00:00Z", 1_770_681_600_000), ("2026-02-10T00:00:00-00:00", 1_770_681_600_000),
      ("2026-02-10T00:00:00.5Z", 1_770_681_600_500), ("2026-02-10T00:00:00.05Z", 1_770_681_600_050),
      ("2026-02-10T00:00:00.999999999Z", 1_770_681_600_999),
      ("2026-02-10T00:00:00.0009Z", 1_770_681_600_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("@253402300799", 253_402_300_799_000),
      ("2000-02-29T23:59:59Z", 951_868_799_000), ("1969-12-31T23:00:00-02:00", 3_600_000),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) throws {
    #expect(try Timestamp(parsing: text).milliseconds == milliseconds)
  }

  @Test(
    arguments: [
      "", " ", "now", "x2026-02-10", "2026-2-10", "2026-02-30", "2025-02-29", "2026-13-01",
      "2026-00-01", "2026-01-00", "2026-02-10T", "2026-02-10Z", "2026-02-10T00:00Z",
      "2026-02-10T24:00:00Z", "2026-02-10T00:60:00Z", "2026-02-10T00:00:60Z",
      "2026-02-10T00:00:00", "2026-02-10T00:00:00.Z", "2026-02-10T00:00:00,5Z",
      "2026-02-10T00:00:00+0200", "2026-02-10T00:00:00+24:00", "2026-02-10T00:00:00+02:60",
      "2026-02-10T00:00:00ZZ", "2026-02-10 ", " 2026-02-10", "1969-12-31", "0001-01-01",
      "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "10000-01-01", "@253402300800",
      "@99999999999999999999", "@", "@-1", "@1.5", "@ 1", "@1 ", "@2026-02-10", "1969", "0000",
      "-1", "+1", "1.5", "1e3", "0x10", "２０２６-02-10", "٣",
      "2026-02-10T00:00:00\u{0}Z", "2026-02-10\n", "2026\u{2212}02\u{2212}10",
      "2026-02-10T00:00:00.\(String(repeating: "1", count: 100))Z",
      "@" + String(repeating: "1", count: 1_000_000),
      String(repeating: "1", count: 80) + "-",
    ])
  func refuses(text: String) {
    let failure = #expect(throws: Failure.self) { try Timestamp(parsing: text) }
    #expect(failure?.code == .badTime)
    #expect(failure?.hint != nil)
  }

  /// A date without its dashes, Unix seconds, milliseconds: which, only the user knows.
  @Test(arguments: [
    "0", "1", "202", "20261", "20261127", "202611271030", "1770681600", "1770681600000",
    String(repeating: "1", count: 63), String(repeating: "1", count: 1_000_000),
  ])
  func otherBareDigitsAreNoTime(text: String) {
    let failure = #expect(throws: Failure.self) { try Timestamp(parsing: text) }
    #expect(failure?.code == .badValue)
    #expect(failure?.hint?.contains("@1770681600") == true)
    #expect(failure?.message.utf8.count ?? 0 < 100)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_770_681_600_000, "2026-02-10T00:00:00.000Z"),
      (1_770_728_645_067, "2026-02-10T13:04:05.067Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func writes(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
  }

  @Test func textReadsBackWhateverTheInstant() throws {
    var random = SeededGenerator(seed: 64)
    for _ in 0..<2_000 {
      let time = Timestamp(
        milliseconds: .random(in: 0...Timestamp.latest.milliseconds, using: &random))
      #expect(try Timestamp(parsing: time.text) == time, "seed 64")
      #expect(try Timestamp(parsing: time.date) == time.startOfDay, "seed 64")
    }
  }

  @Test func starts() {
    let time = Timestamp(milliseconds: 1_770_728_645_067)
    #expect(time.startOfMinute.text == "2026-02-10T13:04:00.000Z")
    #expect(time.startOfHour.text == "2026-02-10T13:00:00.000Z")
    #expect(time.startOfDay.text == "2026-02-10T00:00:00.000Z")
    #expect(time.startOfMonth.text == "2026-02-01T00:00:00.000Z")
    #expect(time.date == "2026-02-10")
    #expect(Timestamp(milliseconds: -1).startOfDay.text == "1969-12-31T00:00:00.000Z")
    #expect(Timestamp(milliseconds: -1).startOfMonth.text == "1969-12-01T00:00:00.000Z")
    #expect(time.startOfDay.startOfDay == time.startOfDay)
  }

  @Test func advances() throws {
    let time = Timestamp(milliseconds: 1_000)
    #expect(try time.advanced(by: 500).milliseconds == 1_500)
    #expect(try time.advanced(by: -604_800_000).date == "1969-12-25")
    #expect(try Timestamp.latest.advanced(by: 0) == .latest)
  }

  @Test(
    arguments: [
      (Timestamp.latest, 1), (Timestamp.earliest, -1), (Timestamp(milliseconds: 1), Int64.max),
      (Timestamp(milliseconds: -2), Int64.min),
    ] as [(Timestamp, Int64)])
  func advancesOnlyInsideTheCalendar(time: Timestamp, by: Int64) {
    let failure = #expect(throws: Failure.self) { try time.advanced(by: by) }
    #expect(failure?.code == .overflow)
  }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
