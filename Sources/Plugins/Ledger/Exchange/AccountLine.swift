// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// An account in JSON Lines: all that is allowed and known about it, as of one entry of its ledger.
struct AccountLine {
  let account: Account
  /// The ledger it comes from.
  let ledger: String?
  /// The entry that made it so.
  let sequence: Int64

  private static let keys = [
    "created_at", "frozen", "id", "identity", "kind", "ledger", "limit_asset", "max_balance",
    "max_balance_asset", "meta", "overdraft", "overdraft_asset", "per_day", "per_minute",
    "per_month", "sequence",
  ]

  // MARK: Writing

  /// The line.
  static func json(
    _ account: Account, ledger: String, sequence: Int64, _ assets: AssetRegistry
  ) throws -> JSON {
    let limits = account.limits
    var members: [(String, JSON?)] = [
      ("kind", .string("account")), ("id", .string(account.name)), ("ledger", .string(ledger)),
      ("sequence", .integer(sequence)), ("created_at", .string(account.createdAt.text)),
      ("identity", .string(account.identity.rawValue)), ("frozen", .bool(account.isFrozen)),
      ("per_minute", limits.perMinute.map { .integer($0) }),
      ("limit_asset", limits.asset.map(JSON.string)),
    ]
    for (name, bound) in [("overdraft", account.overdraft), ("max_balance", account.ceiling)] {
      members.append((name, try text(bound?.minor, bound?.asset, assets)))
      members.append((name + "_asset", bound.map { .string($0.asset) }))
    }
    for (name, minor) in [("per_day", limits.perDay), ("per_month", limits.perMonth)] {
      members.append((name, try text(minor, limits.asset, assets)))
    }
    if !account.metadata.isEmpty {
      members.append(
        ("meta", .object(account.metadata.map { JSON.Member($0.key, .string($0.value)) })))
    }
    return .object(members.compactMap { name, value in value.map { JSON.Member(name, $0) } })
  }

  private static func text(
    _ minor: Int64?, _ asset: String?, _ assets: AssetRegistry
  ) throws -> JSON? {
    guard let minor, let asset else { return nil }
    return .string(Amount(minor: minor, asset: try assets.find(asset)).text)
  }

  // MARK: Reading

  /// Reads a line; the account has no number yet.
  ///
  /// - Throws: `unknown-key`, `bad-name`, and what its values throw.
  init(_ input: Input, _ writer: LedgerWriter) throws {
    for field in input.fields where !Self.keys.contains(field.name) {
      throw Failure(
        .unknownKey, "an account has no key \"\(field.name)\"",
        hint: "keys are \(Self.keys.joined(separator: ", "))"
      ).at(input.place)
    }
    ledger = try input.optionalText("ledger")
    sequence = try input.integer("sequence", in: 0...Int64.max) ?? 0
    var account = Account(
      id: 0, name: try ImportRun.name(input.text("id")),
      createdAt: try input.time("created_at") ?? writer.now)
    account.identity = try input.choice("identity") ?? .unset
    account.isFrozen = try input.flag("frozen")
    account.overdraft = try Self.bound("overdraft", input, "overdraft_asset", writer.assets)
    account.ceiling = try Self.bound("max_balance", input, "max_balance_asset", writer.assets)
    let day = try Self.bound("per_day", input, "limit_asset", writer.assets)
    let month = try Self.bound("per_month", input, "limit_asset", writer.assets)
    account.limits = SpendingLimits(
      perMinute: try input.integer("per_minute", in: 1...1_000_000), perDay: day?.minor,
      perMonth: month?.minor, asset: (day ?? month)?.asset)
    account.metadata = try Self.metadata(input)
    self.account = account
  }

  private static func bound(
    _ name: String, _ input: Input, _ assetName: String, _ assets: AssetRegistry
  ) throws -> Account.Bound? {
    let asset = try input.optionalText(assetName) ?? input.defaultAsset
    let typed = Input(fields: input.fields, place: input.place, defaultAsset: asset)
    guard let amount = try typed.optionalAmount(name, assets, positive: false) else { return nil }
    guard amount.minor >= 0 else { throw input.bad(name, "must not be negative") }
    guard amount.asset.code == asset else {
      throw input.bad(name, "is in \(amount.asset.code), not in \(asset)")
    }
    return Account.Bound(asset: asset, minor: amount.minor)
  }

  private static func metadata(_ input: Input) throws -> [Account.Metadatum] {
    guard let value = input["meta"] else { return [] }
    guard let members = value.members else { throw input.bad("meta", "must be an object") }
    return try members.map { member in
      guard let text = member.value.string else {
        throw input.bad("meta", "must have text values")
      }
      return Account.Metadatum(key: member.name, value: text)
    }
  }
}
