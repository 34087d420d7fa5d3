// SPDX-License-Identifier: GPL-3.0-or-later

/// Free text in the comments of a journal for hledger and Ledger, written so that neither takes a
/// part of it for a tag, a date or a line of its own.
///
/// A backslash begins an escape, as in tables: `\\`, `\n`, `\r`, `\t`, and `\xHH` for a comma
/// (which would end hledger's tag) and a bracket (which would begin a date).
enum JournalText {
  /// Ledger reads lines of at most 4096 bytes; this many of the text stand on one.
  private static let longest = 3000

  /// The tag `name` with this value, on lines of their own.
  ///
  /// What a line has no room for follows on further ones, in which colons are escaped as well: they
  /// would make tags there.
  static func tag(_ name: String, _ value: String) -> String {
    var text = "    ; \(name): "
    if value.utf8.count <= longest, !value.utf8.contains(where: isSpecial) {
      return text + value + "\n"
    }
    var length = 0
    var isFirst = true
    for scalar in value.unicodeScalars {
      if length >= longest {
        text += "\n    ; "
        (length, isFirst) = (0, false)
      }
      let piece = escaped(scalar, colons: !isFirst)
      text += piece
      length += piece.utf8.count
    }
    return text + "\n"
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
      || byte == UInt8(ascii: "\\")
  }

  private static func escaped(_ scalar: Unicode.Scalar, colons: Bool) -> String {
    switch scalar {
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case ",": "\\x2C"
    case "[": "\\x5B"
    case ":" where colons: "\\x3A"
    default: String(Character(scalar))
    }
  }
}
