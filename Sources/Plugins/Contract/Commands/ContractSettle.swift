// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractSettle: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract settle",
    abstract: "End a contract: pay for what was used, give the rest back.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    try Contracts.settle(
      ledger.find(Contract.self, input.text("id")), observers: session.contractObservers,
      in: ledger)
  }
}

struct ContractCancel: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract cancel", abstract: "Take a reservation back before it starts.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    try Contracts.cancel(ledger.find(Contract.self, input.text("id")), in: ledger)
  }
}
