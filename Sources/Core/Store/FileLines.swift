// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// The lines of a file from an offset on, read in pieces.
struct FileLines {
  private let file: File
  private var buffer: [UInt8] = []
  /// Where in `buffer` the next line starts.
  private var start = 0
  /// The file offset of `buffer`'s first byte.
  private var base: Int64
  private var hasReadAll = false
  private static let piece = 1 << 18

  /// One line without its line feed.
  struct Line {
    var bytes: [UInt8]
    var offset: Int64
  }

  init(_ file: File, from offset: Int64) {
    self.file = file
    base = offset
  }

  /// The next line, or `nil` at the end of the file; a last line need not end in a line feed.
  mutating func next() throws -> Line? {
    var searched = start
    while true {
      if let feed = lineFeed(from: searched) {
        let line = Line(bytes: Array(buffer[start..<feed]), offset: base + Int64(start))
        start = feed + 1
        return line
      }
      if hasReadAll { return lastLine() }
      searched = buffer.count - start
      try fill()
    }
  }

  private func lineFeed(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let feed = memchr(start + index, Int32(UInt8(ascii: "\n")), bytes.count - index)
      else { return nil }
      return feed - UnsafeMutableRawPointer(mutating: start)
    }
  }

  private mutating func lastLine() -> Line? {
    guard start < buffer.count else { return nil }
    let line = Line(bytes: Array(buffer[start...]), offset: base + Int64(start))
    start = buffer.count
    return line
  }

  private mutating func fill() throws {
    buffer.removeFirst(start)
    base += Int64(start)
    start = 0
    let more = try file.read(Self.piece, at: base + Int64(buffer.count))
    hasReadAll = more.isEmpty
    buffer += more
  }
}
