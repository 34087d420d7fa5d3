// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// The bytes of `ledger.json`: a header, one line an entry, a closing bracket.
///
/// `si64-ledger(5)` describes them for other programs.
package enum JSONLines {
  /// The version written, and the highest one read.
  static let version = 1
  /// The first line, up to and with its line feed.
  package static let header = Array(
    "{\"format\":\"si64-ledger\",\"version\":1,\"entries\":[\n".utf8)
  /// What ends the document.
  package static let closing = Array("\n]}".utf8)

  static let entryStart = Array("{\"entry\":".utf8)
  static let hashStart = Array(",\"hash\":\"".utf8)
  static let more = Array(",\"more\":true".utf8)

  /// Appends a line without its closing brace: what follows says whether the commit goes on.
  package static func open(
    _ entry: UnsafeRawBufferPointer, hash: String, to bytes: inout [UInt8]
  ) {
    bytes += entryStart
    bytes.append(contentsOf: entry)
    bytes += hashStart
    bytes.append(contentsOf: hash.utf8)
    bytes.append(UInt8(ascii: "\""))
  }

  /// The length of what `open` writes for an entry of so many bytes.
  static func openLength(_ entry: Int) -> Int64 {
    Int64(entryStart.count + entry + hashStart.count + 64 + 1)
  }

  /// The parts of one line.
  struct Line {
    /// The entry's own bytes, as hashed.
    var entry: UnsafeBufferPointer<UInt8>
    var hash: String
    /// Whether the commit goes on in the next line.
    var hasMore: Bool
  }

  /// Takes a line apart; `nil` where it is not exactly of the form this program writes.
  static func parse(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Line? {
    var line = line
    if line.last == UInt8(ascii: ",") { line = line.dropLast() }
    guard line.last == UInt8(ascii: "}") else { return nil }
    line = line.dropLast()
    let hasMore = line.hasSuffix(more)
    if hasMore { line = line.dropLast(more.count) }
    guard line.prefix(entryStart.count).hasSuffix(entryStart), line.last == UInt8(ascii: "\"")
    else { return nil }
    line = line.dropLast()
    let hash = line.suffix(64)
    let entry = line.dropLast(64)
    guard hash.allSatisfy(isHex), entry.hasSuffix(hashStart) else { return nil }
    let bytes = entry.dropFirst(entryStart.count).dropLast(hashStart.count)
    let text = UnsafeBufferPointer(rebasing: bytes)
    guard text.baseAddress.flatMap({ memchr($0, 0, text.count) }) == nil else { return nil }
    return Line(entry: text, hash: String(decoding: hash, as: UTF8.self), hasMore: hasMore)
  }

  /// An entry at the start of a line, and what it takes up there.
  struct Found {
    var line: Line
    /// Its place in the chain.
    var head: Head
    /// The bytes from the start of the line to behind the closing brace.
    var length: Int
  }

  /// The entry that a line begins with, if it is whole and fits the chain behind `head`, whatever
  /// stands behind it.
  static func entry(in line: UnsafeBufferPointer<UInt8>, after head: Head) -> Found? {
    var bytes = line[...]
    if bytes.last == UInt8(ascii: ",") { bytes = bytes.dropLast() }
    if let found = found(bytes, after: head) { return found }
    // A row of the entry may have a hash too: the first that fits is the line's own.
    var start = 0
    while let place = line[start...].firstRange(of: hashStart) {
      start = place.upperBound
      var end = start + 65
      guard end < line.count else { return nil }
      if line[end...].starts(with: more) { end += more.count }
      if end < line.count, let found = found(line[...end], after: head) { return found }
    }
    return nil
  }

  /// Whether this may follow an entry in its line: nothing, or the comma to the next.
  static func isEnd(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    rest.isEmpty || rest.elementsEqual([UInt8(ascii: ",")])
  }

  private static func found(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, after head: Head
  ) -> Found? {
    guard bytes.last == UInt8(ascii: "}"), let line = parse(bytes) else { return nil }
    let next = head.following(UnsafeRawBufferPointer(line.entry))
    return next.hash == line.hash ? Found(line: line, head: next, length: bytes.count) : nil
  }

  /// Checks the first line.
  ///
  /// - Throws: `damaged` where this is no ledger, or one whose line ends were converted,
  ///   `newer-version` for one from a later si64.
  static func checkHeader(_ bytes: [UInt8], path: String) throws {
    if bytes.starts(with: header) { return }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let opening = String(decoding: line, as: UTF8.self)
    if opening.hasPrefix("{\"format\":\"si64-ledger\",\"version\":"),
      let number = opening.dropFirst(34).split(separator: ",").first.flatMap({ Int($0) }),
      number > version
    {
      throw Failure(
        .newerVersion, "\(path) was written by a newer si64 (format \(number))",
        hint: "this si64 reads format \(version); install a newer one")
    }
    if line.elementsEqual(header.dropLast() + [0x0D]) {
      throw Failure(
        .damaged, "\(path) was converted: its lines end in CRLF now",
        hint: "'tr -d \"\\r\"' mends a copy of it; git leaves it alone where .gitattributes says "
          + "'\(Path.name(of: path)) -text'")
    }
    throw Failure(.damaged, "\(path) is not a si64 ledger")
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  fileprivate func hasSuffix(_ bytes: [UInt8]) -> Bool {
    guard count >= bytes.count, let start = base.baseAddress else { return false }
    return memcmp(start + endIndex - bytes.count, bytes, bytes.count) == 0
  }
}
