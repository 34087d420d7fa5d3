// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// The lines of a batch, so that nobody waits for input while the lock is held: what comes through
/// a pipe or from a terminal is read ahead, as far as one commit reaches; a file is read in place.
final class BatchInput {
  /// Gives the lines of a commit, then `nil`.
  let reader: BatchReader
  /// What ended reading ahead; it belongs behind the last line that `reader` gives.
  private(set) var failure: Failure?
  private let lines: LineReader
  /// `nil` for a file.
  private let source: (reader: BatchReader, lines: LineReader, spool: Spool)?
  private var hasReadAhead = false

  init(
    _ descriptor: Int32, name: String, _ format: BatchReader.Format, known: [String],
    shouldStop: (() -> Bool)?
  ) {
    let given = LineReader(fileDescriptor: descriptor, name: name, shouldStop: shouldStop)
    if File.size(ofDescriptor: descriptor) != nil {
      (lines, source) = (given, nil)
    } else {
      let spool = Spool()
      given.copy = spool
      lines = LineReader(spool, name: name)
      source = (BatchReader(given, format, known), given, spool)
    }
    reader = BatchReader(lines, format, known)
  }

  /// Checks the header of CSV; see `BatchReader.readHeader`.
  func readHeader() throws { try (source?.reader ?? reader).readHeader() }

  /// Waits for the next lines, at most `count` of them.
  ///
  /// - Parameter keepGoing: whether lines that are none count, too; the first ends it otherwise.
  /// - Returns: whether there may be any.
  /// - Throws: `io` or `interrupted`.
  func readAhead(_ count: Int, keepGoing: Bool) throws -> Bool {
    guard let source else { return true }
    if hasReadAhead {
      try lines.finishSkipping()
      source.spool.clear()
    }
    hasReadAhead = true
    lines.goOn()
    for taken in 0..<count {
      do {
        guard try source.reader.skip() else { return taken > 0 }
      } catch let failure as Failure where failure.place != nil && failure.concernsContent {
        guard keepGoing else {
          self.failure = failure
          return true
        }
        try source.lines.finishSkipping()
      }
    }
    return true
  }
}
