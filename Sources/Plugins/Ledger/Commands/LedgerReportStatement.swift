// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore

struct LedgerReportStatement: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger report statement",
    abstract: "List what one account had, got, paid, and has.")

  @Argument(help: "The account; '-' reads names from standard input.") var name: String
  @Option(help: "From this time on.") var since: String?
  @Option(help: "Up to this time, itself left out.") var until: String?
  @Option(help: "Up to this time, itself included.") var asOf: String?
  @Option(help: "What times go by: recorded or effective.") var by: String?
  @Option(help: "Only this asset.") var asset: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let statement = Statement(
      account: try ledger.findAccount(input.text("name")),
      basis: try input.choice("by") ?? .recorded, since: try input.time("since"),
      until: try input.end(), asset: try input.optionalText("asset").map(ledger.assets.find))
    return .listing(
      kind: "statement-line",
      columns: ["id", "time", "account", "amount", "asset", "balance", "note"],
      items: try statement.items(ledger))
  }
}

extension Input {
  /// The first instant behind a report's period, from `--until` or `--as-of`; `nil` for no end.
  func end() throws -> Timestamp? {
    let until = try time("until")
    guard let last = try time("as_of") else { return until }
    guard until == nil else { throw bad("as_of", "and 'until' cannot be given together") }
    return try last.advanced(by: 1)
  }
}
