// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// Names as Beancount allows them, one for each of ours and never one for two.
enum BeancountName {
  /// The account: below `Equity` where the balance may fall without limit, else below `Assets`.
  static func account(_ name: String) -> String {
    let root = AccountName.isUnbounded(name) ? "Equity" : "Assets"
    let levels = name.split(separator: ":").map { component($0) }
    return ([root] + levels).joined(separator: ":")
  }

  /// The commodity: Beancount's end in a letter or digit, and three words are its own.
  static func commodity(_ asset: Asset) -> String {
    let needsEnd = asset.code.hasSuffix("_") || ["TRUE", "FALSE", "NULL"].contains(asset.code)
    return needsEnd ? asset.code + ".X" : asset.code
  }

  /// One level. A small first letter becomes a capital; a first capital, or sign, gets `Z-` before
  /// it; signs become `-` and two hexadecimal digits, the first of which is always a digit.
  private static func component(_ level: Substring) -> String {
    var result = ""
    for (index, byte) in level.utf8.enumerated() {
      let character = Character(Unicode.Scalar(byte))
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        result += index == 0 ? character.uppercased() : String(character)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        result += index == 0 ? "Z-\(character)" : String(character)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): result.append(character)
      default: result += (index == 0 ? "Z--" : "-") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
