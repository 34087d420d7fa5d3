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
  package convenience init(
    fileDescriptor: Int32, name: String, format: Format, shouldStop: (() -> Bool)? = nil
  ) {
    self.init(
      LineReader(fileDescriptor: fileDescriptor, name: name, shouldStop: shouldStop), format)
  }

  /// A reader of bytes in memory.
  package convenience init(bytes: [UInt8], name: String, format: Format) {
    self.init(LineReader(bytes: bytes, name: name), format)
  }

  private init(_ lines: LineReader, _ format: Format) {
    self.lines = lines
    records = format == .csv ? CSVRecordReader(lines) : nil
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
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      return (try object(line), lines.line)
    }
    return nil
  }

  private func object(_ line: UnsafeRawBufferPointer) throws -> [JSON.Member] {
    do {
      guard case .object(let members) = try JSON(parsing: line.assumingMemoryBound(to: UInt8.self))
      else { throw Failure(.badFile, "the line is no JSON object") }
      return members
    } catch let failure as Failure {
      throw failure.at(lines.place)
    }
  }
}
