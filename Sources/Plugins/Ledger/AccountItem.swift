// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money

extension Account: CommandOutcome {
  package static let fieldNames = [
    "created_at", "identity", "frozen", "overdraft", "overdraft_asset", "max_balance",
    "max_balance_asset", "meta",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "account", id: name)
    item.add("created_at", createdAt)
    item.add("identity", identity.rawValue)
    item.add("frozen", .bool(isFrozen))
    try add("overdraft", overdraft, to: &item, ledger)
    try add("max_balance", ceiling, to: &item, ledger)
    for datum in [metadata].filter({ !$0.isEmpty }) {
      item.add("meta", .object(datum.map { .init(name: $0.key, cell: .text($0.value)) }))
    }
    return item
  }

  /// The account with what it has.
  func itemWithBalances(_ ledger: LedgerReader) throws -> Item {
    var item = try item(ledger)
    let balances = try ledger.balances(of: self).map { $0.item(of: self) }
    item.add("balances", .items(balances))
    return item
  }

  private func add(
    _ name: String, _ bound: Bound?, to item: inout Item, _ ledger: LedgerReader
  ) throws {
    guard let bound else { return }
    item.add(name, Amount(minor: bound.minor, asset: try ledger.assets.find(bound.asset)))
    item.add(name + "_asset", bound.asset)
  }
}

extension Balance {
  /// One line of `ledger balance`: the asset is its id.
  func item(of account: Account) -> Item {
    var item = Item(kind: "balance", id: amount.asset.code)
    item.add("account", account.name)
    item.add("asset", amount.asset.code)
    item.add("balance", amount)
    item.add("available", available)
    item.add("held", held)
    return item
  }
}
