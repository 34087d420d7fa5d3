// SPDX-License-Identifier: GPL-3.0-or-later
import Money

extension Store {
  /// An empty private database with this store's tables; SQLite spills it to a temporary file.
  package func scratchCopy() throws -> Database {
    let database = try Database(path: "", mode: .create, busyTimeout: 0)
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    try database.execute("PRAGMA cache_size = -65536")
    try schema.install(in: database)
    // Nothing looks postings up by account here.
    try schema.dropDerivedIndexes(in: database)
    // One transaction that never ends: on its own, each statement would walk the whole page cache.
    try database.execute("BEGIN")
    return database
  }

  /// The rows in which this store's tables differ from `other`'s, at most ten a table, as
  /// sentences.
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
    let order = key + columns.filter { !key.contains($0) }
    let sql = """
      SELECT \(order.joined(separator: ", ")) FROM \(table) ORDER BY \(key.joined(separator: ", "))
      """
    do {
      return try compare(
        Statement(sql, in: database, persistent: false),
        with: Statement(sql, in: other, persistent: false), keys: key.count
      ).map { "\(table) \($0)" }
    } catch let failure as Failure where failure.code == .internalError {
      return ["\(table) cannot be read: \(failure.message)"]
    }
  }

  /// Walks two lists of rows in the order of their keys.
  private func compare(
    _ found: Statement, with wanted: Statement, keys: Int
  ) throws -> [String] {
    var differences: [String] = []
    var row = try found.next()
    var expected = try wanted.next()
    while (row != nil || expected != nil) && differences.count < 10 {
      let order = Self.order(row?.prefix(keys), expected?.prefix(keys))
      if order < 0, let here = row {
        differences.append("has a row the journal does not know: \(Self.text(here))")
      } else if order > 0, let there = expected {
        differences.append("lacks a row of the journal: \(Self.text(there))")
      } else if let here = row, let there = expected, !here.elementsEqual(there, by: Self.isSame) {
        differences.append("says \(Self.text(here)), the journal \(Self.text(there))")
      }
      if order <= 0 { row = try found.next() }
      if order >= 0 { expected = try wanted.next() }
    }
    return differences
  }

  /// Below zero where `left` comes first in SQL's order; a missing row comes last.
  private static func order(_ left: ArraySlice<Value>?, _ right: ArraySlice<Value>?) -> Int {
    guard let left else { return right == nil ? 0 : 1 }
    guard let right else { return -1 }
    for (one, other) in zip(left, right) where !isSame(one, other) {
      return precedes(one, other) ? -1 : 1
    }
    return 0
  }

  private static func precedes(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.integer(let one), .integer(let other)): one < other
    case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
    case (.null, _): true
    case (_, .null): false
    case (.integer, .text): true
    case (.text, .integer): false
    }
  }

  /// Byte for byte: Swift's own equality takes two spellings of one character for the same.
  private static func isSame(_ left: Value, _ right: Value) -> Bool {
    if case .text(let one) = left, case .text(let other) = right {
      return one.utf8.elementsEqual(other.utf8)
    }
    return left == right
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

extension Statement {
  /// The values of the next row, or `nil`.
  fileprivate func next() throws -> [Value]? { try step() ? values : nil }
}
