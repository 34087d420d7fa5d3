// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerRevert: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger revert", abstract: "Take a transaction back, all or part of it.")

  @Argument(help: "The transaction; '-' reads ids from standard input.") var id: String
  @Option(help: "Why; required.") var reason: String?
  @Option(help: "How much; all that is left if left out.") var amount: String?

  @Option(help: "When it took effect, if not now.") var effective: String?

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Transaction {
    let id = try Transaction.number(input.text("id"))
    let reason = try input.text("reason", keepsLines: true)
    ledger.setEffective(try input.time("effective"))
    try Reverts.revert(id, reason: reason, in: ledger) { asset in
      let typed = Input(fields: input.fields, place: input.place, defaultAsset: asset.code)
      guard let amount = try typed.optionalAmount("amount", ledger.assets) else { return nil }
      guard amount.asset == asset else {
        throw Failure(.badAmount, "tx-\(id) moved \(asset.code), not \(amount.asset.code)")
      }
      return amount
    }
    return try ledger.currentTransaction()
  }
}
