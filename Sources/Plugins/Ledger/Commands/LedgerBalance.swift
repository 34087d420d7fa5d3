// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerBalance: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger balance", abstract: "Show what an account has.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String
  @Option(help: "Only this asset.") var asset: String?
  @Option(help: "As it was at this time.") var asOf: String?
  @Option(help: "What --as-of goes by: recorded or effective time.") var by: String?
  @Option(help: "Exit 1 if less than this is available.") var atLeast: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let account = try ledger.findAccount(input.text("name"))
    let least = try input.optionalAmount("at_least", ledger.assets, positive: false)
    let asset = try input.optionalText("asset").map(ledger.assets.find) ?? least?.asset
    let basis: TimeBasis = try input.choice("by") ?? .recorded
    var balances: [Balance]
    if let time = try input.time("as_of") {
      balances = try ledger.balances(of: account, asOf: time, by: basis)
    } else {
      balances = try ledger.balances(of: account)
    }
    if let asset {
      let one = balances.first { $0.available.asset == asset } ?? Balance(zeroOf: asset)
      if let least, !canPay(least, account, one) { session.exitStatus = 1 }
      return .item(try one.item(of: account))
    }
    if balances.isEmpty {
      balances = [Balance(zeroOf: try ledger.assets.find(input.defaultAsset))]
    }
    return .listing(
      kind: "balance", columns: ["asset", "balance", "available", "held"],
      items: try balances.map { try $0.item(of: account) })
  }
}

extension LedgerBalance {
  /// Whether what is available, the overdraft included, is enough.
  private static func canPay(_ least: Amount, _ account: Account, _ balance: Balance) -> Bool {
    guard let floor = account.floor(of: least.asset.code) else { return true }
    return Int128(balance.available.minor) - Int128(floor) >= Int128(least.minor)
  }
}

extension Balance {
  init(zeroOf asset: Asset) {
    let zero = Amount(minor: 0, asset: asset)
    self.init(available: zero, held: zero)
  }
}
