// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension LedgerReader {
  /// Calls `body` with every transaction in the order of its date, and where dates are the same, of
  /// its number.
  ///
  /// By `recorded` that is the time it was written, which `--at` may have set back; by `effective`
  /// the last time at which one of its postings took effect.
  package func eachTransaction(
    orderedBy basis: TimeBasis, _ body: (Transaction) throws -> Void
  ) throws {
    try flushed().each(
      "SELECT sequence FROM posting GROUP BY tx, sequence ORDER BY max(\(basis.column)), tx"
    ) { row in
      guard let entry = try entry(row.integer(0)), let transaction = Transaction(entry) else {
        throw Failure(.damaged, "a transaction has no entry")
      }
      try body(transaction)
      return true
    }
  }
}
