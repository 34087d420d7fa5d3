// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
package import Store

/// The assets of one ledger: the built-in ones and those it added.
package final class AssetRegistry {
  private var assets: [String: Asset]
  private let database: Database?

  /// - Parameter database: where added assets are found; `nil` for the built-in ones only.
  package init(_ database: Database?) {
    self.database = database
    assets = Dictionary(uniqueKeysWithValues: Asset.builtIn.map { ($0.code, $0) })
  }

  /// The asset with this code.
  ///
  /// - Throws: `unknown-asset`.
  package func find(_ code: String) throws -> Asset {
    if let asset = assets[code] { return asset }
    if let row = try database?.fetch(AddedAsset.table, .text(code)) {
      let asset = try AddedAsset(row).asset
      assets[code] = asset
      return asset
    }
    throw Failure(
      .unknownAsset, "there is no asset \(code)",
      hint: "'si64 ledger asset list' shows them; 'si64 ledger asset add' adds one")
  }

  /// Learns of an asset from a journal row.
  func note(_ change: RowChange) {
    guard change.table.name == AddedAsset.table.name, let row = change.row,
      let asset = try? AddedAsset(row).asset
    else { return }
    assets[asset.code] = asset
  }

  /// Forgets assets a rollback may have undone.
  func reset() {
    assets = Dictionary(uniqueKeysWithValues: Asset.builtIn.map { ($0.code, $0) })
  }
}

/// An asset that a user added.
package struct AddedAsset: Record {
  package let asset: Asset

  package init(_ asset: Asset) { self.asset = asset }

  package static let table = Table(
    "asset", key: .name(column: "code"), columns: [.required("decimals", .integer)])

  package var key: Value { .text(asset.code) }
  package var values: [Value] { [.integer(Int64(asset.decimals))] }

  package init(_ row: TableRow) throws {
    asset = try Asset(code: row.name(), decimals: Int(row.integer("decimals")))
  }
}
