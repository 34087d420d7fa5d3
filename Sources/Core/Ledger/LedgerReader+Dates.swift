// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension LedgerReader {
  /// Calls `body` with every transaction in the order of its date, and where dates are the same, of
  /// its number.
  ///
  /// By `recorded` that is the time it was written, which `--at` may have set back; by `effective`
  /// the last time at which one of its postings took effect. Lapses count when they happened, by
  /// either time, and whether they are recorded yet or not.
  package func eachTransaction(
    orderedBy basis: TimeBasis, _ body: (Transaction) throws -> Void
  ) throws {
    var lapses = try lapsedHolds().compactMap(Transaction.init(lapseOf:))[...]
    let time =
      basis == .effective
      ? "effective"
      : """
      CASE WHEN effective < time AND source IN \
      (SELECT id FROM account WHERE name >= 'hold:' AND name < 'hold;') THEN effective ELSE time END
      """
    try flushed().each(
      "SELECT sequence, max(\(time)) AS date FROM posting GROUP BY tx, sequence ORDER BY date, tx"
    ) { row in
      guard let entry = try entry(row.integer(0)), let transaction = Transaction(entry) else {
        throw Failure(.damaged, "a transaction has no entry")
      }
      while let lapse = lapses.first, lapse.time.milliseconds < row.integer(1) {
        try body(lapse)
        lapses.removeFirst()
      }
      try body(transaction)
      return true
    }
    for lapse in lapses { try body(lapse) }
  }
}
