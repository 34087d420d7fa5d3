// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractExtend: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract extend", abstract: "Buy more hours at the rate of the contract.")

  @Argument(help: "The contract.") var id: String?
  @Option(help: "How many hours, as in 1.5.") var hours: String?
  @Option(help: "Pay with this payment on the settlement rail.") var tx: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    let contract = try ledger.find(Contract.self, input.text("id"))
    guard let hours = try input.decimal("hours") else { throw input.missing("hours") }
    let tx = try input.optionalText("tx")
    // A rail is asked for only where a payment on it is named.
    let rail: any SettlementRail =
      tx == nil ? LocalRail() : try Rails.named(session.config().value("rent.rail"))
    return try Contracts.extend(
      contract, by: hours, railSignature: tx,
      rail: rail, in: ledger)
  }
}
