// SPDX-License-Identifier: GPL-3.0-or-later

extension Store {
  /// An empty private database with this store's tables; SQLite spills it to a temporary file.
  package func scratchCopy() throws -> Database {
    let database = try Database(path: "", mode: .create, busyTimeout: 0)
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    try database.execute("PRAGMA cache_size = -65536")
    try schema.install(in: database)
    // One transaction that never ends: on its own, each statement would walk the whole page cache.
    try database.execute("BEGIN")
    return database
  }

  /// The rows in which this store's tables differ from `other`'s, at most ten a table, as sentences.
  ///
  /// Scratch tables and the journal itself are not compared.
  package func compareTables(with other: Database) throws -> [String] {
    var differences: [String] = []
    for table in schema.tables where !table.isScratch {
      differences += try compare(
        table.name, [table.key.column] + table.columns.map(\.name), key: [table.key.column], other)
    }
    for table in schema.derived where table.name != Database.journal.name {
      differences += try compare(
        table.name, table.columns.map(\.name), key: table.primaryKey, other)
    }
    return differences
  }

  private func compare(
    _ table: String, _ columns: [String], key: [String], _ other: Database
  ) throws -> [String] {
    let list = columns.joined(separator: ", ")
    let sql = "SELECT \(list) FROM \(table) ORDER BY \(key.joined(separator: ", "))"
    let expected = try Statement(sql, in: other, persistent: false)
    var differences: [String] = []
    try database.each(sql) { row in
      let found = row.values
      guard try expected.step() else {
        differences.append("\(table) has a row the journal does not know: \(Self.text(found))")
        return differences.count < 10
      }
      let wanted = expected.values
      if wanted != found {
        differences.append(
          "\(table) says \(Self.text(found)), the journal \(Self.text(wanted))")
      }
      return differences.count < 10
    }
    if differences.isEmpty, try expected.step() {
      differences.append("\(table) lacks a row of the journal: \(Self.text(expected.values))")
    }
    return differences
  }

  private static func text(_ values: [Value]) -> String {
    let words = values.map { value in
      switch value {
      case .null: "-"
      case .integer(let number): String(number)
      case .text(let text): text
      }
    }
    return words.joined(separator: "|")
  }
}
