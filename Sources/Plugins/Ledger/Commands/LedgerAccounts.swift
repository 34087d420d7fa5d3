// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerListAccounts: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger list-accounts", abstract: "List accounts and what they have.")

  @Option(help: "Only names that start with this.") var prefix: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let prefix = try input.optionalText("prefix") ?? ""
    // '~' sorts behind every byte a name can have.
    let accounts = try ledger.all(
      Account.self, "WHERE name >= ? AND name < ? ORDER BY name",
      [.text(prefix), .text(prefix + "~")])
    var items: [Item] = []
    for account in accounts {
      var item = try account.item(ledger)
      let balances = try ledger.balances(of: account)
      let totals = balances.map { $0.amount.description }
      item.add("balance", .whole(totals.joined(separator: ", ")))
      item.add("balances", .items(balances.map { $0.item(of: account) }), wideOnly: true)
      items.append(item)
    }
    return .listing(
      kind: "account", columns: ["id", "balance", "identity", "frozen", "created_at"], items: items)
  }
}

struct LedgerShowAccount: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger show-account", abstract: "Show one account.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    .item(try ledger.findAccount(input.text("name")).itemWithBalances(ledger))
  }
}

struct LedgerFreeze: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger freeze", abstract: "Let an account receive, but not pay.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Account {
    try ledger.setFrozen(true, input.text("name"))
  }
}

struct LedgerThaw: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger thaw", abstract: "Let a frozen account pay again.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Account {
    try ledger.setFrozen(false, input.text("name"))
  }
}

extension LedgerWriter {
  /// Freezes or thaws an account; one that is so already is left alone.
  fileprivate func setFrozen(_ isFrozen: Bool, _ name: String) throws -> Account {
    var account = try findAccount(name)
    // What lies in trust must not get stuck there.
    if isFrozen && account.isTrust { try refuseReserved(name) }
    guard account.isFrozen != isFrozen else { return account }
    account.isFrozen = isFrozen
    try update(account)
    return account
  }
}
