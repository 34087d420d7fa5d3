// SPDX-License-Identifier: GPL-3.0-or-later

/// All tables of a ledger, and the version that says which of them a file has.
package struct Schema: Sendable {
  /// Raised by one whenever a table, column or index is added; a file with a higher one is refused.
  package let version: Int
  /// The tables of records, in creation order.
  package let tables: [Table]
  /// The tables that follow from the journal by the kernel's own rules.
  package let derived: [DerivedTable]

  package init(version: Int, tables: [Table], derived: [DerivedTable]) {
    self.version = version
    self.tables = tables
    self.derived = derived
  }

  /// The record tables by name.
  package var tablesByName: [String: Table] {
    Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
  }

  /// Creates whatever of this schema the database lacks: schemas only ever grow. Scratch tables are
  /// not made here; see `scratch`.
  func install(in database: Database) throws {
    for table in derived { try database.execute(table.definition) }
    try indexDerived(in: database)
    for table in tables where !table.isScratch {
      try install(table, in: database)
    }
    try database.execute("PRAGMA user_version = \(version)")
    if database.scratch == nil { database.scratch = Scratch(self) }
  }

  /// Creates the scratch tables that the database lacks, and what else a file of them has.
  func installScratch(in database: Database) throws {
    try database.execute(Scratch.state.definition)
    for table in tables where table.isScratch { try install(table, in: database) }
    try database.execute("PRAGMA user_version = \(version)")
  }

  private func install(_ table: Table, in database: Database) throws {
    try database.execute(table.definition)
    try addMissingColumns(of: table, in: database)
    for index in table.indexes { try database.execute(index.definition(on: table.name)) }
  }

  /// Creates the indexes of the derived tables. On full tables that is a sort each.
  func indexDerived(in database: Database) throws {
    for table in derived {
      for index in table.indexes { try database.execute(index.definition(on: table.name)) }
    }
  }

  /// Takes the indexes of the derived tables away: a rebuild goes faster without.
  func dropDerivedIndexes(in database: Database) throws {
    for table in derived {
      for index in table.indexes {
        try database.execute("DROP INDEX \(index.name(on: table.name))")
      }
    }
  }

  private func addMissingColumns(of table: Table, in database: Database) throws {
    let present = try database.rows("SELECT name FROM pragma_table_info('\(table.name)')")
    for column in table.columns where !present.contains([.text(column.name)]) {
      try database.execute("ALTER TABLE \(table.name) ADD COLUMN \(column.definition)")
    }
  }
}

/// A table the kernel keeps from the journal: no rows of it stand in entries.
package struct DerivedTable: Sendable {
  package let name: String
  package let columns: [Table.Column]
  package let primaryKey: [String]
  package let indexes: [Table.Index]

  package init(
    _ name: String, columns: [Table.Column], primaryKey: [String], indexes: [Table.Index] = []
  ) {
    self.name = name
    self.columns = columns
    self.primaryKey = primaryKey
    self.indexes = indexes
  }

  /// One integer as primary key is SQLite's own row number; anything else is the tree itself.
  fileprivate var definition: String {
    let columns =
      columns.map(\.definition) + ["PRIMARY KEY (\(primaryKey.joined(separator: ", ")))"]
    let isRowNumber = primaryKey.count == 1 && self.columns.first?.kind == .integer
    return """
      CREATE TABLE IF NOT EXISTS \(name) (\(columns.joined(separator: ", "))) \
      STRICT\(isRowNumber ? "" : ", WITHOUT ROWID")
      """
  }
}

extension Table {
  fileprivate var definition: String {
    let rest = columns.map { ", " + $0.definition }.joined()
    return switch key {
    case .sequence:
      "CREATE TABLE IF NOT EXISTS \(name) (id INTEGER PRIMARY KEY\(rest)) STRICT"
    case .name(let column):
      """
      CREATE TABLE IF NOT EXISTS \(name) \
      (\(column) TEXT NOT NULL PRIMARY KEY\(rest)) STRICT, WITHOUT ROWID
      """
    }
  }

  /// `SELECT` of all columns, key first.
  var selection: String {
    "SELECT " + ([key.column] + columns.map(\.name)).joined(separator: ", ") + " FROM \(name)"
  }

  /// `INSERT` of all columns, key first, or `UPDATE` where the key is there.
  var upsert: String {
    let names = columns.map(\.name)
    let marks = repeatElement("?", count: names.count + 1).joined(separator: ", ")
    let updates = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    let resolution = updates.isEmpty ? "NOTHING" : "UPDATE SET \(updates)"
    return """
      INSERT INTO \(name) (\(([key.column] + names).joined(separator: ", "))) \
      VALUES (\(marks)) ON CONFLICT (\(key.column)) DO \(resolution)
      """
  }
}

extension Table.Column {
  fileprivate var definition: String {
    let type = kind == .text ? "TEXT" : "INTEGER"
    let bound = isRequired ? " NOT NULL" : ""
    let initial: String =
      switch self.initial {
      case .null: ""
      case .integer(let value): " DEFAULT \(value)"
      case .text(let text): " DEFAULT '\(text)'"
      }
    return "\(name) \(type)\(bound)\(initial)"
  }
}

extension Table.Index {
  fileprivate func name(on table: String) -> String {
    ([table] + columns).joined(separator: "_")
  }

  fileprivate func definition(on table: String) -> String {
    let name = name(on: table)
    let list = columns.joined(separator: ", ")
    return "CREATE \(isUnique ? "UNIQUE " : "")INDEX IF NOT EXISTS \(name) ON \(table) (\(list))"
  }
}
