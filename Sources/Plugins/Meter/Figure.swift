// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Numbers as programs that measure write them: `12.5`, `1e3`, `1.5e-2`, `4.0E+3`.
enum Figure {
  /// The number in units of 10 to the power of minus `decimals`, half-even.
  ///
  /// - Returns: `nil` for what is no number of at least 0; the largest there is for a larger one.
  static func parse(_ text: String, decimals: Int) -> Int64? {
    var reader = Reader(text)
    guard let (digits, scale) = reader.mantissa(), let exponent = reader.exponent() else {
      return nil
    }
    // Only digits count: what stands before them, or so far behind the point, is nothing.
    let significant = digits.drop { $0 == 0 }
    guard !significant.isEmpty else { return 0 }
    let shift = exponent - scale + decimals
    if significant.count + shift > 19 { return .max }
    if significant.count + shift < 0 { return 0 }
    let kept = significant.prefix(max(0, significant.count + min(shift, 0)))
    var value = kept.reduce(Int128(0)) { $0 * 10 + Int128($1) }
    for _ in 0..<max(0, shift) { value *= 10 }
    let rest = significant.dropFirst(kept.count)
    if let first = rest.first {
      let isHalf = first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
      if isHalf ? value % 2 == 1 : first >= 5 { value += 1 }
    }
    return Int64(clamping: value)
  }

  /// Takes a text apart.
  private struct Reader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    /// All digits, and how many of them stand behind the point.
    mutating func mantissa() -> (digits: [UInt8], scale: Int)? {
      let whole = digits()
      guard !whole.isEmpty else { return nil }
      guard take(UInt8(ascii: ".")) else { return (whole, 0) }
      let fraction = digits()
      return fraction.isEmpty ? nil : (whole + fraction, fraction.count)
    }

    /// The exponent that ends the text, 0 where there is none.
    mutating func exponent() -> Int? {
      guard !rest.isEmpty else { return 0 }
      guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return nil }
      let isNegative = take(UInt8(ascii: "-"))
      if !isNegative { _ = take(UInt8(ascii: "+")) }
      let digits = digits()
      guard !digits.isEmpty, rest.isEmpty else { return nil }
      // Beyond any text's length nothing changes any more.
      let value = digits.reduce(0) { min($0 * 10 + Int($1), 1 << 40) }
      return isNegative ? -value : value
    }

    private mutating func digits() -> [UInt8] {
      var digits: [UInt8] = []
      while let byte = rest.first, (0x30...0x39).contains(byte) {
        digits.append(byte - 0x30)
        rest.removeFirst()
      }
      return digits
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest.removeFirst()
      return true
    }
  }
}
