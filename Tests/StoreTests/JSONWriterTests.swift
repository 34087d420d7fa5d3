// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

@Suite("JSON, written")
struct JSONWriterTests {
  @Test(arguments: [
    (JSON.string("a\"b\\c/"), "\"a\\\"b\\\\c/\""),
    (.string("\u{8}\t\n\u{C}\r"), "\"\\b\\t\\n\\f\\r\""),
    (.string("\u{0}\u{1}\u{B}\u{1F}"), "\"\\u0000\\u0001\\u000b\\u001f\""),
    (.string("\u{7F}\u{80}\u{e9}\u{2028}\u{1F600}"), "\"\u{7F}\u{80}\u{e9}\u{2028}\u{1F600}\""),
    (.object([.init("b", .null), .init("a", .bool(true))]), "{\"a\":true,\"b\":null}"),
    // UTF-8 order: U+FFFF before U+10000, though UTF-16 has it the other way round.
    (
      .object([.init("\u{10000}", .null), .init("\u{FFFF}", .null), .init("Z", .null)]),
      "{\"Z\":null,\"\u{FFFF}\":null,\"\u{10000}\":null}"
    ),
    (
      .object([.init("aa", .null), .init("a", .null), .init("", .null)]),
      "{\"\":null,\"a\":null,\"aa\":null}"
    ),
    (.array([.number("1.50"), .array([]), .object([])]), "[1.50,[],{}]"),
    (.integer(Int64.min), "-9223372036854775808"), (.integer(UInt8(0)), "0"),
  ])
  func canonicalForm(_ value: JSON, _ text: String) {
    #expect(value.canonicalText == text)
  }

  @Test(arguments: [0, 1, -1, 9, 10, -10, 99, 1_000_000_007, Int64.max, Int64.min])
  func integers(_ number: Int64) {
    var writer = JSONWriter()
    writer.integer(number)
    writer.quoted(number)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)\"\(number)\"")
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    for _ in 0..<2000 {
      let value = anyJSON(&random, depth: 0)
      let bytes = value.canonical
      let again = try JSON(parsing: bytes)
      #expect(again.canonical == bytes, "seed \(seed)")
      #expect(again == sorted(value), "seed \(seed)")
    }
  }

  private func sorted(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): .array(elements.map(sorted))
    case .object(let members):
      .object(
        members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
          .map { .init($0.name, sorted($0.value)) })
    default: value
    }
  }

  private func anyJSON(_ random: inout SplitMix, depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
    case 3: return .string(anyText(&random))
    case 4:
      return .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          anyJSON(&random, depth: depth + 1)
        })
    default:
      var names: Set<[UInt8]> = []
      var members: [JSON.Member] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        let name = anyText(&random)
        guard names.insert(Array(name.utf8)).inserted else { continue }
        members.append(.init(name, anyJSON(&random, depth: depth + 2)))
      }
      return .object(members)
    }
  }

  private func anyText(_ random: inout SplitMix) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let ranges: [ClosedRange<UInt32>] = [0...0x1F, 0x20...0x7F, 0x80...0xD7FF, 0xE000...0x10FFFF]
      let scalar = UInt32.random(in: ranges[Int.random(in: 0..<4, using: &random)], using: &random)
      if let scalar = Unicode.Scalar(scalar) { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}

/// SplitMix64: small, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
