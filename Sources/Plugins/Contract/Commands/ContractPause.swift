// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractPause: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract pause",
    abstract: "Stop the meter; the slot stays yours until the expiry.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    try Contracts.pause(ledger.find(Contract.self, input.text("id")), in: ledger)
  }
}

struct ContractResume: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract resume", abstract: "Start the meter again.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    try Contracts.resume(ledger.find(Contract.self, input.text("id")), in: ledger)
  }
}
