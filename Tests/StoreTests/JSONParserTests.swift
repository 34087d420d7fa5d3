// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

@Suite("JSON, read")
struct JSONParserTests {
  @Test(arguments: [
    ("null", JSON.null), (" true ", .bool(true)), ("\t\r\nfalse\n", .bool(false)),
    ("0", .number("0")), ("-0", .number("-0")), ("10.50", .number("10.50")),
    ("1e5", .number("1e5")), ("-1.5E-3", .number("-1.5E-3")), ("1E+2", .number("1E+2")),
    ("123456789012345678901234567890", .number("123456789012345678901234567890")),
    ("\"\"", .string("")), ("\"a\\u0000b\"", .string("a\0b")),
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", .string("\"\\/\u{8}\u{C}\n\r\t")),
    ("\"\\u00e9\\u00E9\"", .string("\u{e9}\u{e9}")),
    ("\"\\uD834\\uDD1E\"", .string("\u{1D11E}")), ("\"\u{7F}\"", .string("\u{7F}")),
    ("\"\u{1F600}\"", .string("\u{1F600}")), ("\"\\ufeff\"", .string("\u{feff}")),
    ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([])), ("{ }", .object([])),
    ("[1,[2]]", .array([.number("1"), .array([.number("2")])])),
    ("{\"a\":{},\"\":1}", .object([.init("a", .object([])), .init("", .number("1"))])),
    // Two names that look the same and are not: bytes count.
    (
      "{\"\u{e9}\":1,\"e\u{301}\":2}",
      .object([.init("\u{e9}", .number("1")), .init("e\u{301}", .number("2"))])
    ),
  ])
  func reads(_ text: String, _ value: JSON) throws {
    #expect(try JSON(parsing: text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "nullx", "NULL", "True", "undefined", "NaN", "Infinity", "-Infinity",
    "+1", "01", "-01", "1.", ".5", "-", "1e", "1e+", "1.e5", "0x10", "1_000", "1,000", "--1",
    "\"", "\"abc", "\"\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\u+123\"", "\"\\u-123\"",
    "\"\\u 123\"", "\"\\", "\"\\u", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "'a'",
    "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{", "}", "{\"a\"", "{\"a\":",
    "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "1 2", "null null", "{}{}", "[]]", "// x\n1",
    "/* */1", "\u{feff}1", "1\u{0}", "\u{c}1", "\u{a0}1", "[1]\u{0}",
  ])
  func refuses(_ text: String) {
    #expect(code { try JSON(parsing: text) } == .badFile)
  }

  @Test(
    arguments: [
      [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0x5C, 0x6E, 0xFE, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    #expect(code { try JSON(parsing: bytes) } == .badText)
  }

  @Test(arguments: [
    "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\uD800\"", "\"\\uD800x\"", "\"\\uD800\\n\"",
    "\"\\uDC00\\uD800\"", "\"\\uD834\\u0041\"",
  ])
  func refusesHalfASurrogatePair(_ text: String) {
    #expect(code { try JSON(parsing: text) } == .badText)
  }

  @Test func depthIsBounded() throws {
    let deep = { (levels: Int) in
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(code { try JSON(parsing: deep(64)) } == nil)
    #expect(code { try JSON(parsing: deep(65)) } == .badFile)
    #expect(code { try JSON(parsing: String(repeating: "[", count: 1_000_000)) } == .badFile)
    #expect(code { try JSON(parsing: String(repeating: "{\"a\":", count: 100_000)) } == .badFile)
    // Siblings are not depth.
    #expect(code { try JSON(parsing: "[" + String(repeating: "[],", count: 500) + "1]") } == nil)
  }

  @Test func manyNamesDoNotCostTheSquare() throws {
    let members = (0..<50_000).map { "\"k\($0)\":1" }.joined(separator: ",")
    let clock = ContinuousClock()
    let spent = try clock.measure { _ = try JSON(parsing: "{\(members)}") }
    #expect(spent < .seconds(10))
    #expect(code { try JSON(parsing: "{\(members),\"k49999\":2}") } == .badFile)
    #expect(code { try JSON(parsing: "{\(members),\"k3\":2}") } == .badFile)
  }

  @Test func everyTruncationIsRefused() throws {
    let text = Array(
      "{\"a\":[1,true,null,\"x\\u00e9\\n\",{\"b\":-1.5e3}],\"c\":\"\u{1F600}\"}".utf8)
    _ = try JSON(parsing: text)
    for length in 0..<text.count {
      #expect(code { try JSON(parsing: Array(text[..<length])) } != nil, "\(length)")
    }
  }

  @Test func integersAreExactOrNothing() throws {
    #expect(try JSON(parsing: "9223372036854775807").integer == .max)
    #expect(try JSON(parsing: "\"-9223372036854775808\"").integer == .min)
    #expect(try JSON(parsing: "9223372036854775808").integer == nil)
    #expect(try JSON(parsing: "1.0").integer == nil)
    #expect(try JSON(parsing: "1e2").integer == nil)
    #expect(try JSON(parsing: "true").integer == nil)
  }
}
