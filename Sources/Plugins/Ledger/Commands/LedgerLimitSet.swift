// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerLimitSet: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger limit set", abstract: "Limit what may leave an account.")

  @Argument(help: "The account.") var name: String?
  @Option(help: "At most so many transactions in any 60 seconds.") var perMinute: String?
  @Option(help: "At most this much in a UTC day.") var perDay: String?
  @Option(help: "At most this much in a UTC month.") var perMonth: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> AccountLimits {
    let name = try input.text("name")
    let perDay = try input.optionalAmount("per_day", ledger.assets)
    let perMonth = try input.optionalAmount("per_month", ledger.assets)
    if let perDay, let perMonth, perDay.asset != perMonth.asset {
      throw input.bad("per_month", "is in \(perMonth.asset.code), a day in \(perDay.asset.code)")
    }
    let limits = SpendingLimits(
      perMinute: try input.integer("per_minute", in: 1...1_000_000), perDay: perDay?.minor,
      perMonth: perMonth?.minor, asset: (perDay ?? perMonth)?.asset.code)
    guard !limits.isEmpty else { throw input.missing("per_day") }
    return AccountLimits(account: try ledger.setLimits(of: name, limits))
  }
}
