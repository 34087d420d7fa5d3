// SPDX-License-Identifier: GPL-3.0-or-later

/// The text of a Solana key file: a JSON array of 64 numbers 0...255.
enum SolanaKeyText {
  /// The 64 bytes; `nil` for anything but such an array with blanks between its parts.
  static func parse(_ text: [UInt8]) -> [UInt8]? {
    var rest = text[...]
    var values: [UInt8] = []
    values.reserveCapacity(64)
    guard take(UInt8(ascii: "["), from: &rest) else { return nil }
    repeat {
      guard values.count < 64, let value = takeByte(from: &rest) else { return nil }
      values.append(value)
    } while take(UInt8(ascii: ","), from: &rest)
    guard values.count == 64, take(UInt8(ascii: "]"), from: &rest) else { return nil }
    skipBlanks(&rest)
    return rest.isEmpty ? values : nil
  }

  /// `[17,66,…]`, without blanks or a final newline.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    // Never reallocated, so that no copy of the secret stays behind in freed memory.
    output.reserveCapacity(bytes.count * 4 + 2)
    output.append(UInt8(ascii: "["))
    for (index, byte) in bytes.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if byte >= 100 { output.append(UInt8(ascii: "0") + byte / 100) }
      if byte >= 10 { output.append(UInt8(ascii: "0") + byte / 10 % 10) }
      output.append(UInt8(ascii: "0") + byte % 10)
    }
    output.append(UInt8(ascii: "]"))
    return output
  }

  private static func take(_ wanted: UInt8, from rest: inout ArraySlice<UInt8>) -> Bool {
    skipBlanks(&rest)
    guard rest.first == wanted else { return false }
    rest.removeFirst()
    return true
  }

  private static func takeByte(from rest: inout ArraySlice<UInt8>) -> UInt8? {
    skipBlanks(&rest)
    let digits = rest.prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
    // JSON has no leading zeros, and 256 and more do not fit.
    guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    rest = rest[digits.endIndex...]
    return UInt8(exactly: digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
  }

  private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
  }
}
