// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

/// Reads the objects of `--from FILE`: one a line in JSON Lines, one a record in CSV.
package final class BatchReader {
  /// The two forms of bulk input.
  package enum Format: Sendable {
    case jsonl, csv
  }

  /// How many bytes of the input lie behind it.
  package var consumed: Int { lines.consumed }

  private let lines: LineReader
  private let records: CSVRecordReader?

  /// A reader of a descriptor, which stays the caller's to close; see `LineReader`.
  ///
  /// - Parameter known: the names a header of CSV may have; `nil` for any.
  package convenience init(
    fileDescriptor: Int32, name: String, format: Format, known: [String]? = nil,
    shouldStop: (() -> Bool)? = nil
  ) {
    self.init(
      LineReader(fileDescriptor: fileDescriptor, name: name, shouldStop: shouldStop), format, known)
  }

  /// A reader of bytes in memory.
  package convenience init(bytes: [UInt8], name: String, format: Format, known: [String]? = nil) {
    self.init(LineReader(bytes: bytes, name: name), format, known)
  }

  init(_ lines: LineReader, _ format: Format, _ known: [String]?) {
    self.lines = lines
    records = format == .csv ? CSVRecordReader(lines, known: known) : nil
  }

  /// Reads the header, where the format has one, before anything else is done.
  ///
  /// - Throws: `bad-file`, `bad-text` or `unknown-key` with file and line.
  package func readHeader() throws { try records?.readHeader() }

  /// Passes over the next object without looking into it.
  ///
  /// - Returns: `false` at the end.
  /// - Throws: as `next()` for what is no object at first sight.
  func skip() throws -> Bool {
    if let records { return try records.nextObject() != nil }
    while let line = try lines.next() {
      guard let first = line.first(where: { !Self.isBlank($0) }) else { continue }
      guard first == UInt8(ascii: "{") else { throw noObject() }
      return true
    }
    return false
  }

  /// The next object's members in the order they were written, and the line it starts on; `nil` at
  /// the end.
  ///
  /// Blank lines are skipped. Values of CSV are strings; an empty cell has no member. After an
  /// error about one line, the next call goes on with the following one (`--keep-going`).
  ///
  /// - Throws: `bad-file` or `bad-text` with file and line; `io`.
  package func next() throws -> (members: [JSON.Member], line: Int)? {
    if let records { return try records.nextObject() }
    while let line = try lines.next() {
      if line.allSatisfy(Self.isBlank) { continue }
      return (try object(line), lines.line)
    }
    return nil
  }

  private func object(_ line: UnsafeRawBufferPointer) throws -> [JSON.Member] {
    do {
      guard case .object(let members) = try JSON(parsing: line.assumingMemoryBound(to: UInt8.self))
      else { throw noObject() }
      return members
    } catch let failure as Failure {
      throw failure.at(lines.place)
    }
  }

  private func noObject() -> Failure {
    Failure(.badFile, "the line is no JSON object").at(lines.place)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}
