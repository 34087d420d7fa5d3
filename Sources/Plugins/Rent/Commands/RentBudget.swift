// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

struct RentBudgetSet: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent budget set", abstract: "Limit what a wallet may rent.")

  @Argument(help: "The wallet.") var wallet: String?
  @Option(help: "The most all its contracts may cost an hour.") var burnPerHour: String?
  @Option(help: "The most it may pay in a calendar month.") var spendPerMonth: String?
  @Option(help: "How many contracts it may have at a time.") var activeContracts: Int?
  @Option(help: "The most one contract may cost an hour.") var maxRate: String?
  @OptionGroup var batch: BatchOptions

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Budget {
    let wallet = try input.text("wallet")
    let old = try ledger.fetch(Budget.self, .text(wallet))
    let amounts = try ["burn_per_hour", "spend_per_month", "max_rate"].map {
      try input.optionalAmount($0, ledger.assets)
    }
    let contracts = try input.integer("active_contracts", in: 0...1_000_000)
    let asset =
      try amounts.compactMap { $0?.asset }.first ?? old?.asset
      ?? ledger.assets.find(input.defaultAsset)
    guard contracts != nil || amounts.contains(where: { $0 != nil }) else {
      throw Failure(.missingArgument, "no limit is given", hint: "as in --max-rate 0.01")
        .at(input.place)
    }
    for amount in amounts {
      guard let amount, amount.asset != asset || amount.asset != old?.asset ?? asset else {
        continue
      }
      throw Failure(
        .badValue, "all limits of '\(wallet)' are in \((old?.asset ?? asset).code)",
        hint: "'si64 rent budget remove \(wallet)' makes room for another asset"
      ).at(input.place)
    }
    try Contracts.refuseSystem(wallet, ledger)
    _ = try ledger.findAccount(wallet)
    let budget = Budget(
      wallet: wallet, asset: asset, burnPerHour: amounts[0]?.minor ?? old?.burnPerHour,
      spendPerMonth: amounts[1]?.minor ?? old?.spendPerMonth,
      activeContracts: contracts ?? old?.activeContracts,
      maxRate: amounts[2]?.minor ?? old?.maxRate)
    try old == nil ? ledger.insert(budget) : ledger.update(budget)
    try ledger.update(Spending(of: budget, at: ledger.now, ledger))
    return budget
  }
}

struct RentBudgetList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent budget list",
    abstract: "List the limits of wallets, and what is used of them.")

  @Argument(help: "Only this wallet.") var wallet: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    var budgets: [Budget]
    if let wallet = try input.optionalText("wallet") {
      _ = try ledger.findAccount(wallet)
      budgets = try ledger.fetch(Budget.self, .text(wallet)).map { [$0] } ?? []
    } else {
      budgets = try ledger.all(Budget.self, "ORDER BY wallet")
    }
    return .listing(
      kind: "budget", columns: Budget.columns,
      items: try budgets.map { try $0.itemWithUsage(ledger) })
  }
}

struct RentBudgetRemove: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent budget remove", abstract: "Let a wallet rent without limits again.")

  @Argument(help: "The wallet.") var wallet: String

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Removed
  {
    let wallet = try input.text("wallet")
    guard let budget = try ledger.fetch(Budget.self, .text(wallet)) else {
      throw Failure(.notFound, "'\(wallet)' has no budget", details: ["id": wallet])
    }
    try ledger.delete(budget)
    if let kept = try ledger.fetch(Spending.self, budget.key) { try ledger.delete(kept) }
    return Removed(wallet: wallet)
  }

  /// The wallet that has no limits any more.
  struct Removed: CommandOutcome {
    let wallet: String

    static let fieldNames = ["removed"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "budget", id: wallet)
      item.add("removed", .bool(true))
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Removed {
      guard let wallet = entries.first?.rows.first?.key.text else {
        throw Failure(.internalError, "no budget is in the entries of this key")
      }
      return Removed(wallet: wallet)
    }
  }
}
