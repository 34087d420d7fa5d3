// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

extension LedgerReader {
  /// What one of an account's limits still lets it spend.
  struct Allowance {
    /// The limit in words, as in `5 SOL a day`.
    let limit: String
    /// Minor units; below zero where the limit was set lower than what is spent already.
    let left: Int128
  }

  /// What the limits of `account` leave it to spend of `asset` now, one for each limit that binds.
  ///
  /// - Parameter transaction: the number of the running transaction, which is not counted.
  func allowances(
    of account: Account, _ asset: Asset, besides transaction: Int64? = nil
  ) throws -> [Allowance] {
    let limits = account.limits
    var found: [Allowance] = []
    if let most = limits.perMinute {
      let made = try transactionsThisMinute(of: account, besides: transaction)
      found.append(
        Allowance(limit: "\(most) transactions a minute", left: made >= most ? 0 : .max))
    }
    guard limits.asset == asset.code else { return found }
    for (limit, start, word) in [
      (limits.perDay, now.startOfDay, "day"), (limits.perMonth, now.startOfMonth, "month"),
    ] {
      guard let limit else { continue }
      let spent = try total(
        "amount", of: "posting", "source = ? AND time >= ? AND asset = ?",
        [.integer(account.id), .integer(start.milliseconds), .text(asset.code)])
      found.append(
        Allowance(
          limit: "\(Amount(minor: limit, asset: asset)) a \(word)", left: Int128(limit) - spent))
    }
    return found
  }

  /// What `account` may pay of `asset` now: its balance with lapsed holds, and its overdraft, within
  /// its limits; nothing while it is frozen or where it does not exist. In minor units, at least 0.
  ///
  /// This is the one place that answers the question. Whatever must not get stuck on a payer draws
  /// at most this and waives the rest.
  package func payable(by account: String, _ asset: Asset) throws -> Int64 {
    guard let account = try self.account(named: account), !account.isFrozen else { return 0 }
    let floor = Int128(account.floor(of: asset.code) ?? .min)
    var most = Int128(try balance(of: account, asset).available.minor) - floor
    for allowance in try allowances(of: account, asset) { most = min(most, allowance.left) }
    return Int64(clamping: max(0, most))
  }

  /// What `account` can take of `asset` before its balance leaves 64 bits, in minor units.
  package func room(of account: String, _ asset: Asset) throws -> Int64 {
    guard let account = try self.account(named: account) else { return .max }
    return Int64(clamping: Int128(Int64.max) - Int128(try storedBalance(account, asset.code)))
  }

  /// Those of the last 60 s.
  private func transactionsThisMinute(
    of account: Account, besides transaction: Int64?
  ) throws -> Int64 {
    let made = try database.first(
      "SELECT count(DISTINCT tx) FROM posting WHERE source = ? AND time > ? AND tx <> ?",
      [
        .integer(account.id), .integer(now.milliseconds - 60_000), .integer(transaction ?? 0),
      ])
    return made?[0].integer ?? 0
  }
}
