// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

extension Store {
  /// Calls `body` with every committed entry, checking the chain.
  ///
  /// SQLite keeps no ends of commits; there, the entries of one command are said to be one.
  /// - Throws: `damaged` where the journal is not whole.
  package func eachEntry(_ body: JournalVisitor) throws {
    switch location.backend {
    case .sqlite: try eachRow(body)
    case .json:
      // Up to the state the tables show: somebody may be writing behind it.
      try read { database in
        let last = try database.head().sequence
        guard last > 0 else { throw Failure(.damaged, "\(location.path) has no entries") }
        var scanner = JSONScanner(try File(location.path, O_RDONLY))
        let tail = try scanner.scan { entry, head, hasMore in
          if head.sequence <= last { try body(entry, head, hasMore) }
        }
        // What follows the last entry is no damage: a commit under way, or one cut off by a crash.
        if case .damaged(let line, let why) = tail,
          scanner.head.sequence < last || !notices.isEmpty
        {
          throw Failure(
            .damaged, "\(location.path) line \(line): \(why)", details: ["line": String(line)])
        }
      }
    }
  }

  /// Makes a ledger of the entries that `source` hands over, byte for byte. It is not opened.
  ///
  /// - Throws: `exists` where a file is in the way; what `source` throws, and nothing is left
  ///   behind then.
  package static func build(
    _ location: Location, _ options: Options, from source: (JournalVisitor) throws -> Void
  ) throws {
    guard !File.exists(location.path) else {
      throw Failure(.exists, "\(location.path) exists already")
    }
    switch location.backend {
    case .sqlite: try createSQLite(location.path, options, from: source)
    case .json: try JournalDocument.write(location.path, from: source)
    }
  }

  /// Gives space that SQLite no longer uses back to the file system; a JSON ledger has none.
  ///
  /// - Throws: `locked`, `io`.
  package func compact() throws {
    guard location.backend == .sqlite else { return }
    try database.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func eachRow(_ body: JournalVisitor) throws {
    try read { database in
      var head = Head.empty
      var held: (bytes: [UInt8], head: Head)?
      func hand(_ hasMore: Bool) throws {
        guard let held else { return }
        try held.bytes.withUnsafeBufferPointer { try body($0, held.head, hasMore) }
      }
      try database.each("SELECT sequence, hash, entry FROM journal ORDER BY sequence") { row in
        let bytes = row.withBytes(2) { Array($0) }
        let next = bytes.withUnsafeBytes { head.following($0) }
        guard row.integer(0) == next.sequence, row.text(1) == next.hash else {
          throw Failure(
            .damaged, "entry \(row.integer(0)): its hash does not fit the chain",
            hint: "'si64 ledger verify' says more")
        }
        try hand(Self.isPart(bytes))
        head = next
        held = (bytes, next)
        return true
      }
      try hand(false)
    }
  }

  /// Whether an entry belongs to a command that began with an earlier one.
  ///
  /// Inside a JSON string the quotes would be escaped, so that these bytes can only be the key
  /// itself.
  private static func isPart(_ entry: [UInt8]) -> Bool {
    entry.firstRange(of: partKey) != nil
  }

  private static let partKey = Array(",\"part_of\":".utf8)
}
