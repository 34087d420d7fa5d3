// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractSnapshotCommand: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract snapshot",
    abstract: "The platform at a glance: what runs, what lies in escrow, what was earned.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let snapshot = try ContractSnapshot(ledger)
    let asset = try ledger.assets.find(
      session.defaultAsset(of: session.plugins[name: "rent"] == nil ? "contract" : "rent"))
    return .item(try snapshot.item(asset, ledger))
  }
}
