// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import CommandKit

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한국어", 6), ("ＡＢ", 4),
    ("ｱ", 1), ("😀", 2), ("👩‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇿🇦", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2),
    ("☺", 1), ("⌚", 2), ("שלום", 4), ("שָׁלוֹם", 4), ("مرحبا", 5), ("a\u{200B}b", 2),
    ("a\u{200D}b", 2),
    ("Z\u{351}\u{352}\u{353}\u{354}\u{355}", 1), ("\u{1100}\u{1161}\u{11A8}", 2), ("…", 1),
    ("“x”", 3),
    ("क्षि", 3), ("\u{20000}", 2), ("\u{7F}", 0), ("R2\u{A0}999", 6),
  ])
  func width(text: String, columns: Int) {
    #expect(text.displayWidth == columns)
  }

  @Test(arguments: [
    ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("", 0, ""),
    ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("日本語", 2, "…"),
    ("👩‍👩‍👧‍👦family", 4, "👩‍👩‍👧‍👦f…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("ab", -1, ""),
  ])
  func truncates(text: String, width: Int, result: String) {
    #expect(text.truncated(toWidth: width) == result)
    #expect(text.truncated(toWidth: width).displayWidth <= max(0, width))
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("Müller 日本 😀 👩‍👩‍👧‍👦 שלום", "Müller 日本 😀 👩‍👩‍👧‍👦 שלום"),
    ("a\nb\r\nc\td", #"a\nb\r\nc\td"#), ("\u{1B}[31mred\u{1B}[0m", #"\x1B[31mred\x1B[0m"#),
    ("\u{1B}]0;title\u{7}", #"\x1B]0;title\x07"#), ("\u{9B}2J", #"\x9B2J"#), ("\u{0}", #"\x00"#),
    ("\u{7F}", #"\x7F"#), ("\u{202E}gpj.exe", #"\u{202E}gpj.exe"#),
    ("\u{2066}x\u{2069}", #"\u{2066}x\u{2069}"#),
    ("\u{200B}", #"\u{200B}"#), ("\u{2028}", #"\u{2028}"#), ("\u{FEFF}x", #"\u{FEFF}x"#),
    ("\u{E0041}", #"\u{E0041}"#), ("so\u{AD}ft", #"so\xADft"#), (#"back\slash"#, #"back\slash"#),
  ])
  func sanitises(text: String, result: String) {
    #expect(text.sanitised == result)
    #expect(text.sanitised.sanitised == result)
  }

  @Test func nothingHostileSurvives() {
    var all = String.UnicodeScalarView()
    for value in UInt32(0)...0x10FFFF {
      if let scalar = Unicode.Scalar(value) { all.append(scalar) }
    }
    let left = String(all).sanitised.unicodeScalars
    #expect(!left.contains { $0.properties.generalCategory == .control })
    #expect(!left.contains { $0.properties.isBidiControl })
    #expect(left.contains("日") && left.contains("\u{200D}"))
  }
}
