// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractList: ReadCommand {
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
    let contracts = try ledger.all(Contract.self, "\(filter) ORDER BY id", values)
      .filter { status == nil || $0.status(at: ledger.now) == status }
    return .listing(
      kind: "contract", columns: Contract.columns, items: try contracts.map { try $0.item(ledger) })
  }
}
