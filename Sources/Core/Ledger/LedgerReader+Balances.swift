// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

/// What an account has of one asset.
package struct Balance: Equatable, Sendable {
  /// What the account's postings add up to, those of lapsed holds included, recorded or not.
  package let amount: Amount
  /// What lies on open holds, beside it.
  package let held: Amount
  /// The amount and the overdraft: what could be paid, limits not counted; 0 while the account is
  /// frozen, `nil` where it has no floor.
  package let available: Amount?

  init(_ amount: Amount, held: Amount, of account: Account) {
    self.amount = amount
    self.held = held
    if account.isFrozen {
      available = Amount(minor: 0, asset: amount.asset)
    } else {
      available = account.floor(of: amount.asset.code).map { floor in
        // More than 64 bits cannot be paid at once.
        Amount(
          minor: Int64(clamping: Int128(amount.minor) - Int128(floor)), asset: amount.asset)
      }
    }
  }

  /// What an account has of an asset it never saw.
  package init(zeroOf asset: Asset, of account: Account) {
    let zero = Amount(minor: 0, asset: asset)
    self.init(zero, held: zero, of: account)
  }
}

extension LedgerReader {
  /// The balances of `account` by asset code, sorted, with holds as of `now`; none of an asset it
  /// never had.
  package func balances(of account: Account) throws -> [Balance] {
    let stored = try rows(
      "SELECT asset, amount FROM balance WHERE account = ? ORDER BY asset",
      [.integer(account.id)])
    let standing = try standing(of: account)
    return try stored.compactMap { row in
      guard let code = row[0].text, let minor = row[1].integer else { return nil }
      return standing.balance(Amount(minor: minor, asset: try assets.find(code)), account)
    }
  }

  /// The balance of one asset, with holds as of `now`.
  package func balance(of account: Account, _ asset: Asset) throws -> Balance {
    let stored = Amount(minor: try storedBalance(account, asset.code), asset: asset)
    return try standing(of: account).balance(stored, account)
  }

  /// The holds of a payer whose money still lies on them, lapsed or not.
  func openHolds(of payer: String) throws -> [Hold] {
    try all(Hold.self, "WHERE payer = ? AND state = 'open' ORDER BY id", [.text(payer)])
  }

  /// The holds that have lapsed with nobody having recorded it, those that lapsed first in front.
  package func lapsedHolds() throws -> [Hold] {
    try all(
      Hold.self, "WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at, id",
      [.integer(now.milliseconds)])
  }

  /// What the clock has done to a payer's holds, and to the account of a hold.
  private func standing(of account: Account) throws -> Standing {
    var standing = Standing()
    if account.name.hasPrefix("hold:"),
      let key = Hold.table.key(from: String(account.name.dropFirst(5))),
      let hold = try fetch(Hold.self, key), hold.state == .open,
      hold.state(at: now) == .expired, let payer = try self.account(named: hold.payer)
    {
      standing.leaves = try self.standing(of: payer).back.contains { $0.id == hold.id }
    }
    var sums: [String: Int64] = [:]
    for hold in try openHolds(of: account.name) {
      let code = hold.amount.asset.code
      guard hold.state(at: now) == .expired else {
        standing.held.append(hold)
        continue
      }
      let had = try sums[code] ?? storedBalance(account, code)
      // What does not fit into 64 bits waits on the hold until there is room.
      let (sum, overflow) = had.addingReportingOverflow(hold.remaining)
      sums[code] = overflow ? had : sum
      if overflow { standing.held.append(hold) } else { standing.back.append(hold) }
    }
    return standing
  }

  /// A payer's open holds, parted by the clock.
  private struct Standing {
    /// Lapsed, and given back.
    var back: [Hold] = []
    var held: [Hold] = []
    /// Whether the account is a hold's that has lapsed: what lies there is the payer's again.
    var leaves = false

    func balance(_ stored: Amount, _ account: Account) -> Balance {
      let asset = stored.asset
      guard !leaves else { return Balance(zeroOf: asset, of: account) }
      let sum = total(back, asset) + Int128(stored.minor)
      return Balance(
        Amount(minor: Int64(clamping: sum), asset: asset),
        held: Amount(minor: Int64(clamping: total(held, asset)), asset: asset), of: account)
    }

    private func total(_ holds: [Hold], _ asset: Asset) -> Int128 {
      holds.reduce(0) { $1.amount.asset.code == asset.code ? $0 + Int128($1.remaining) : $0 }
    }
  }
}
