// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import LedgerCore

@Suite struct TimeSpanTests {
  @Test(
    arguments: [
      ("500ms", 500, "500ms"), ("2s", 2_000, "2s"), ("2", 2_000, "2s"), ("10m", 600_000, "10m"),
      ("24h", 86_400_000, "1d"), ("7d", 604_800_000, "7d"), ("1w", 604_800_000, "7d"),
      ("90s", 90_000, "90s"), ("1500ms", 1_500, "1500ms"), ("1ms", 1, "1ms"),
      ("036h", 129_600_000, "36h"),
      ("9223372036854775807ms", Int64.max, "9223372036854775807ms"),
    ] as [(String, Int64, String)])
  func reads(input: String, milliseconds: Int64, text: String) throws {
    let span = try TimeSpan(parsing: input)
    #expect(span.milliseconds == milliseconds)
    #expect(span.text == text)
    #expect(try TimeSpan(parsing: span.text) == span)
  }

  @Test(arguments: [
    "", "s", "ms", "0", "0ms", "000w", "-1s", "+1s", "1.5h", "1 s", " 1s", "1s ", "1S", "1y", "1hh",
    "1h30m", "１s", "٣s", "1\u{301}s", "s1", "9223372036854775808ms", "9223372036854775807s",
    "99999999999999999999999", "1s\u{0}", "∞",
  ])
  func refuses(input: String) {
    let failure = #expect(throws: Failure.self) { try TimeSpan(parsing: input) }
    #expect(failure?.code == .badValue)
  }

  @Test func order() throws {
    let spans = try ["500ms", "2s", "10m", "24h", "7d"].map { try TimeSpan(parsing: $0) }
    #expect(spans.reversed().sorted() == spans)
  }
}
