// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store
import Testing

@testable import CommandKit

/// What one part writes another reads back, for text made to hurt.
@Suite struct RoundTripTests {
  static let seeds: [UInt64] = [1, 64, 2_026]

  /// Rows of text from an alphabet of everything that means something somewhere.
  private func rows(_ random: inout SplitMix, count: Int) -> [Item] {
    let alphabet = Array("ab,\"\\\t\n\r;#=|'日😀é\u{202E}\u{1B}\u{0}\u{7F} ".unicodeScalars)
    return (0..<count).map { number in
      var item = Item(kind: "row", id: "row-\(number)")
      for name in ["a", "b", "c"] {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...12, using: &random) {
          view.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
        }
        item.add(name, String(view))
      }
      return item
    }
  }

  private func printed(_ items: [Item], _ shape: OutputShape) throws -> String {
    var text = ""
    let columns = ["id", "a", "b", "c"]
    try render(.listing(kind: "row", columns: columns, items: items), shape: shape, to: &text)
    return text
  }

  @Test(arguments: seeds)
  func csvReadsBack(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let items = rows(&random, count: 300)
    let bytes = Array(try printed(items, OutputShape(format: .csv)).utf8)
    let reader = BatchReader(bytes: bytes, name: "csv", format: .csv)
    for item in items {
      let members = try #require(try reader.next()?.members)
      for member in members {
        let value = try #require(member.value.string)
        let expected = try #require(item[column: member.name]).text
        #expect(value.utf8.elementsEqual(expected.utf8), "seed \(seed), \(item.id)")
      }
      #expect(members.count == 4)
    }
    #expect(try reader.next() == nil)
  }

  @Test(arguments: seeds)
  func jsonLinesReadBack(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let items = rows(&random, count: 300)
    let bytes = Array(try printed(items, OutputShape(format: .jsonl)).utf8)
    let reader = BatchReader(bytes: bytes, name: "jsonl", format: .jsonl)
    for (index, item) in items.enumerated() {
      let (members, line) = try #require(try reader.next())
      #expect(line == index + 1)
      #expect(
        JSON.object(members).canonical == item.json().canonical, "seed \(seed), \(item.id)")
    }
    let array = try JSON(parsing: printed(items, OutputShape(format: .json))).array
    #expect(array?.map(\.canonical) == items.map { $0.json().canonical })
  }

  @Test(arguments: seeds)
  func tsvIsOneLineAnObjectAndUnescapes(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let items = rows(&random, count: 300)
    let text = try printed(items, OutputShape(format: .tsv, noHeader: true))
    let lines = text.utf8.split(separator: 0x0A)
    try #require(lines.count == items.count)
    for (line, item) in zip(lines, items) {
      let cells = line.split(separator: 0x09, omittingEmptySubsequences: false).map(unescaped)
      let expected = ["id", "a", "b", "c"].map { Array((item[column: $0] ?? .null).text.utf8) }
      #expect(cells == expected, "seed \(seed), \(item.id)")
    }
  }

  @Test(arguments: seeds)
  func tablesAreAlignedAndHarmless(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let items = rows(&random, count: 100)
    for width in [nil, 20, 40, 60] as [Int?] {
      let text = try printed(items, OutputShape(format: .table, width: width))
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines.count == items.count + 1)
      for line in lines {
        #expect(!line.unicodeScalars.contains { $0.isHostile }, "seed \(seed)")
        if let width { #expect(line.displayWidth <= max(width, 6 + 3 * 8), "seed \(seed)") }
      }
    }
  }

  @Test(arguments: seeds)
  func settingsReadBack(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var text = "# kept\n"
    var expected: [String: String] = [:]
    for item in rows(&random, count: 200) {
      let value = (item[column: "a"] ?? .null).text
      let clean = value.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t"
      }
      let key =
        "s\(Int.random(in: 0..<5, using: &random)).k\(Int.random(in: 0..<9, using: &random))"
      guard clean else {
        #expect(throws: Failure.self) { try ConfigText.setting(key, to: value, in: text) }
        continue
      }
      text = try ConfigText.setting(key, to: value, in: text)
      expected[key] = value
      if Int.random(in: 0..<8, using: &random) == 0, let gone = expected.keys.sorted().first {
        text = try ConfigText.unsetting(gone, in: text)
        expected[gone] = nil
      }
    }
    let file = try ConfigFile(parsing: Array(text.utf8), name: "f")
    #expect(file.entries.count == expected.count, "seed \(seed)")
    for entry in file.entries {
      #expect(expected[entry.key]?.utf8.elementsEqual(entry.value.utf8) == true, "seed \(seed)")
    }
    #expect(text.hasPrefix("# kept\n"))
  }

  @Test(arguments: seeds)
  func globalOptionsMeanTheSameWhereverTheyStand(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let groups = [
      ["-L", "x"], ["-ojson"], ["-q"], ["--sort=-a"], ["--filter", "k=v"], ["-n"], ["--at", "@0"],
    ]
    let command = ["order", "sell", "10", "--price", "3", "--owner", "ann", "-5"]
    for _ in 0..<200 {
      var cuts = groups.shuffled(using: &random).map {
        (Int.random(in: 0...command.count, using: &random), $0)
      }
      cuts.sort { $0.0 < $1.0 }
      var line: [String] = []
      for index in 0...command.count {
        for (cut, words) in cuts where cut == index { line += words }
        if index < command.count { line.append(command[index]) }
      }
      let (options, rest) = try GlobalOptions.extract(from: line)
      #expect(rest == command, "seed \(seed)")
      #expect(options.ledger == "x" && options.output == .json && options.quiet)
      #expect(options.sort == "-a" && options.filters.count == 1 && options.dryRun)
      #expect(options.at == Timestamp(milliseconds: 0))
    }
  }

  private func unescaped(_ cell: Substring.UTF8View) -> [UInt8] {
    var (result, bytes): ([UInt8], _) = ([], cell.makeIterator())
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      default: result.append(0x5C)
      }
    }
    return result
  }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
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
