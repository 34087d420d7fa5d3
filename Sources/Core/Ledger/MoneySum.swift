// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// Sums of money columns that may be more than 64 bits hold, where SQL's own sum fails.
package enum MoneySum {
  /// Two columns of a query that `value` makes one sum of.
  package static func columns(_ column: String) -> String {
    "sum(\(column) / 1000000000), sum(\(column) % 1000000000)"
  }

  /// The sum behind the two columns; 0 where there were no rows.
  package static func value(_ high: Value, _ low: Value) -> Int128 {
    Int128(high.integer ?? 0) * 1_000_000_000 + Int128(low.integer ?? 0)
  }
}

extension LedgerReader {
  /// The exact sum of a column over the rows that a condition selects.
  package func total(
    _ column: String, of table: String, _ condition: String, _ values: [Value]
  ) throws -> Int128 {
    let row = try database.first(
      "SELECT \(MoneySum.columns(column)) FROM \(table) WHERE \(condition)", values)
    return MoneySum.value(row?[0] ?? .null, row?[1] ?? .null)
  }
}
