// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerExport: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger export",
    abstract: "Write accounts and transactions for other programs.")

  /// What is given away must not be undone.
  static let runsInTransaction = false

  @Option(help: "json, jsonl, csv, hledger, beancount or mesh.") var format: String?
  @Option(help: "Write to this file.") var out: String?
  @Option(help: "What dates go by: recorded or effective.") var by: String?

  func run(in session: Session) throws {
    let format: ExportFormat = try Self.choice("format", format)
    let basis: TimeBasis = try Self.choice("by", by ?? TimeBasis.recorded.rawValue)
    if let out {
      try session.willPrint(Ledgers.fieldNames + ["format"])
      try session.refuseOverwriting(out)
    }
    let writesFile = out != nil && !session.globals.dryRun
    if out != nil && !writesFile { try session.say("dry run: nothing written") }
    let code = try session.defaultAsset(of: "ledger")
    let head = try session.read { ledger in
      if out == nil || writesFile {
        let outlet = try ExportOutlet(session, path: out.map(session.absolute))
        do {
          let asset = try ledger.assets.find(code)
          let source = ExportSource(ledger: ledger, basis: basis) {
            try session.say("si64: warning: \($0)")
          }
          try format.write(source, asset: asset, to: outlet)
          try outlet.finish()
        } catch {
          outlet.discard()
          throw error
        }
      }
      return try ledger.head()
    }
    guard let out else { return }
    var item = Ledgers.item("export", out, head)
    item.add("format", format.rawValue)
    try session.print(.changed(item))
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ text: String?
  ) throws -> Choice {
    guard let text else { throw Failure(.missingArgument, "'\(name)' is missing") }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw Failure(.badValue, "'\(name)' is '\(text)', not one of \(known)")
  }
}
