// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// A reader of times as users write them.
///
/// ```
/// 2026-02-10T12:30:00Z   2026-02-10T12:30:00.250+02:00    (RFC 3339; also `t`, `z`, ` `)
/// 2026-02-10             (its 00:00Z)
/// 2026                   (its 1 January, 00:00Z)
/// @1770681600            (Unix seconds, as `date` and `git` write them)
/// ```
struct TimestampParser {
  private let input: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    input = text
    // Longer than any time, short enough to keep hostile input cheap.
    bytes = Array(text.utf8.prefix(64))
  }

  mutating func timestamp() throws(Failure) -> Timestamp {
    if take("@") { return try unixSeconds() }
    if !bytes.isEmpty, input.utf8.allSatisfy(isDigit) { return try year() }
    let date = try calendarDate()
    var milliseconds = Int64(date.daysSinceEpoch) * 86_400_000
    if position < bytes.count {
      // bounded: years of four digits
      milliseconds += try timeOfDay() - offset()
      guard position == bytes.count else { throw failure("it goes on after the zone") }
    }
    return try inRange(milliseconds)
  }

  private func unixSeconds() throws(Failure) -> Timestamp {
    let digits = input.dropFirst()
    guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else {
      throw failure("whole seconds since 1970 follow the '@'")
    }
    guard let seconds = Int64(digits), seconds <= Timestamp.latest.milliseconds / 1_000 else {
      throw failure("it is outside the years 1970 to 9999")
    }
    return Timestamp(milliseconds: seconds * 1_000)
  }

  /// Four digits are a year. Others could be a date or Unix seconds: what is guessed wrong would
  /// stay in the journal.
  private mutating func year() throws(Failure) -> Timestamp {
    guard bytes.count == 4 else {
      throw Failure(
        .badValue, "'\(input.prefix(24))' could be a date or seconds",
        hint: "Unix time is written @1770681600, a date 2026-02-10, a year 2026")
    }
    let date = CivilDate(year: try number(4), month: 1, day: 1)
    guard date.isValid else { throw failure("the calendar has no such year") }
    return try inRange(Timestamp(startOf: date).milliseconds)
  }

  private mutating func calendarDate() throws(Failure) -> CivilDate {
    let year = try number(4)
    try expect("-")
    let month = try number(2)
    try expect("-")
    let date = CivilDate(year: year, month: month, day: try number(2))
    guard date.isValid else { throw failure("the calendar has no such day") }
    return date
  }

  private mutating func timeOfDay() throws(Failure) -> Int64 {
    guard take("T") || take("t") || take(" ") else { throw failure("the time of day is missing") }
    let hour = try number(2)
    try expect(":")
    let minute = try number(2)
    try expect(":")
    let second = try number(2)
    guard hour < 24, minute < 60, second < 60 else { throw failure("the clock has no such time") }
    return Int64(hour * 3_600_000 + minute * 60_000 + second * 1_000) + (try fraction())
  }

  /// Milliseconds; further digits are cut off, so that a time never moves to a later instant.
  private mutating func fraction() throws(Failure) -> Int64 {
    guard take(".") else { return 0 }
    var (milliseconds, digits): (Int64, Int) = (0, 0)
    while position < bytes.count, isDigit(bytes[position]) {
      // bounded: three digits
      if digits < 3 { milliseconds = milliseconds * 10 + Int64(bytes[position] - 0x30) }
      digits += 1
      position += 1
    }
    guard digits > 0 else { throw failure("a digit is missing after the point") }
    // bounded: three digits
    for _ in min(digits, 3)..<3 { milliseconds *= 10 }
    return milliseconds
  }

  private mutating func offset() throws(Failure) -> Int64 {
    if take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") {
      sign = 1
    } else if take("-") {
      sign = -1
    } else {
      throw failure("the zone is missing (Z or +02:00)")
    }
    let hours = try number(2)
    try expect(":")
    let minutes = try number(2)
    guard hours < 24, minutes < 60 else { throw failure("there is no such zone") }
    return sign * Int64(hours * 3_600_000 + minutes * 60_000)
  }

  private func inRange(_ milliseconds: Int64) throws(Failure) -> Timestamp {
    guard (0...Timestamp.latest.milliseconds).contains(milliseconds) else {
      throw failure("it is outside the years 1970 to 9999")
    }
    return Timestamp(milliseconds: milliseconds)
  }

  private mutating func number(_ digits: Int) throws(Failure) -> Int {
    guard position + digits <= bytes.count,
      bytes[position..<position + digits].allSatisfy(isDigit)
    else { throw failure("\(digits) digits are missing at character \(position + 1)") }
    defer { position += digits }
    return bytes[position..<position + digits].reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard take(character) else {
      throw failure("'\(character)' is missing at character \(position + 1)")
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
    position += 1
    return true
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private func failure(_ why: String) -> Failure {
    Failure(
      .badTime, "'\(input)' is not a time: \(why)",
      hint: "write 2026-02-10T12:00:00Z, 2026-02-10, 2026, or Unix time as @1770681600")
  }
}
