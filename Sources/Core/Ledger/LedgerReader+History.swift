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
  package func balances(
    of account: Account, asOf time: Timestamp, by basis: TimeBasis
  ) throws -> [Balance] {
    let available = try sums(of: account, asOf: time, by: basis)
    var held: [String: Int64] = [:]
    for hold in try all(Hold.self, "WHERE payer = ? ORDER BY id", [.text(account.name)]) {
      guard let holder = try self.account(named: hold.account) else { continue }
      let left = try sums(of: holder, asOf: time, by: basis)[hold.amount.asset.code] ?? 0
      held[hold.amount.asset.code, default: 0] += left
    }
    return try Set(available.keys).union(held.keys).sorted().map { code in
      let asset = try assets.find(code)
      return Balance(
        available: Amount(minor: available[code] ?? 0, asset: asset),
        held: Amount(minor: held[code] ?? 0, asset: asset))
    }
  }

  private func sums(
    of account: Account, asOf time: Timestamp, by basis: TimeBasis
  ) throws -> [String: Int64] {
    var sums: [String: Int128] = [:]
    for (column, sign) in [("destination", Int64(1)), ("source", -1)] {
      let found = try rows(
        """
        SELECT asset, \(MoneySum.columns("amount")) FROM posting \
        WHERE \(column) = ? AND \(basis.column) <= ? GROUP BY asset
        """, [.integer(account.id), .integer(time.milliseconds)])
      for row in found {
        guard let asset = row[0].text else { continue }
        sums[asset, default: 0] += Int128(sign) * MoneySum.value(row[1], row[2])
      }
    }
    // What came in and what went out may each exceed 64 bits; a balance never did.
    return sums.mapValues { Int64(clamping: $0) }
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
}
