// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// One row of a table, read from SQL or from an after-image in the journal.
package struct TableRow: Equatable, Sendable {
  package let table: Table
  package let key: Value
  /// In the order of `table.columns`.
  package let values: [Value]

  package init(table: Table, key: Value, values: [Value]) {
    self.table = table
    self.key = key
    self.values = values
  }

  package static func == (left: TableRow, right: TableRow) -> Bool {
    left.table.name == right.table.name && left.key == right.key && left.values == right.values
  }

  /// The sequential id; an `internal` failure for a table keyed by name.
  package func id() throws -> Int64 { try required(key.integer, table.key.column) }

  /// The name a row is keyed by.
  package func name() throws -> String { try required(key.text, table.key.column) }

  /// The integer in `column`.
  package func integer(_ column: String) throws -> Int64 {
    try required(value(column).integer, column)
  }

  /// The integer in `column`, or `nil`.
  package func optionalInteger(_ column: String) throws -> Int64? { try value(column).integer }

  /// The text in `column`.
  package func text(_ column: String) throws -> String { try required(value(column).text, column) }

  /// The text in `column`, or `nil`.
  package func optionalText(_ column: String) throws -> String? { try value(column).text }

  /// Whether `column` holds a number other than zero.
  package func flag(_ column: String) throws -> Bool { try integer(column) != 0 }

  /// The case of a text-backed enum in `column`.
  package func option<Option: RawRepresentable<String>>(_ column: String) throws -> Option {
    try required(Option(rawValue: text(column)), column)
  }

  private func value(_ column: String) throws -> Value {
    guard let index = table.columns.firstIndex(where: { $0.name == column }) else {
      throw Failure(.internalError, "table \(table.name) has no column \(column)")
    }
    return values[index]
  }

  private func required<T>(_ value: T?, _ column: String) throws -> T {
    guard let value else {
      throw Failure(.damaged, "\(table.name) \(table.display(key)): column \(column) is unreadable")
    }
    return value
  }
}
