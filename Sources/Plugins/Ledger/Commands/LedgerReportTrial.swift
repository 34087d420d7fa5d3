// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore

struct LedgerReportTrial: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger report trial",
    abstract: "Add up every account and asset; the balances of an asset make zero.")

  @Option(help: "As it was at this time.") var asOf: String?
  @Option(help: "What times go by: recorded or effective.") var by: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let trial = try TrialBalance(
      ledger, asOf: input.time("as_of"), by: input.choice("by") ?? .recorded)
    return .listing(
      kind: "trial-line", columns: ["account", "asset", "debits", "credits", "balance"],
      items: trial.items())
  }
}
