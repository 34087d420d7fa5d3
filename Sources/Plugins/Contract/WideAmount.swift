// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import Money

/// A sum of amounts, which may be more than 64 bits hold.
package struct WideAmount: Equatable, Sendable {
  package var minor: Int128
  package let asset: Asset

  package init(_ minor: Int128, _ asset: Asset) {
    self.minor = minor
    self.asset = asset
  }

  /// Exactly the asset's decimals, without its code: `18000000000.000000000`.
  package var text: String {
    var digits = String(minor.magnitude)
    if asset.decimals > 0 {
      let missing = asset.decimals + 1 - digits.utf8.count
      if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -asset.decimals))
    }
    return (minor < 0 ? "-" : "") + digits
  }
}

extension Item {
  /// Appends a sum as an amount, or as the decimal it is where it is larger.
  package mutating func add(_ name: String, _ sum: WideAmount) {
    if let minor = Int64(exactly: sum.minor) {
      add(name, Amount(minor: minor, asset: sum.asset))
    } else {
      add(name, .decimal(sum.text))
    }
  }
}
