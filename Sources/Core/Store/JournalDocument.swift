// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// A whole ledger as one JSON document: what the JSON backend writes, and what backups are.
package enum JournalDocument {
  /// Calls `body` with every entry of the file, checking the form of every line, the chain and the
  /// end.
  ///
  /// Memory does not grow with the file.
  /// - Throws: `damaged` with the line, also for a file that was cut off; `newer-version`; what
  ///   opening throws.
  package static func eachEntry(of path: String, _ body: JournalVisitor) throws {
    let file = try File(path, O_RDONLY)
    try JSONLines.checkHeader(file.read(256, at: 0), path: path)
    var lines = FileLines(file, from: Int64(JSONLines.header.count))
    var head = Head.empty
    var isLast = false
    while !isLast {
      let number = Int(head.sequence) + 2
      guard let line = try lines.next() else { throw damaged(path, number, "the file was cut off") }
      isLast = line.bytes.last != UInt8(ascii: ",")
      head = try line.bytes.withUnsafeBufferPointer { bytes in
        guard let parsed = JSONLines.parse(bytes[...]) else {
          throw damaged(path, number, "this is not an entry")
        }
        let next = head.following(UnsafeRawBufferPointer(parsed.entry))
        guard next.hash == parsed.hash else {
          throw damaged(path, number, "its hash does not fit the chain")
        }
        guard !(isLast && parsed.hasMore) else {
          throw damaged(path, number, "its commit was cut off")
        }
        try body(parsed.entry, next, parsed.hasMore)
        return next
      }
    }
    let rest = try lines.next()?.bytes
    guard rest == Array(JSONLines.closing.dropFirst()), try lines.next() == nil else {
      throw damaged(path, Int(head.sequence) + 2, "the end of the document is missing")
    }
  }

  /// Writes a document of the entries that `source` hands over: to a new file beside `path`, then
  /// in its place.
  ///
  /// - Throws: what `source` throws; `permission` or `io`. Nothing is left behind then.
  package static func write(
    _ path: String, from source: (JournalVisitor) throws -> Void
  ) throws {
    let file = try File(toBecome: path)
    do {
      var buffer = JSONLines.header
      var offset: Int64 = 0
      var isFirst = true
      func flush() throws {
        try file.write(buffer, at: offset)
        offset += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
      }
      try source { entry, head, hasMore in
        if !isFirst { buffer += [UInt8(ascii: ","), UInt8(ascii: "\n")] }
        isFirst = false
        JSONLines.open(UnsafeRawBufferPointer(entry), hash: head.hash, to: &buffer)
        if hasMore { buffer += JSONLines.more }
        buffer.append(UInt8(ascii: "}"))
        if buffer.count >= 1 << 20 { try flush() }
      }
      buffer += JSONLines.closing
      try flush()
      try file.sync()
      guard rename(file.path, path) == 0 else { throw Failure.system("cannot make", path) }
    } catch {
      unlink(file.path)
      throw error
    }
    try File.syncDirectory(of: path)
  }

  private static func damaged(_ path: String, _ line: Int, _ why: String) -> Failure {
    Failure(.damaged, "\(path) line \(line): \(why)", details: ["line": String(line)])
  }
}
