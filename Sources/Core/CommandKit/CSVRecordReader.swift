// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Reads RFC 4180 records under a header of names; lines may end in CRLF or LF, quoted cells may
/// hold both.
final class CSVRecordReader {
  private let lines: LineReader
  private var hasReadHeader = false
  /// `nil` also where it was broken: nothing behind it has a meaning then.
  private var header: [String]?
  private var cell: [UInt8] = []
  private var start = 0
  private var length = 0

  init(_ lines: LineReader) { self.lines = lines }

  func nextObject() throws -> (members: [JSON.Member], line: Int)? {
    if !hasReadHeader {
      hasReadHeader = true
      header = try nextRecord().map(checked)
    }
    guard let names = header, let cells = try nextRecord() else { return nil }
    guard cells.count == names.count else {
      throw failure("the record has \(cells.count) cells, the header \(names.count)")
    }
    let members = zip(names, cells).compactMap { name, cell in
      cell.isEmpty ? nil : JSON.Member(name, .string(cell))
    }
    return (members, start)
  }

  private func checked(_ names: [String]) throws -> [String] {
    var seen: Set<String> = []
    for name in names {
      guard !name.isEmpty else { throw failure("a column of the header has no name") }
      guard seen.insert(name).inserted else {
        throw failure("the column '\(name)' stands twice in the header")
      }
    }
    return names
  }

  /// The cells of the next record that is not blank.
  private func nextRecord() throws -> [String]? {
    while let line = try lines.next() {
      guard !line.isEmpty, !line.elementsEqual([0x0D]) else { continue }
      (start, length) = (lines.line, 0)
      return try record(line)
    }
    return nil
  }

  private func record(_ first: UnsafeRawBufferPointer) throws -> [String] {
    var (line, position) = (first, 0)
    var cells: [String] = []
    var broken: Failure?
    while true {
      cell.removeAll(keepingCapacity: true)
      if position < line.count, line[position] == 0x22 {
        position += 1
        try quoted(&line, &position)
      } else {
        try plain(line, &position)
      }
      do { cells.append(try text()) } catch let failure as Failure { broken = broken ?? failure }
      if position >= line.count || isLineEnd(line, position) { break }
      guard line[position] == 0x2C else { throw failure("a closing quote ends its cell") }
      position += 1
    }
    if let broken { throw broken }
    return cells
  }

  private func plain(_ line: UnsafeRawBufferPointer, _ position: inout Int) throws {
    while position < line.count, line[position] != 0x2C, !isLineEnd(line, position) {
      guard line[position] != 0x22 else { throw failure("a quote inside a cell without quotes") }
      cell.append(line[position])
      position += 1
    }
  }

  /// Reads to the closing quote, over as many lines as it takes.
  private func quoted(_ line: inout UnsafeRawBufferPointer, _ position: inout Int) throws {
    while true {
      while position < line.count {
        let byte = line[position]
        position += 1
        if byte != 0x22 {
          cell.append(byte)
        } else if position < line.count, line[position] == 0x22 {
          cell.append(0x22)
          position += 1
        } else {
          return
        }
      }
      length += line.count + 1
      guard length <= LineReader.longestLine else {
        throw failure("the record is longer than 1 MiB")
      }
      guard let following = try lines.next() else { throw failure("a quote is not closed") }
      cell.append(0x0A)
      (line, position) = (following, 0)
    }
  }

  private func isLineEnd(_ line: UnsafeRawBufferPointer, _ position: Int) -> Bool {
    line[position] == 0x0D && position + 1 == line.count
  }

  private func text() throws -> String {
    guard let text = String(validating: cell, as: UTF8.self) else {
      throw Failure(.badText, "invalid UTF-8").at(Failure.Place(file: lines.name, line: start))
    }
    return text
  }

  private func failure(_ message: String) -> Failure {
    Failure(.badFile, message).at(Failure.Place(file: lines.name, line: start))
  }
}
