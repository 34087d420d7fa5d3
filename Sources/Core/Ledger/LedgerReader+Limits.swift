// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

/// What one of an account's limits still lets it spend.
struct Allowance {
  /// The limit in words, as in `5 SOL a day`.
  let limit: String
  /// Minor units; below zero where the limit was set lower than what is spent already.
  let left: Int128
}

/// What an account has used of its limits.
package struct LimitUse: Sendable {
  /// Transactions in the last 60 seconds.
  package var minute: Int64 = 0
  /// Minor units in the UTC day.
  package var day: Int128 = 0
  /// Minor units in the UTC month.
  package var month: Int128 = 0
}

extension LedgerReader {
  /// What the limits of `account` leave it to spend of `asset` now, one for each limit that binds.
  ///
  /// - Parameters:
  ///   - transaction: the number of the running transaction, which is not counted a minute.
  ///   - due: what is to be spent; an allowance that suffices may then be given too low.
  func allowances(
    of account: Account, _ asset: Asset, besides transaction: Int64? = nil, due: Int128? = nil
  ) throws -> [Allowance] {
    let limits = account.limits
    var found: [Allowance] = []
    if let most = limits.perMinute {
      let made = try transactionsThisMinute(of: account, besides: transaction)
      found.append(
        Allowance(limit: "\(most) transactions a minute", left: made >= most ? 0 : .max))
    }
    guard limits.asset == asset.code else { return found }
    for (limit, window) in [(limits.perDay, Window.day), (limits.perMonth, .month)] {
      guard let limit else { continue }
      let spent = try spending(
        of: account, asset.code, in: window, enough: due.map { Int128(limit) - $0 })
      let text = "\(Amount(minor: limit, asset: asset)) a \(window.rawValue)"
      found.append(Allowance(limit: text, left: Int128(limit) - spent))
    }
    return found
  }

  /// What `account` has used of each limit it has, now.
  package func limitUse(of account: Account) throws -> LimitUse {
    let limits = account.limits
    var use = LimitUse()
    if limits.perMinute != nil {
      use.minute = try transactionsThisMinute(of: account, besides: nil)
    }
    guard let asset = limits.asset else { return use }
    if limits.perDay != nil { use.day = try spending(of: account, asset, in: .day) }
    if limits.perMonth != nil { use.month = try spending(of: account, asset, in: .month) }
    return use
  }

  /// What `account` may pay of `asset` now: its balance with lapsed holds, and its overdraft,
  /// within its limits; nothing while it is frozen or where it does not exist. In minor units, at
  /// least 0.
  ///
  /// This is the one place that answers the question. Whatever must not get stuck on a payer draws
  /// at most this and waives the rest.
  package func payable(by account: String, _ asset: Asset) throws -> Int64 {
    guard let account = try self.account(named: account), !account.isFrozen else { return 0 }
    let floor = Int128(account.floor(of: asset.code) ?? .min)
    var most = Int128(try balance(of: account, asset).amount.minor) - floor
    for allowance in try allowances(of: account, asset) { most = min(most, allowance.left) }
    return Int64(clamping: max(0, most))
  }

  /// What `account` can take of `asset` before its balance leaves 64 bits, in minor units.
  package func room(of account: String, _ asset: Asset) throws -> Int64 {
    guard let account = try self.account(named: account) else { return .max }
    let balance = try balance(of: account, asset).amount.minor
    return Int64(clamping: Int128(Int64.max) - Int128(balance))
  }

  // MARK: Windows

  private enum Window: String {
    case day
    case month
  }

  /// The window that `now` lies in, half-open.
  private func bounds(of window: Window) -> [Value] {
    let (start, next) =
      switch window {
      case .day: (now.startOfDay, now.startOfNextDay)
      case .month: (now.startOfMonth, now.startOfNextMonth)
      }
    return [.integer(start.milliseconds), .integer(next.milliseconds)]
  }

  /// Those of the last 60 s.
  private func transactionsThisMinute(
    of account: Account, besides transaction: Int64?
  ) throws -> Int64 {
    let start = (try? now.advanced(by: -60_000)) ?? .earliest
    let made = try database.first(
      """
      SELECT count(DISTINCT tx) FROM posting \
      WHERE source = ? AND time > ? AND time <= ? AND tx <> ?
      """,
      [
        .integer(account.id), .integer(start.milliseconds), .integer(now.milliseconds),
        .integer(transaction ?? 0),
      ])
    return made?[0].integer ?? 0
  }

  /// What `account` has spent in a window, less what came back of it since.
  ///
  /// - Parameter enough: with no more than this spent, it does not matter what came back.
  private func spending(
    of account: Account, _ asset: String, in window: Window, enough: Int128? = nil
  ) throws -> Int128 {
    let bounds = bounds(of: window)
    let debits = try total(
      "amount", of: "posting", "source = ? AND time >= ? AND time < ? AND asset = ?",
      [.integer(account.id)] + bounds + [.text(asset)])
    if debits <= enough ?? 0 { return debits }
    return try debits - returned(to: account, asset, bounds) - reverted(to: account, asset, bounds)
  }

  /// What came back from holds and escrows of what `account` put there in a window.
  ///
  /// Where it paid in at several times, what was paid last comes back first.
  private func returned(
    to account: Account, _ asset: String, _ bounds: [Value]
  ) throws -> Int128 {
    var sum: Int128 = 0
    let paidIn = try database.rows(
      """
      SELECT a.id, a.name, \(MoneySum.columns("p.amount")) FROM posting AS p \
      JOIN account AS a ON a.id = p.destination \
      WHERE p.source = ? AND p.time >= ? AND p.time < ? AND p.asset = ? GROUP BY a.id, a.name
      """, [.integer(account.id)] + bounds + [.text(asset)])
    for row in paidIn {
      guard let name = row[1].text, AccountName.isTrust(name) else { continue }
      let here: [Value] = [row[0], .integer(account.id), .text(asset)]
      var back = try total(
        "amount", of: "posting", "source = ? AND destination = ? AND asset = ?", here)
      back += try lapsed(name, account.name)
      if back == 0 { continue }
      let later = try total(
        "amount", of: "posting",
        "destination = ? AND source = ? AND asset = ? AND time >= ?", here + [bounds[1]])
      sum += min(MoneySum.value(row[2], row[3]), max(0, back - later))
    }
    return sum
  }

  /// What lies on the account of a hold that has lapsed with nobody having recorded it.
  private func lapsed(_ name: String, _ payer: String) throws -> Int128 {
    guard name.hasPrefix("hold:"), let key = Hold.table.key(from: String(name.dropFirst(5))),
      let hold = try fetch(Hold.self, key), hold.state == .open, hold.payer == payer
    else { return 0 }
    return Int128(hold.remaining) - Int128(hold.left(at: now).minor)
  }

  /// What was taken back of the transactions in which `account` paid in a window.
  private func reverted(
    to account: Account, _ asset: String, _ bounds: [Value]
  ) throws -> Int128 {
    let reverts = try database.rows(
      """
      SELECT r.tx, p.tx FROM posting AS p \
      JOIN reference AS r ON r.kind = 'reverts' AND r.value = CAST(p.tx AS TEXT) \
      WHERE p.source = ? AND p.time >= ? AND p.time < ? AND p.asset = ? GROUP BY r.tx, p.tx
      """, [.integer(account.id)] + bounds + [.text(asset)])
    var back: [Value: Int128] = [:]
    for row in reverts {
      back[row[1], default: 0] += try total(
        "amount", of: "posting", "tx = ? AND destination = ? AND asset = ?",
        [row[0], .integer(account.id), .text(asset)])
    }
    return try back.reduce(0) { sum, part in
      let paid = try total(
        "amount", of: "posting", "tx = ? AND source = ? AND asset = ?",
        [part.key, .integer(account.id), .text(asset)])
      return sum + min(paid, part.value)
    }
  }
}
