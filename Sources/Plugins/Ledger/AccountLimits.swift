// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money

/// What an account may spend, as `ledger limit` shows it.
struct AccountLimits: CommandOutcome {
  let account: Account
  /// What is used of them, where that was asked for.
  var use: LimitUse?

  static let fieldNames = ["per_minute", "per_day", "per_month", "asset"]

  func item(_ ledger: LedgerReader) throws -> Item {
    let limits = account.limits
    let asset = try limits.asset.map(ledger.assets.find)
    var item = Item(kind: "limit", id: account.name)
    item.add("per_minute", limits.perMinute)
    item.add("per_day", Self.amount(limits.perDay, asset))
    item.add("per_month", Self.amount(limits.perMonth, asset))
    item.add("asset", limits.asset)
    guard let use else { return item }
    item.add("used_minute", limits.perMinute.map { _ in use.minute })
    if let asset {
      if limits.perDay != nil { item.add("used_day", sum: use.day, of: asset) }
      if limits.perMonth != nil { item.add("used_month", sum: use.month, of: asset) }
    }
    return item
  }

  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> AccountLimits {
    AccountLimits(account: try Account.recall(entries, ledger))
  }

  private static func amount(_ minor: Int64?, _ asset: Asset?) -> Amount? {
    guard let minor, let asset else { return nil }
    return Amount(minor: minor, asset: asset)
  }
}
