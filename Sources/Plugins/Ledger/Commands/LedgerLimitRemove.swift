// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore

struct LedgerLimitRemove: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger limit remove", abstract: "Lift all limits of an account.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> AccountLimits {
    AccountLimits(account: try ledger.removeLimits(of: input.text("name")))
  }
}
