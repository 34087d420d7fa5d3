// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractSnapshotCommand: StreamingCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract snapshot",
    abstract: "The platform at a glance: what runs, what lies in escrow, what was earned.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    var running: [Item] = []
    let snapshot = try ContractSnapshot(ledger) { running.append($0) }
    var item = try snapshot.item(asset(ledger, in: session), ledger)
    item.add("contracts", .items(running))
    return .item(item)
  }

  static func stream(
    _ input: Input, _ ledger: LedgerReader, in session: Session, shape: OutputShape,
    to output: inout Spool
  ) throws -> Bool {
    guard var parts = PartsStream("contracts", shape: shape) else { return false }
    let snapshot = try ContractSnapshot(ledger) { try parts.add($0) }
    let item = try snapshot.item(asset(ledger, in: session), ledger)
    try parts.end(item, to: &output)
    session.remember(item)
    return true
  }

  private static func asset(_ ledger: LedgerReader, in session: Session) throws -> Asset {
    try ledger.assets.find(
      session.defaultAsset(of: session.plugins[name: "rent"] == nil ? "contract" : "rent"))
  }
}
