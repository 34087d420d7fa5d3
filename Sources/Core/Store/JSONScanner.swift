// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Walks the lines of `ledger.json` from a known place, checking the chain.
///
/// A commit counts only when its last line is there; what comes after the last whole commit is
/// either an unfinished tail, which a crash leaves and readers ignore, or damage.
struct JSONScanner {
  private let file: File
  /// The last entry seen.
  private(set) var head: Head
  /// Where that entry's line starts.
  private(set) var headStart: Int64
  /// The offset just behind that entry's closing brace; behind the header where there is none.
  private(set) var end: Int64

  /// What lies behind the last whole commit.
  enum Tail: Equatable {
    /// The closing bracket and nothing more.
    case closed
    /// Bytes that a commit cut short left behind.
    case unfinished
    /// Something no crash explains; the line is counted from 1.
    case damaged(line: Int, why: String)
  }

  /// Starts after `head`, whose line spans `headStart..<end`.
  init(_ file: File, after head: Head, headStart: Int64, end: Int64) {
    self.file = file
    self.head = head
    self.headStart = headStart
    self.end = end
  }

  /// Starts at the first entry.
  init(_ file: File) {
    let start = Int64(JSONLines.header.count)
    self.init(file, after: .empty, headStart: start, end: start)
  }

  /// Calls `body` for each entry of each whole commit, in order, then says what is left.
  ///
  /// A line whose entry and hash are whole and fit the chain counts, whatever follows it: a commit
  /// overwrites the bracket behind it, and may get no further than the first byte of that.
  mutating func scan(_ body: JournalVisitor) throws -> Tail {
    // A writer may be at work behind the cut: what stands before it stays.
    let closing = try properEnd()
    let cut = try closing ?? lastWholeCommit()
    var lines = FileLines(file, from: end)
    if head.sequence > 0, let rest = try lines.next(), rest.offset < cut,
      ![[], [UInt8(ascii: ",")]].contains(rest.bytes)
    {
      return somethingBehindTheEntry
    }
    while let line = try lines.next(), line.offset < cut {
      let number = Int(head.sequence) + 2
      let damage: String? = try line.bytes.withUnsafeBufferPointer { bytes in
        guard let found = JSONLines.entry(in: bytes, after: head) else {
          return JSONLines.parse(bytes[...]) == nil
            ? "the line is not an entry" : "its hash does not fit the chain"
        }
        try body(found.line.entry, found.head, found.line.hasMore)
        head = found.head
        headStart = line.offset
        end = line.offset + Int64(found.length)
        let isWhole = JSONLines.isEnd(bytes[found.length...]) || (closing == nil && end == cut)
        return isWhole ? nil : "there is something behind the entry"
      }
      if let damage { return .damaged(line: number, why: damage) }
    }
    guard closing != nil else { return .unfinished }
    return end < cut ? somethingBehindTheEntry : .closed
  }

  private var somethingBehindTheEntry: Tail {
    .damaged(line: Int(head.sequence) + 1, why: "there is something behind the entry")
  }

  /// Where the closing bracket starts, if the file ends in it and the line before it closes a
  /// commit.
  private func properEnd() throws -> Int64? {
    let size = try file.identity().size
    let closing = JSONLines.more + [UInt8(ascii: "}")] + JSONLines.closing
    let tail = try file.read(closing.count, at: max(0, size - Int64(closing.count)))
    guard tail.suffix(JSONLines.closing.count).elementsEqual(JSONLines.closing), tail != closing
    else { return nil }
    return size - Int64(JSONLines.closing.count)
  }

  /// The end of the last line that closes a commit.
  ///
  /// Behind the first line that is not as it should be, only lines that are count: they make it an
  /// edit and no crash.
  private func lastWholeCommit() throws -> Int64 {
    var cut = end
    var head: Head? = head
    var lines = FileLines(file, from: end)
    if self.head.sequence > 0 { _ = try lines.next() }
    while let line = try lines.next() {
      line.bytes.withUnsafeBufferPointer { bytes in
        let found = head.flatMap { JSONLines.entry(in: bytes, after: $0) }
        head = found.flatMap { JSONLines.isEnd(bytes[$0.length...]) ? $0.head : nil }
        if let found {
          if !found.line.hasMore { cut = line.offset + Int64(found.length) }
        } else if let parts = JSONLines.parse(bytes[...]), !parts.hasMore {
          cut = line.offset + Int64(bytes.count)
        }
      }
    }
    return cut
  }
}
