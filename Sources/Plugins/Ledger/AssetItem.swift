// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money

extension AddedAsset: CommandOutcome {
  package static let fieldNames = ["decimals", "built_in"]

  package func item(_ ledger: LedgerReader) throws -> Item { Self.item(asset) }

  /// One line of `ledger asset list`.
  static func item(_ asset: Asset) -> Item {
    var item = Item(kind: "asset", id: asset.code)
    item.add("decimals", Int64(asset.decimals))
    item.add("built_in", .bool(Asset.builtIn.contains { $0.code == asset.code }))
    return item
  }
}
