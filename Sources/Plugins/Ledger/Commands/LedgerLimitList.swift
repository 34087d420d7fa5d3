// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerLimitList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger limit list",
    abstract: "List limits, of all accounts or of one, and what is used of them.")

  @Argument(help: "Only this account; '-' reads names from standard input.") var name: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    var accounts: [Account]
    if let name = try input.optionalText("name") {
      accounts = [try ledger.findAccount(name)].filter { !$0.limits.isEmpty }
    } else {
      accounts = try ledger.all(
        Account.self,
        """
        WHERE limit_per_minute IS NOT NULL OR limit_per_day IS NOT NULL \
        OR limit_per_month IS NOT NULL ORDER BY name
        """)
    }
    return .listing(
      kind: "limit",
      columns: [
        "id", "per_minute", "per_day", "per_month", "asset", "used_minute", "used_day",
        "used_month",
      ],
      items: try accounts.map {
        try AccountLimits(account: $0, use: ledger.limitUse(of: $0)).item(ledger)
      })
  }
}
