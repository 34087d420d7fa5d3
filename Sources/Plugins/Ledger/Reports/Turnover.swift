// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money

extension Item {
  /// Appends a sum of amounts. It can exceed 64 bits where no balance does; the text is exact then
  /// as well.
  mutating func add(_ name: String, sum: Int128, of asset: Asset) {
    if let minor = Int64(exactly: sum) {
      add(name, Amount(minor: minor, asset: asset))
    } else {
      add(name, .decimal(DecimalText.text(wide: sum, decimals: asset.decimals)))
    }
  }
}
