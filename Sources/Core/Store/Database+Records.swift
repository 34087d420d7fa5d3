// SPDX-License-Identifier: GPL-3.0-or-later
import Money

extension Database {
  /// Adds a row.
  ///
  /// - Throws: `exists` where the key, or a unique index, is taken.
  package func insert(_ record: some Record) throws -> RowChange {
    let table = type(of: record).table
    guard try fetch(table, record.key) == nil else {
      throw Failure(.exists, "\(table.name) \(record.displayID) exists already")
    }
    try write(record.row)
    return RowChange(table: table, key: record.key, after: record.values)
  }

  /// Replaces the row with the record's key.
  package func update(_ record: some Record) throws -> RowChange {
    try write(record.row)
    return RowChange(table: type(of: record).table, key: record.key, after: record.values)
  }

  /// Removes the row with this key.
  package func delete(_ table: Table, _ key: Value) throws -> RowChange {
    try discard(table, "WHERE \(table.key.column) = ?", [key])
    return RowChange(table: table, key: key, after: nil)
  }

  /// Removes the rows a condition selects.
  ///
  /// - Parameter tail: what follows the table's name: `WHERE …`.
  package func discard(_ table: Table, _ tail: String, _ values: [Value]) throws {
    try changing(table) { try $0.run("DELETE FROM \(table.name) \(tail)", values) }
  }

  /// Makes the table agree with a change from the journal.
  package func apply(_ change: RowChange) throws {
    if let row = change.row {
      try write(row)
    } else {
      _ = try delete(change.table, change.key)
    }
  }

  /// The row with this key, or `nil`.
  package func fetch(_ table: Table, _ key: Value) throws -> TableRow? {
    try looking(at: table) { database in
      let statement = try database.prepare(named: "fetch \(table.name)") {
        "\(table.selection) WHERE \(table.key.column) = ?"
      }
      return try database.first(of: statement, [key]).map { TableRow(table: table, columns: $0) }
    }
  }

  /// The first row a condition selects, or `nil`, by a statement that is prepared once.
  ///
  /// - Parameter tail: what follows the table's name: `WHERE … ORDER BY …`.
  package func fetchFirst(_ table: Table, _ tail: String, _ values: [Value]) throws -> TableRow? {
    try looking(at: table) {
      try $0.first("\(table.selection) \(tail)", values).map { TableRow(table: table, columns: $0) }
    }
  }

  /// The rows a condition selects.
  ///
  /// - Parameter tail: what follows the table's name: `WHERE … ORDER BY … LIMIT …`.
  package func fetch(_ table: Table, _ tail: String, _ values: [Value]) throws -> [TableRow] {
    try looking(at: table) { database in
      try database.rows("\(table.selection) \(tail)", values).map {
        TableRow(table: table, columns: $0)
      }
    }
  }

  /// Calls `body` with the rows a condition selects, one after the other.
  package func each(
    _ table: Table, _ tail: String, _ values: [Value], _ body: (TableRow) throws -> Void
  ) throws {
    try looking(at: table) { database in
      try database.each("\(table.selection) \(tail)", values) {
        try body(TableRow(table: table, columns: $0.values))
        return true
      }
    }
  }

  /// The number the next row of a table keyed by a sequence gets.
  package func nextID(_ table: Table) throws -> Int64 {
    let highest = try first("SELECT max(id) FROM \(table.name)")?.first?.integer
    return (highest ?? 0) + 1
  }

  func write(_ row: TableRow) throws {
    try changing(row.table) { database in
      let statement = try database.prepare(named: "write \(row.table.name)") { row.table.upsert }
      statement.bind(row.key, at: 1)
      for (index, value) in row.values.enumerated() { statement.bind(value, at: Int32(index + 2)) }
      try statement.run()
    }
  }

  /// Runs `body` where the table is.
  private func looking<T>(at table: Table, _ body: (Database) throws -> T) throws -> T {
    guard table.isScratch, let scratch else { return try body(self) }
    return try scratch.look(body)
  }

  private func changing(_ table: Table, _ body: (Database) throws -> Void) throws {
    guard table.isScratch, let scratch else { return try body(self) }
    try scratch.change(body)
  }
}

extension TableRow {
  /// A row as `Table.selection` returns it.
  init(table: Table, columns: [Value]) {
    self.init(table: table, key: columns[0], values: Array(columns.dropFirst()))
  }
}
