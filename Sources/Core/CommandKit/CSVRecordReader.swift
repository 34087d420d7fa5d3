// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Reads RFC 4180 records under a header of names; lines may end in CRLF or LF, quoted cells may
/// hold both.
final class CSVRecordReader {
  private let lines: LineReader
  /// The names a header may have; `nil` for any.
  private let known: [String]?
  private var hasReadHeader = false
  /// `nil` also where it was broken: nothing behind it has a meaning then.
  private var header: [String]?
  private var cell: [UInt8] = []
  private var start = 0
  private var length = 0

  init(_ lines: LineReader, known: [String]? = nil) {
    self.lines = lines
    self.known = known
  }

  /// Reads the header where that has not been done.
  ///
  /// - Throws: `bad-file`, `bad-text` or `unknown-key` with its line where it is none; there are no
  ///   records behind it then.
  func readHeader() throws {
    guard !hasReadHeader else { return }
    hasReadHeader = true
    guard let line = try nextLine() else { return }
    let hint = [Self.strangeness(of: line), known.map { "keys are " + $0.joined(separator: ", ") }]
      .compactMap(\.self).joined(separator: "; ")
    do {
      header = try checked(record(line))
    } catch var failure as Failure {
      if failure.hint == nil, !hint.isEmpty { failure.hint = hint }
      throw failure
    }
  }

  func nextObject() throws -> (members: [JSON.Member], line: Int)? {
    try readHeader()
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
    let strange = names.filter { known?.contains($0) == false }
    guard strange.isEmpty else {
      let list = strange.map { "\"\($0.shortened)\"" }.joined(separator: ", ")
      throw Failure(.unknownKey, "this is no header: there is no key \(list)").at(place)
    }
    return names
  }

  /// What a line that should be a header has of other formats.
  private static func strangeness(of line: UnsafeRawBufferPointer) -> String? {
    if line.dropLast().contains(0x0D) {
      return "its lines end in CR alone; 'tr \"\\r\" \"\\n\"' mends a copy of it"
    }
    guard !line.contains(0x2C) else { return nil }
    if line.contains(0x3B) { return "cells are separated by ',' here, not by ';'" }
    return line.contains(0x09) ? "cells are separated by ',' here, not by tabs" : nil
  }

  /// The cells of the next record that is not blank.
  private func nextRecord() throws -> [String]? { try nextLine().map(record) }

  /// The next line that is not blank, which a record starts with.
  private func nextLine() throws -> UnsafeRawBufferPointer? {
    while let line = try lines.next() {
      guard !line.isEmpty, !line.elementsEqual([0x0D]) else { continue }
      (start, length) = (lines.line, 0)
      return line
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
      throw Failure(.badText, "invalid UTF-8").at(place)
    }
    return text
  }

  private func failure(_ message: String) -> Failure {
    Failure(.badFile, message).at(place)
  }

  /// Where the record starts.
  private var place: Failure.Place { Failure.Place(file: lines.name, line: start) }
}
