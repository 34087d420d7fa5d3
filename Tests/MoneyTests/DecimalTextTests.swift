// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("DecimalText") struct DecimalTextTests {
  @Test(
    "reads",
    arguments: [
      ("0", 0, 0), ("0", 9, 0), ("10.5", 9, 10_500_000_000), ("0.010145", 9, 10_145_000),
      ("007", 2, 700), ("1.05", 2, 105), ("0.000000001", 9, 1),
      ("00000000000000000000000000000001.5", 1, 15),
      ("9223372036854775807", 0, .max), ("9223372036.854775807", 9, .max),
      ("0.000000000000000001", 18, 1),
    ] as [(String, Int, Int64)])
  func reads(text: String, decimals: Int, minor: Int64) throws {
    #expect(try DecimalText.parse(text, decimals: decimals) == minor)
    #expect(try DecimalText.parse(Array(text.utf8), decimals: decimals) == minor)
    #expect(try DecimalText.parse("x\(text)".utf8.dropFirst(), decimals: decimals) == minor)
    // A collection without contiguous storage goes another way.
    let lazy = Array(text.utf8).lazy.map { $0 }
    #expect(try DecimalText.parse(lazy, decimals: decimals) == minor)
    #expect(try DecimalText.parse("-" + text, decimals: decimals, signed: true) == -minor)
  }

  @Test(
    "refuses what is no number",
    arguments: [
      "", ".", "-", "+1", "-1", ".5", "5.", "1.2.3", "1,000", "1_000", "1 000", " 1", "1 ", "1e5",
      "1E5", "0x10", "NaN", "inf", "١", "１", "1\n", "1\0", "1..2", "--1", "1.-5", "-.5", "½",
      "99999999999999999999x", "1.999999999999x",
    ])
  func refuses(text: String) {
    #expect(failure { try DecimalText.parse(text, decimals: 2) } == .badAmount)
    if text != "-1" {
      #expect(failure { try DecimalText.parse(text, decimals: 2, signed: true) } == .badAmount)
    }
  }

  @Test(
    "more decimals than there are is precision, even of zeros, and goes before overflow",
    arguments: [
      ("1.0", 0), ("1.000", 2), ("1.005", 2), ("0.0000000001", 9),
      ("99999999999999999999.001", 2),
    ])
  func precision(text: String, decimals: Int) {
    #expect(failure { try DecimalText.parse(text, decimals: decimals) } == .precision)
  }

  @Test(
    "overflow at the edges",
    arguments: [
      ("9223372036854775808", 0), ("9223372036.854775808", 9), ("92233720368547758.08", 2),
      ("9223372037", 9), ("18446744073709551616", 0), ("18446744073709551617", 0),
      ("99999999999999999999999999", 0), ("184467440737095516170", 0),
    ])
  func overflow(text: String, decimals: Int) {
    #expect(failure { try DecimalText.parse(text, decimals: decimals) } == .overflow)
    if !text.hasSuffix("808") && !text.hasSuffix(".08") {
      #expect(
        failure { try DecimalText.parse("-" + text, decimals: decimals, signed: true) }
          == .overflow)
    }
  }

  @Test("the smallest number is in range, one less is not")
  func smallest() throws {
    let text = "-9223372036854775808"
    #expect(try DecimalText.parse(text, decimals: 0, signed: true) == .min)
    #expect(
      failure { try DecimalText.parse("-9223372036854775809", decimals: 0, signed: true) }
        == .overflow)
    #expect(try DecimalText.parse("-0.00", decimals: 2, signed: true) == 0)
  }

  @Test(
    "writes",
    arguments: [
      (0, 0, "0", "0"), (0, 9, "0.000000000", "0"), (10_145_000, 9, "0.010145000", "0.010145"),
      (10_500_000_000, 9, "10.500000000", "10.5"), (-5, 2, "-0.05", "-0.05"),
      (100, 0, "100", "100"), (100, 2, "1.00", "1"), (-1000, 1, "-100.0", "-100"),
      (.max, 9, "9223372036.854775807", "9223372036.854775807"),
      (.min, 0, "-9223372036854775808", "-9223372036854775808"),
      (.min, 18, "-9.223372036854775808", "-9.223372036854775808"),
    ] as [(Int64, Int, String, String)])
  func writes(minor: Int64, decimals: Int, full: String, trimmed: String) {
    #expect(DecimalText.text(minor, decimals: decimals) == full)
    #expect(DecimalText.trimmed(minor, decimals: decimals) == trimmed)
    var bytes = Array("amount ".utf8)
    DecimalText.append(minor, decimals: decimals, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "amount " + full)
  }

  @Test("what is written reads back")
  func roundTrip() throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      for _ in 0..<5_000 {
        let minor = random.int64()
        let decimals = Int(random.next() % 19)
        let full = DecimalText.text(minor, decimals: decimals)
        let trimmed = DecimalText.trimmed(minor, decimals: decimals)
        #expect(
          try DecimalText.parse(full, decimals: decimals, signed: true) == minor, seed)
        #expect(
          try DecimalText.parse(trimmed, decimals: decimals, signed: true) == minor, seed)
        let point = full.utf8.firstIndex(of: UInt8(ascii: "."))
        let fraction = point.map { full.utf8.distance(from: $0, to: full.utf8.endIndex) - 1 } ?? 0
        #expect(fraction == decimals, seed)
        #expect(full.hasPrefix(trimmed), seed)
      }
    }
  }

  @Test("no bytes at all crash the reader, and what it accepts it can write")
  func garbage() throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      let alphabet = Array("0123456789.-+eE ,\u{0}".utf8) + [0xff, 0xc3]
      for _ in 0..<5_000 {
        let bytes = (0..<Int(random.next() % 12)).map { _ in
          alphabet[Int(random.next() % UInt64(alphabet.count))]
        }
        guard let minor = try? DecimalText.parse(bytes, decimals: 4, signed: true) else { continue }
        let again = DecimalText.text(minor, decimals: 4)
        #expect(try DecimalText.parse(again, decimals: 4, signed: true) == minor, seed)
      }
    }
  }
}
