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
  @Option(help: "Exit 1 unless a transfer of this would go through.") var atLeast: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let account = try ledger.findAccount(input.text("name"))
    let asked = try input.optionalText("asset").map(ledger.assets.find)
    let least = try least(input, of: asked, ledger.assets)
    let basis: TimeBasis = try input.choice("by") ?? .recorded
    let time = try input.time("as_of")
    let balances =
      try time.map { try ledger.balances(of: account, asOf: $0, by: basis) }
      ?? ledger.balances(of: account)
    if let asset = asked ?? least?.asset {
      let one =
        balances.first { $0.amount.asset == asset } ?? Balance(zeroOf: asset, of: account)
      if let least, try !canPay(least, account, time == nil ? nil : one, ledger) {
        session.exitStatus = 1
      }
      return .item(one.item(of: account))
    }
    return .listing(
      kind: "balance", columns: ["asset", "balance", "available", "held"],
      items: balances.map { $0.item(of: account) })
  }

  /// A bare amount is of the asset that was asked for.
  private static func least(
    _ input: Input, of asset: Asset?, _ assets: AssetRegistry
  ) throws -> Amount? {
    let typed = Input(
      fields: input.fields, place: input.place, defaultAsset: asset?.code ?? input.defaultAsset)
    let least = try typed.optionalAmount("at_least", assets, positive: false)
    if let asset, let least, asset != least.asset {
      throw Failure(
        .usage, "--at-least is in \(least.asset.code), --asset says \(asset.code)",
        hint: "leave --asset out")
    }
    return least
  }

  /// Whether a transfer of so much would go through now; at another time, whether so much was
  /// available.
  private static func canPay(
    _ least: Amount, _ account: Account, _ then: Balance?, _ ledger: LedgerReader
  ) throws -> Bool {
    guard let then else { return try ledger.payable(by: account.name, least.asset) >= least.minor }
    return then.available.map { $0.minor >= least.minor } ?? true
  }
}
