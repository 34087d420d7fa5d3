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
  mutating func scan(
    _ body: (UnsafeBufferPointer<UInt8>, Head) throws -> Void
  ) throws -> Tail {
    // A writer may be at work behind the cut: what stands before it stays.
    let closing = try properEnd()
    let cut = try closing ?? lastWholeCommit()
    var lines = FileLines(file, from: end)
    if head.sequence > 0, let rest = try lines.next(), rest.offset < cut,
      ![[], [UInt8(ascii: ",")]].contains(rest.bytes)
    {
      return somethingBehindTheEntry
    }
    while var line = try lines.next(), line.offset < cut {
      if closing == nil { line.dropNULs() }
      let number = Int(head.sequence) + 2
      let damage: String? = try line.bytes.withUnsafeBufferPointer { bytes in
        guard let parts = JSONLines.parse(bytes[...]) else { return "the line is not an entry" }
        let next = head.following(UnsafeRawBufferPointer(parts.entry))
        guard next.hash == parts.hash else { return "its hash does not fit the chain" }
        try body(parts.entry, next)
        head = next
        return nil
      }
      if let damage { return .damaged(line: number, why: damage) }
      headStart = line.offset
      end = line.endOfEntry
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
  private func lastWholeCommit() throws -> Int64 {
    var cut = end
    var lines = FileLines(file, from: end)
    if head.sequence > 0 { _ = try lines.next() }
    while var line = try lines.next() {
      line.dropNULs()
      let closes = line.bytes.withUnsafeBufferPointer {
        JSONLines.parse($0[...]).map { !$0.hasMore } ?? false
      }
      if closes { cut = line.endOfEntry }
    }
    return cut
  }
}

extension FileLines.Line {
  /// A power cut can leave NULs where a commit was to come; they are no part of what stood there.
  fileprivate mutating func dropNULs() {
    while bytes.last == 0 { bytes.removeLast() }
  }

  /// The offset behind the entry's closing brace: without the comma to the next.
  fileprivate var endOfEntry: Int64 {
    offset + Int64(bytes.count) - (bytes.last == UInt8(ascii: ",") ? 1 : 0)
  }
}
