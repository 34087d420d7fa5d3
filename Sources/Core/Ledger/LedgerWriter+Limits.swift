// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension LedgerWriter {
  /// Checks a debit against the payer's limits.
  ///
  /// - Parameter earlier: postings of the same transaction that are not written yet.
  /// - Throws: `limit-exceeded`.
  func checkLimits(
    of account: Account, _ amount: Amount, after earlier: ArraySlice<Posting>
  ) throws {
    let limits = account.limits
    if let most = limits.perMinute, try transactionsThisMinute(of: account) >= most {
      throw exceeded(account, "\(most) transactions a minute")
    }
    guard let asset = limits.asset, asset == amount.asset.code else { return }
    var now = Int128(amount.minor)
    for posting in earlier
    where posting.source == account.name && posting.amount.asset.code == asset {
      now += Int128(posting.amount.minor)
    }
    for (limit, start, word) in [
      (limits.perDay, self.now.startOfDay, "day"),
      (limits.perMonth, self.now.startOfMonth, "month"),
    ] {
      guard let limit else { continue }
      let spent = try database.total(
        "posting", "source = ? AND time >= ? AND asset = ?",
        [.integer(account.id), .integer(start.milliseconds), .text(asset)])
      if spent + now > limit {
        throw exceeded(account, "\(Amount(minor: limit, asset: amount.asset)) a \(word)")
      }
    }
  }

  /// Those of the last 60 s, the running one not counted.
  private func transactionsThisMinute(of account: Account) throws -> Int64 {
    let made = try database.first(
      "SELECT count(DISTINCT tx) FROM posting WHERE source = ? AND time > ? AND tx <> ?",
      [
        .integer(account.id), .integer(now.milliseconds - 60_000),
        .integer(pending?.transaction ?? 0),
      ])
    return made?[0].integer ?? 0
  }

  private func exceeded(_ account: Account, _ what: String) -> Failure {
    Failure(
      .limitExceeded, "account '\(account.name)' may not spend more than \(what)",
      hint: "'si64 ledger limit list \(account.name)' shows its limits",
      details: ["account": account.name, "limit": what])
  }
}

extension Database {
  /// The sum of the column `amount`, which may be more than 64 bits hold.
  func total(_ table: String, _ condition: String, _ values: [Value]) throws -> Int128 {
    let row = try first(
      "SELECT \(Self.splitSum) FROM \(table) WHERE \(condition)", values)
    return Self.joined(row?[0].integer, row?[1].integer)
  }

  /// Two columns that `joined` makes one sum of: SQL's own sum fails beyond 64 bits.
  static let splitSum = "sum(amount / 1000000000), sum(amount % 1000000000)"

  /// The sum behind the two columns of `splitSum`.
  static func joined(_ high: Int64?, _ low: Int64?) -> Int128 {
    Int128(high ?? 0) * 1_000_000_000 + Int128(low ?? 0)
  }
}
