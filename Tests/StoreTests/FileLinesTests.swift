// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Lines of a file")
struct FileLinesTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func lines(_ bytes: [UInt8], from offset: Int64 = 0) throws -> [FileLines.Line] {
    try put(bytes, at: directory("a"))
    var lines = FileLines(try File(directory("a"), O_RDONLY), from: offset)
    var found: [FileLines.Line] = []
    while let line = try lines.next() { found.append(line) }
    #expect(try lines.next() == nil, "the end stays the end")
    return found
  }

  @Test(arguments: [
    ("", [] as [String], [] as [Int64]), ("\n", [""], [0]), ("a", ["a"], [0]),
    ("a\n", ["a"], [0]), ("a\nb", ["a", "b"], [0, 2]),
    ("\n\na\n\n", ["", "", "a", ""], [0, 1, 2, 4]),
    ("a\r\nb\0c\n", ["a\r", "b\0c"], [0, 3]), ("é\nü", ["é", "ü"], [0, 3]),
  ])
  func fewLines(_ text: String, _ expected: [String], _ offsets: [Int64]) throws {
    let found = try lines(Array(text.utf8))
    #expect(found.map { Array($0.bytes) } == expected.map { Array($0.utf8) })
    #expect(found.map(\.offset) == offsets)
  }

  @Test(
    arguments: [
      (0, ["ab", "cd", "e"]), (1, ["b", "cd", "e"]), (2, ["", "cd", "e"]), (6, ["e"]),
      (7, []), (50, []),
    ] as [(Int64, [String])])
  func fromAnOffset(_ offset: Int64, _ expected: [String]) throws {
    let found = try lines(Array("ab\ncd\ne".utf8), from: offset)
    #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    #expect(found.first.map(\.offset) == (expected.isEmpty ? nil : offset))
  }

  /// The file is read in pieces of 256 KiB: a line feed at and around their edges.
  @Test(arguments: [-2, -1, 0, 1, 2])
  func atTheEdgeOfAPiece(_ distance: Int) throws {
    var bytes = [UInt8](repeating: 0x61, count: (1 << 19) + 100)
    let feeds = [(1 << 18) + distance, (1 << 19) + distance]
    for feed in feeds { bytes[feed] = 0x0A }
    let found = try lines(bytes)
    #expect(found.map(\.offset) == [0] + feeds.map { Int64($0 + 1) })
    #expect(
      found.map(\.bytes.count) == [feeds[0], feeds[1] - feeds[0] - 1, bytes.count - feeds[1] - 1])
  }

  @Test func likeSplittingItAllAtOnce() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    for _ in 0..<12 {
      let count = Int.random(in: 0...600_000, using: &random)
      var bytes = [UInt8](repeating: 0x62, count: count)
      for _ in 0..<Int.random(in: 0...300, using: &random) where count > 0 {
        bytes[Int.random(in: 0..<count, using: &random)] = 0x0A
      }
      var expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      if bytes.last == 0x0A || bytes.isEmpty { expected.removeLast() }
      let found = try lines(bytes)
      #expect(found.count == expected.count, "seed \(seed)")
      let agree = zip(found, expected).allSatisfy {
        $0.bytes.count == $1.count && $0.offset == $1.startIndex
      }
      #expect(agree, "seed \(seed)")
    }
  }

  @Test func whatIsAppendedMeanwhileIsSeen() throws {
    try put(Array("a\nb".utf8), at: directory("a"))
    let file = try File(directory("a"), O_RDWR)
    var lines = FileLines(file, from: 0)
    #expect(try lines.next()?.bytes == Array("a".utf8))
    try file.append(Array("c\nd".utf8))
    #expect(try lines.next()?.bytes == Array("bc".utf8))
    #expect(try lines.next()?.bytes == Array("d".utf8))
  }
}
