// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// A length of time of at least one millisecond, as users write it: `500ms`, `2s`, `10m`, `24h`,
/// `7d`, `1w`.
package struct TimeSpan: Hashable, Comparable, Sendable {
  /// Its length in milliseconds.
  package let milliseconds: Int64

  /// A length from milliseconds, not checked.
  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads digits and a unit (`ms`, `s`, `m`, `h`, `d`, `w`); without a unit they are seconds.
  ///
  /// - Throws: `bad-value` for anything else, for zero, and where 64-bit milliseconds overflow.
  package init(parsing text: String) throws(Failure) {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    let unit = String(Substring(text.utf8.dropFirst(digits.count)))
    guard !digits.isEmpty, let factor = Self.factor(unit.isEmpty ? "s" : unit) else {
      throw Failure(
        .badValue, "'\(text)' is not a length of time",
        hint: "write a whole number and a unit: 500ms, 2s, 10m, 24h, 7d, 1w")
    }
    guard let count = Int64(String(Substring(digits))),
      case (let product, let overflow) = count.multipliedReportingOverflow(by: factor), !overflow
    else { throw Failure(.badValue, "the length of time '\(text)' is too long") }
    guard product > 0 else { throw Failure(.badValue, "the length of time '\(text)' is zero") }
    milliseconds = product
  }

  /// The length in the largest of `d`, `h`, `m`, `s`, `ms` that leaves no rest: `24h` reads `1d`.
  package var text: String {
    for (unit, factor) in Self.units where unit != "w" && milliseconds % factor == 0 {
      return "\(milliseconds / factor)\(unit)"
    }
    return "\(milliseconds)ms"
  }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.milliseconds < right.milliseconds
  }

  private static let units: [(String, Int64)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ("ms", 1),
  ]

  private static func factor(_ unit: String) -> Int64? {
    units.first { $0.0 == unit }?.1
  }
}
