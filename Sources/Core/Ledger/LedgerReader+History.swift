// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Which of a posting's two times counts.
package enum TimeBasis: String, CaseIterable, Sendable {
  /// When it was written.
  case recorded
  /// When it took effect.
  case effective

  var column: String { self == .recorded ? "time" : "effective" }
}

extension LedgerReader {
  /// What `account` had after all postings up to and including `time`.
  ///
  /// What has lapsed by then is given back, in the order of either time.
  package func balances(
    of account: Account, asOf time: Timestamp, by basis: TimeBasis
  ) throws -> [Balance] {
    let own = try sums("= ?", .integer(account.id), asOf: time, by: basis)
    let held = try sums(
      """
      IN (SELECT a.id FROM hold AS h JOIN account AS a ON a.name = 'hold:hld-' || h.id \
      WHERE h.payer = ?)
      """, .text(account.name), asOf: time, by: basis)
    return try own.sorted { $0.key < $1.key }.map { code, sum in
      let asset = try assets.find(code)
      return Balance(
        Amount(minor: Int64(clamping: sum), asset: asset),
        held: Amount(minor: Int64(clamping: held[code] ?? 0), asset: asset), of: account)
    }
  }

  /// What came to the accounts that a condition selects, less what left them, by asset code.
  private func sums(
    _ selection: String, _ value: Value, asOf time: Timestamp, by basis: TimeBasis
  ) throws -> [String: Int128] {
    var sums: [String: Int128] = [:]
    let behind = try? time.advanced(by: 1)
    let movements = Movements(self, by: basis)
    for (column, sign) in [("destination", Int128(1)), ("source", -1)] {
      let (source, values) = movements.source(
        where: "\(column) \(selection)", [value], until: behind)
      let found = try rows(
        "SELECT asset, \(MoneySum.columns("amount")) FROM \(source) GROUP BY asset", values)
      for row in found {
        guard let asset = row[0].text else { continue }
        // What came in and what went out may each exceed 64 bits; a balance never did.
        sums[asset, default: 0] += sign * MoneySum.value(row[1], row[2])
      }
    }
    return sums
  }

  /// Calls `body` with the entry of each transaction, newest first, until it returns `false`.
  ///
  /// - Parameters:
  ///   - account: only transactions that touch it.
  ///   - jobID: only transactions for this job.
  package func eachTransaction(
    account: Account?, jobID: String?, _ body: (Entry) throws -> Bool
  ) throws {
    var conditions: [String] = []
    var values: [Value] = []
    var source = "SELECT sequence, tx FROM posting WHERE leg = 0"
    if let account {
      source = """
        SELECT sequence, tx FROM posting WHERE source = ? \
        UNION SELECT sequence, tx FROM posting WHERE destination = ?
        """
      values += [.integer(account.id), .integer(account.id)]
    }
    if let jobID {
      conditions.append("tx IN (SELECT tx FROM reference WHERE kind = 'job' AND value = ?)")
      values.append(.text(jobID))
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    try flushed().each(
      "SELECT sequence FROM (\(source)) AS found \(filter) ORDER BY tx DESC", values
    ) { row in
      guard let entry = try entry(row.integer(0)) else { return true }
      return try body(entry)
    }
  }

  /// Calls `body` with entries and their hashes until it returns `false`.
  ///
  /// - Parameters:
  ///   - after: only those with a higher number, oldest first; `nil` for all, newest first.
  package func eachEntry(
    after: Int64?, _ body: (Entry, _ hash: String) throws -> Bool
  ) throws {
    let tail = after == nil ? "ORDER BY sequence DESC" : "WHERE sequence > ? ORDER BY sequence"
    try flushed().each(
      "SELECT hash, entry FROM journal \(tail)", after.map { [.integer($0)] } ?? []
    ) { row in
      var text = row.text(1)
      let entry = try text.withUTF8 { try Entry(parsing: $0, tables: tables, assets: assets) }
      return try body(entry, row.text(0))
    }
  }
}
