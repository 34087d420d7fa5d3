// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

extension LedgerWriter {
  /// Changes an account's limits: those named in `change` are replaced, the others stay.
  ///
  /// - Throws: `reserved-account`, `not-found`; `bad-value` where day and month would count
  ///   different assets.
  func setLimits(of name: String, _ change: SpendingLimits) throws -> Account {
    try refuseReserved(name)
    var account = try findAccount(name)
    let old = account.limits
    var limits = SpendingLimits(
      perMinute: change.perMinute ?? old.perMinute, perDay: change.perDay ?? old.perDay,
      perMonth: change.perMonth ?? old.perMonth, asset: change.asset ?? old.asset)
    if let asset = change.asset, let counted = old.asset, asset != counted {
      let replacesBoth =
        (old.perDay == nil || change.perDay != nil)
        && (old.perMonth == nil || change.perMonth != nil)
      guard replacesBoth else {
        throw Failure(
          .badValue, "the limits of '\(name)' count \(counted), not \(asset)",
          hint: "'si64 ledger limit remove \(name)' lifts them")
      }
    }
    if limits.perDay == nil && limits.perMonth == nil { limits.asset = nil }
    guard limits != old else { return account }
    account.limits = limits
    try update(account)
    return account
  }

  /// Lifts all limits of an account.
  ///
  /// - Throws: `not-found` where there is no such account, or none of them.
  func removeLimits(of name: String) throws -> Account {
    var account = try findAccount(name)
    guard !account.limits.isEmpty else {
      throw Failure(.notFound, "account '\(name)' has no limits", details: ["account": name])
    }
    account.limits = SpendingLimits()
    try update(account)
    return account
  }
}
