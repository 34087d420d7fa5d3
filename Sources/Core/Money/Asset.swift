// SPDX-License-Identifier: GPL-3.0-or-later

/// What an amount is counted in: a code and the number of decimals its minor unit stands for.
package struct Asset: Hashable, Sendable {
  /// The code, `[A-Z][A-Z0-9_]{1,11}`.
  package let code: String
  /// The decimals of the minor unit, 0...9.
  package let decimals: Int

  /// An asset other than the built-in ones.
  ///
  /// - Throws: `bad-name` for a code outside the grammar, `bad-value` for decimals outside 0...9.
  package init(code: String, decimals: Int) throws {
    guard Asset.isValidCode(code) else {
      throw Failure(
        .badName, "“\(code)” is not an asset code",
        hint: "2 to 12 of A-Z, 0-9 and _, starting with a letter, like SOL or R_2026")
    }
    guard (0...9).contains(decimals) else {
      throw Failure(.badValue, "an asset has 0 to 9 decimals, not \(decimals)")
    }
    self.init(unchecked: code, decimals)
  }

  fileprivate init(unchecked code: String, _ decimals: Int) {
    self.code = code
    self.decimals = decimals
  }

  /// The assets every ledger knows, in the order listings show them.
  package static let builtIn: [Asset] = [
    Asset(unchecked: "SOL", 9), Asset(unchecked: "GRID", 9), Asset(unchecked: "GRX", 9),
    Asset(unchecked: "AZR", 8), Asset(unchecked: "BTC", 8), Asset(unchecked: "ETH", 9),
    Asset(unchecked: "USDC", 6), Asset(unchecked: "ZAR", 2), Asset(unchecked: "USD", 2),
    Asset(unchecked: "EUR", 2), Asset(unchecked: "GBP", 2), Asset(unchecked: "KES", 2),
    Asset(unchecked: "NGN", 2), Asset(unchecked: "GHS", 2), Asset(unchecked: "THB", 2),
    Asset(unchecked: "JPY", 0), Asset(unchecked: "TOKEN", 0),
  ]

  /// Whether `code` matches `[A-Z][A-Z0-9_]{1,11}`.
  package static func isValidCode(_ code: String) -> Bool {
    isValidCode(utf8: code.utf8)
  }

  static func isValidCode(utf8 bytes: some Collection<UInt8>) -> Bool {
    var count = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        if count == 0 { return false }
      default: return false
      }
      count += 1
      if count > 12 { return false }
    }
    return count >= 2
  }
}
