// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerCredit: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger credit", abstract: "Bring money in from outside.")

  @Argument(help: "Who gets it.") var name: String?
  @Argument(help: "How much, as in 10.5SOL.") var amount: String?
  @Option(help: "Why; required.") var reason: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Transaction {
    let name = try input.text("name")
    let amount = try input.amount("amount", ledger.assets)
    let details = TransactionDetails(reason: try input.text("reason", keepsLines: true))
    try ledger.refuseReserved(name)
    try ledger.move(amount, from: "world", to: name, details)
    return try ledger.currentTransaction()
  }
}
