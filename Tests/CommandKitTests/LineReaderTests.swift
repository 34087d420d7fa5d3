// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import CommandKit

@Suite struct LineReaderTests {
  @Test(
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]),
      ("a\n\nb\n", ["a", "", "b"]),
      ("a\r\nb\r\n", ["a", "b"]), ("\u{FEFF}a\n", ["a"]), ("a\n\u{FEFF}b", ["a", "\u{FEFF}b"]),
      ("日本\n😀", ["日本", "😀"]),
      ("a\u{0}b\n", ["a\u{0}b"]), ("a\rb\n", ["a\rb"]), ("\u{FEFF}", [""]),
    ] as [(String, [String])])
  func lines(text: String, expected: [String]) throws {
    let reader = LineReader(bytes: Array(text.utf8), name: "x")
    var lines: [String] = []
    while let line = try reader.nextText() { lines.append(line) }
    #expect(lines == expected)
    #expect(reader.line == expected.count)
    #expect(try reader.nextText() == nil)
  }

  @Test func invalidUTF8HasAPlace() throws {
    let reader = LineReader(bytes: Array("ok\n".utf8) + [0x61, 0xFF, 0x0A, 0x62], name: "in")
    #expect(try reader.nextText() == "ok")
    let failure = #expect(throws: Failure.self) { try reader.nextText() }
    #expect(failure?.code == .badText && failure?.place == Failure.Place(file: "in", line: 2))
    #expect(try reader.nextText() == "b")
  }

  @Test(arguments: [
    (LineReader.longestLine, true), (LineReader.longestLine + 1, false),
    (LineReader.longestLine * 3, false),
  ])
  func theLongestLine(length: Int, fits: Bool) throws {
    let bytes = Array("a\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: length)
    for ending in [[], [UInt8(ascii: "\n")]] as [[UInt8]] {
      let pipe = try TestPipe(bytes + ending)
      for reader in [
        LineReader(bytes: bytes + ending, name: "in"),
        LineReader(fileDescriptor: pipe.descriptor, name: "in"),
      ] {
        #expect(try reader.next()?.count == 1)
        if fits {
          #expect(try reader.next()?.count == length)
          #expect(try reader.next() == nil)
        } else {
          let failure = #expect(throws: Failure.self) { _ = try reader.next() }
          #expect(failure?.code == .badFile)
          #expect(failure?.place == Failure.Place(file: "in", line: 2))
          #expect(try reader.next() == nil)
        }
      }
    }
  }

  @Test(arguments: [LineReader.longestLine + 1, LineReader.longestLine * 3])
  func readingGoesOnBehindALineThatIsTooLong(length: Int) throws {
    let long = Array(repeating: UInt8(ascii: "x"), count: length)
    let bytes = long + Array("\nnext\n".utf8)
    let pipe = try TestPipe(bytes)
    for reader in [
      LineReader(bytes: bytes, name: "in"),
      LineReader(fileDescriptor: pipe.descriptor, name: "in"),
    ] {
      #expect(throws: Failure.self) { try reader.nextText() }
      #expect(try reader.nextText() == "next")
      #expect(reader.line == 2)
    }
  }

  @Test func aDescriptorGivesTheSameLinesAsMemory() throws {
    let bytes = (0..<50_000).flatMap {
      Array("line \($0) \(String(repeating: "é", count: $0 % 97))\n".utf8)
    }
    let pipe = try TestPipe(bytes)
    let file = LineReader(fileDescriptor: pipe.descriptor, name: "f")
    let memory = LineReader(bytes: bytes, name: "m")
    while let expected = try memory.next() {
      let line = try #require(try file.next())
      #expect(line.elementsEqual(expected))
    }
    #expect(try file.next() == nil)
    #expect(file.line == 50_000)
  }

  @Test func aDescriptorThatCannotBeRead() {
    let failure = #expect(throws: Failure.self) {
      _ = try LineReader(fileDescriptor: -1, name: "gone").next()
    }
    #expect(failure?.code == .io)
  }
}

/// A readable descriptor that gives `bytes`: an unlinked temporary file.
final class TestPipe {
  let descriptor: Int32

  init(_ bytes: [UInt8]) throws {
    var template = Array("/tmp/si64-test-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    unlink(template)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      try #require(count > 0)
      written += count
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }
}
