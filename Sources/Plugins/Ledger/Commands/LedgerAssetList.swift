// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerAssetList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger asset list", abstract: "List what can be counted in.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let added = try ledger.all(AddedAsset.self, "ORDER BY code").map(\.asset)
    return .listing(
      kind: "asset", columns: ["id", "decimals", "built_in"],
      items: (Asset.builtIn + added).map(AddedAsset.item))
  }
}
