// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// The postings of a ledger as reports see them: with what the clock has given back from lapsed
/// holds, whether somebody has recorded that or not.
///
/// A lapse counts from its own moment, by recorded time as well, so that a report says the same
/// before and after it is recorded.
package struct Movements {
  /// Which time is the `moment`.
  package let basis: TimeBasis
  /// When the reader looks: what lapses later has not happened.
  package let now: Timestamp

  package init(_ ledger: LedgerReader, by basis: TimeBasis) {
    self.basis = basis
    now = ledger.now
  }

  /// A query over movements.
  ///
  /// - Parameters:
  ///   - condition: SQL over `source`, `destination` and `asset`, with `?` for `values`.
  ///   - since: the first moment; `nil` for the beginning.
  ///   - until: the first moment behind; `nil` for no end.
  /// - Returns: what stands behind `FROM`: the columns `tx`, `leg`, `sequence` (`NULL` where
  ///   nothing is recorded), `source`, `destination`, `asset`, `amount`, `moment`, and `hold`,
  ///   the account of a hold that lapsed, else `NULL`.
  package func source(
    where condition: String = "", _ values: [Value] = [], since: Timestamp? = nil,
    until: Timestamp? = nil
  ) -> (sql: String, values: [Value]) {
    var conditions = condition.isEmpty ? [] : [condition]
    var all = values
    if let since {
      conditions.append("moment >= ?")
      all.append(.integer(since.milliseconds))
    }
    if let until {
      conditions.append("moment < ?")
      all.append(.integer(until.milliseconds))
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let columns = "tx, leg, sequence, source, destination, asset, amount, moment, hold"
    let sql = """
      (SELECT \(columns) FROM (\(recorded)) AS recorded \(filter) \
      UNION ALL SELECT \(columns) FROM (\(Self.unrecorded)) AS unrecorded \(filter)) AS movement
      """
    return (sql, all + [.integer(now.milliseconds)] + all)
  }

  /// A posting from a hold that took effect when the hold expired is its lapse: captures are
  /// earlier.
  private var recorded: String {
    let isLapse = """
      (source, effective) IN (SELECT a.id, h.expires_at FROM hold AS h \
      JOIN account AS a ON a.name = 'hold:hld-' || h.id WHERE h.state = 'expired')
      """
    let moment =
      basis == .effective ? "effective" : "CASE WHEN \(isLapse) THEN effective ELSE time END"
    return """
      SELECT tx, leg, sequence, source, destination, asset, amount, \(moment) AS moment, \
      CASE WHEN \(isLapse) THEN source END AS hold FROM posting
      """
  }

  private static let unrecorded = """
    SELECT NULL AS tx, 0 AS leg, NULL AS sequence, holder.id AS source, payer.id AS destination, \
    h.asset AS asset, h.remaining AS amount, h.expires_at AS moment, holder.id AS hold \
    FROM hold AS h JOIN account AS holder ON holder.name = 'hold:hld-' || h.id \
    JOIN account AS payer ON payer.name = h.payer \
    WHERE h.state = 'open' AND h.expires_at <= ?
    """

  /// The order of a register: by moment, what lapsed before what was done.
  package static let order = """
    moment, CASE WHEN hold IS NULL THEN 1 ELSE 0 END, \
    CASE WHEN hold IS NULL THEN tx ELSE hold END, leg
    """

  /// What names the transaction of a movement: a lapse is one of its own, recorded or not.
  package static let transaction = "CASE WHEN hold IS NULL THEN tx ELSE -hold END"
}
