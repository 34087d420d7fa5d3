// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractList: StreamingCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract list", abstract: "List contracts.")

  @Option(help: "Only those in this state: pending, active, paused, expired, settled, cancelled.")
  var status: String?
  @Option(help: "Only those of this wallet.") var wallet: String?
  @Option(help: "Only those on this device.") var device: String?
  @Option(help: "Only those of this tier.") var tier: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    var items: [Item] = []
    try each(input, ledger) { items.append($0) }
    let isWhole = items.allSatisfy { $0[column: "error"] == nil }
    return .listing(
      kind: "contract", columns: Contract.columns + (isWhole ? [] : ["error"]), items: items)
  }

  static func stream(
    _ input: Input, _ ledger: LedgerReader, in session: Session, shape: OutputShape,
    to output: inout Spool
  ) throws -> Bool {
    guard var listing = ListingStream(columns: Contract.columns, shape: shape) else {
      return false
    }
    try each(input, ledger) { try listing.add($0, to: &output) }
    try listing.end(to: &output)
    return true
  }

  /// Calls `body` with each contract that the options select, in the order of ids.
  private static func each(
    _ input: Input, _ ledger: LedgerReader, _ body: (Item) throws -> Void
  ) throws {
    let status: ContractStatus? = try input.choice("status")
    var conditions: [String] = []
    var values: [Value] = []
    for column in ["wallet", "device", "tier"] {
      guard let wanted = try input.optionalText(column) else { continue }
      conditions.append("\(column) = ?")
      values.append(.text(wanted))
    }
    if let status {
      let stored = status.mayBeStoredAs.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      conditions.append("status IN (\(stored))")
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    try ledger.each(Contract.self, "\(filter) ORDER BY id", values) { id, record in
      if let status, let contract = try? record.get(), contract.status(at: ledger.now) != status {
        return
      }
      try body(Contract.item(id, record, ledger))
    }
  }
}
