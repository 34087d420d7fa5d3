// SPDX-License-Identifier: GPL-3.0-or-later

/// A value type that is one row of a table.
package protocol Record: Sendable {
  static var table: Table { get }
  /// The primary key.
  var key: Value { get }
  /// The other columns, in the table's order.
  var values: [Value] { get }
  /// - Throws: `damaged` where the row does not hold what the type needs.
  init(_ row: TableRow) throws
}

extension Record {
  /// The id as users see it.
  package var displayID: String { Self.table.display(key) }

  /// The row this record is.
  package var row: TableRow { TableRow(table: Self.table, key: key, values: values) }
}

/// A row as a journal entry shows it: what it was after the change, or `nil` after a deletion.
package struct RowChange: Sendable {
  package let table: Table
  package let key: Value
  package let after: [Value]?

  package init(table: Table, key: Value, after: [Value]?) {
    self.table = table
    self.key = key
    self.after = after
  }

  /// Appends `[table, key, after-image]` in canonical form.
  package func write(to writer: inout JSONWriter) {
    writer.raw("[")
    writer.string(table.name)
    writer.raw(",")
    switch key {
    case .integer(let id): writer.integer(id)
    case .text(let name): writer.string(name)
    case .null: writer.raw("null")
    }
    writer.raw(",")
    if let after {
      writeImage(after, to: &writer)
    } else {
      writer.raw("null")
    }
    writer.raw("]")
  }

  private func writeImage(_ values: [Value], to writer: inout JSONWriter) {
    writer.raw("{")
    var isFirst = true
    // Absent is the column's initial value: a NULL in place of one has to be said.
    for index in table.canonicalOrder
    where values[index] != .null || table.columns[index].initial != .null {
      if !isFirst { writer.raw(",") }
      isFirst = false
      writer.string(table.columns[index].name)
      writer.raw(":")
      switch values[index] {
      case .integer(let value) where table.columns[index].kind == .money: writer.quoted(value)
      case .integer(let value): writer.integer(value)
      case .text(let text): writer.string(text)
      case .null: writer.raw("null")
      }
    }
    writer.raw("}")
  }
}

extension RowChange {
  /// Reads `[table, key, after-image]` back.
  ///
  /// Columns the image does not name get their initial value.
  /// - Returns: `nil` where the table is unknown or the image does not fit it.
  package init?(_ json: JSON, tables: [String: Table]) {
    guard let parts = json.array, parts.count == 3, let name = parts[0].string,
      let table = tables[name]
    else { return nil }
    let key: Value
    switch (table.key, parts[1]) {
    case (.sequence, .number(let digits)):
      guard let id = Int64(digits) else { return nil }
      key = .integer(id)
    case (.name, .string(let text)): key = .text(text)
    default: return nil
    }
    switch parts[2] {
    case .null: self.init(table: table, key: key, after: nil)
    case .object(let members):
      guard let values = Self.values(members, of: table) else { return nil }
      self.init(table: table, key: key, after: values)
    default: return nil
    }
  }

  /// The row after the change, or `nil` after a deletion.
  package var row: TableRow? { after.map { TableRow(table: table, key: key, values: $0) } }

  private static func values(_ members: [JSON.Member], of table: Table) -> [Value]? {
    var values = table.columns.map(\.initial)
    for member in members {
      guard let index = table.columns.firstIndex(where: { $0.name == member.name }) else {
        return nil
      }
      switch (table.columns[index].kind, member.value) {
      case (_, .null) where !table.columns[index].isRequired: values[index] = .null
      case (.text, .string(let text)): values[index] = .text(text)
      case (.integer, .number(let digits)), (.money, .string(let digits)):
        guard let value = Int64(digits) else { return nil }
        values[index] = .integer(value)
      default: return nil
      }
    }
    return values
  }
}
