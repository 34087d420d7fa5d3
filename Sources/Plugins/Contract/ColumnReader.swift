// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Reads a row's columns one after the other, in the order the table lists them.
struct ColumnReader {
  private let row: TableRow
  private var index = 0

  init(_ row: TableRow) { self.row = row }

  mutating func integer() throws -> Int64 { try required(next().integer) }

  mutating func text() throws -> String { try required(next().text) }

  mutating func optionalInteger() throws -> Int64? { try next().integer }

  mutating func optionalText() throws -> String? { try next().text }

  mutating func option<Option: RawRepresentable<String>>() throws -> Option {
    try required(Option(rawValue: text()))
  }

  /// The steps of a term discount, or none.
  mutating func discounts() throws -> [TermDiscount] {
    guard let text = try optionalText() else { return [] }
    return try required(try? TermDiscount.steps(parsing: text))
  }

  /// Passes over so many columns.
  mutating func skip(_ count: Int) throws { for _ in 0..<count { _ = try next() } }

  private mutating func next() throws -> Value {
    guard index < row.values.count else {
      throw Failure(.internalError, "table \(row.table.name) has no column \(index + 1)")
    }
    defer { index += 1 }
    return row.values[index]
  }

  private func required<T>(_ value: T?) throws -> T {
    guard let value else {
      throw Failure(
        .damaged,
        "\(row.table.name) \(row.table.display(row.key)): column "
          + "\(row.table.columns[index - 1].name) is unreadable")
    }
    return value
  }
}
