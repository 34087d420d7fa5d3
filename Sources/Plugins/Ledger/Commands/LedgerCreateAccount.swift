// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerCreateAccount: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger create-account", abstract: "Open an account.")

  @Argument(help: "Levels joined by ':', as in users:alice.") var name: String?
  @Flag(help: "Change nothing if it exists.") var ifMissing = false
  @Option(help: "Fund it from world; repeat for other assets.") var balance: [String] = []
  @Option(help: "Let one asset fall this far below zero.") var overdraft: String?
  @Option(help: "Let one asset rise no higher.") var maxBalance: String?
  @Option(help: "Note KEY=VALUE; repeat for more.") var meta: [String] = []
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Account {
    let name = try input.text("name")
    if try input.flag("if_missing"), let account = try ledger.account(named: name) {
      return account
    }
    try AccountName.refuseReserved(name)
    var account = Account(id: try ledger.nextID(Account.self), name: name, createdAt: ledger.now)
    account.overdraft = try bound("overdraft", input, ledger)
    account.ceiling = try bound("max_balance", input, ledger)
    account.metadata = try metadata(input)
    let amounts = try input.texts("balance").map {
      try input.replacing("balance", with: .string($0)).optionalAmount(
        "balance", ledger.assets, positive: false)
    }
    try ledger.createAccount(account)
    for case let amount? in amounts where amount.minor != 0 {
      try ledger.move(amount, from: "world", to: name)
    }
    return account
  }

  private static func bound(
    _ field: String, _ input: Input, _ ledger: LedgerWriter
  ) throws -> Account.Bound? {
    let amount = try input.optionalAmount(field, ledger.assets, positive: false)
    guard let amount else { return nil }
    guard amount.minor >= 0 else { throw input.bad(field, "must not be negative") }
    return Account.Bound(asset: amount.asset.code, minor: amount.minor)
  }

  private static func metadata(_ input: Input) throws -> [Account.Metadatum] {
    if let members = input["meta"]?.members {
      return try members.map {
        guard let text = $0.value.string else { throw input.bad("meta", "must have text values") }
        return Account.Metadatum(key: $0.name, value: text)
      }
    }
    var metadata: [Account.Metadatum] = []
    for pair in try input.texts("meta") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else { throw input.bad("meta", "is KEY=VALUE") }
      guard !metadata.contains(where: { $0.key == parts[0] }) else {
        throw input.bad("meta", "names '\(parts[0])' twice")
      }
      metadata.append(.init(key: String(parts[0]), value: String(parts[1])))
    }
    return metadata
  }
}
