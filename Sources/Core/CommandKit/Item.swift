// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
package import Store

/// An object as commands show it: its kind, its id, and its fields in the order people read them.
package struct Item: Equatable, Sendable {
  /// What it is, as in JSON's `"kind"`: `account`, `contract`, …
  package let kind: String
  /// Its typed id, or its name where it has one. May be empty for the lines of another object.
  package let id: String
  /// The rest, in the order of tables.
  package var fields: [Field]

  /// One named value.
  package struct Field: Equatable, Sendable {
    /// snake_case, the same in every format.
    package let name: String
    package let cell: Cell
    /// Left out of tables, cards and TSV unless asked for: `-o wide`, `--columns`, JSON.
    package let wideOnly: Bool

    package init(name: String, cell: Cell, wideOnly: Bool = false) {
      self.name = name
      self.cell = cell
      self.wideOnly = wideOnly
    }
  }

  package init(kind: String, id: String, fields: [Field] = []) {
    self.kind = kind
    self.id = id
    self.fields = fields
    if fields.isEmpty { self.fields.reserveCapacity(16) }
  }

  /// Appends a field.
  package mutating func add(_ name: String, _ cell: Cell, wideOnly: Bool = false) {
    fields.append(Field(name: name, cell: cell, wideOnly: wideOnly))
  }

  /// Appends text, or no value.
  package mutating func add(_ name: String, _ text: String?, wideOnly: Bool = false) {
    add(name, text.map(Cell.text) ?? .null, wideOnly: wideOnly)
  }

  /// Appends an integer, or no value.
  package mutating func add(_ name: String, _ integer: Int64?, wideOnly: Bool = false) {
    add(name, integer.map(Cell.integer) ?? .null, wideOnly: wideOnly)
  }

  /// Appends an amount, or no value; its asset is a field of its own.
  package mutating func add(_ name: String, _ amount: Amount?, wideOnly: Bool = false) {
    add(name, amount.map(Cell.amount) ?? .null, wideOnly: wideOnly)
  }

  /// Appends an instant, or no value.
  package mutating func add(_ name: String, _ time: Timestamp?, wideOnly: Bool = false) {
    add(name, time.map(Cell.time) ?? .null, wideOnly: wideOnly)
  }

  /// The value of a column, `id` and `kind` included; `nil` where there is no such column.
  package subscript(column column: String) -> Cell? {
    switch column {
    case "id": return .text(id)
    case "kind": return .text(kind)
    default:
      for field in fields where field.name == column { return field.cell }
      return nil
    }
  }

  /// The JSON object: `kind`, `id` and all fields that have a value. Names are sorted when it is
  /// written.
  ///
  /// - Parameter columns: the fields wanted; all if left out. `kind` and `id` always stay.
  package func json(columns: [String]? = nil) -> JSON {
    let wanted = fields.filter { field in
      field.name != "id" && field.name != "kind" && columns?.contains(field.name) != false
    }
    var members = Item.members(of: wanted)
    if !id.isEmpty { members.append(JSON.Member("id", .string(id))) }
    members.append(JSON.Member("kind", .string(kind)))
    return .object(members)
  }

  static func members(of fields: [Field]) -> [JSON.Member] {
    fields.compactMap { field in
      field.cell.isNull ? nil : JSON.Member(field.name, field.cell.json)
    }
  }
}
