// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The order that `--sort` puts cells in.
enum CellOrder {
  /// Negative where `left` comes first, positive where `right` does, 0 where they are level.
  ///
  /// Figures and times by value (amounts of different assets by their plain number), all else by
  /// the bytes of its text. Figures come before times, times before text.
  static func compare(_ left: Cell, _ right: Cell) -> Int {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): sign(left, right)
    case (.time(let left), .time(let right)): sign(left, right)
    case (.amount(let left), .amount(let right)): sign(scaled(left), scaled(right))
    case _ where left.isNumeric && right.isNumeric: compareDecimals(left.text, right.text)
    default: compareAcrossKinds(left, right)
    }
  }

  /// Ids with the same prefix by their number, so that `tx-9` stands before `tx-10`; others by
  /// bytes.
  static func compareIDs(_ left: String, _ right: String) -> Int {
    if let first = split(left), let second = split(right), first.prefix == second.prefix {
      let byNumber = sign(first.number, second.number)
      if byNumber != 0 { return byNumber }
    }
    return compareBytes(left, right)
  }

  /// Compares two plain decimals of any length, such as `-12.50`.
  static func compareDecimals(_ left: String, _ right: String) -> Int {
    let (first, second) = (Digits(left), Digits(right))
    guard first.negative == second.negative else { return first.negative ? -1 : 1 }
    let magnitude =
      first.whole.count != second.whole.count
      ? sign(first.whole.count, second.whole.count)
      : compareLexically(first.whole, second.whole) != 0
        ? compareLexically(first.whole, second.whole)
        : compareLexically(first.fraction, second.fraction)
    return first.negative ? -magnitude : magnitude
  }

  private static func compareAcrossKinds(_ left: Cell, _ right: Cell) -> Int {
    let byKind = sign(rank(left), rank(right))
    return byKind != 0 ? byKind : compareBytes(left.text, right.text)
  }

  private static func rank(_ cell: Cell) -> Int {
    switch cell {
    case .integer, .amount, .decimal: 0
    case .time: 1
    default: 2
    }
  }

  /// Nine decimals hold every asset.
  private static func scaled(_ amount: Amount) -> Int128 {
    (amount.asset.decimals..<9).reduce(Int128(amount.minor)) { value, _ in value * 10 }
  }

  private static func split(_ id: String) -> (prefix: Substring, number: UInt64)? {
    guard let dash = id.utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
    guard let number = UInt64(id[id.utf8.index(after: dash)...]) else { return nil }
    return (id[..<dash], number)
  }

  private static func compareBytes(_ left: String, _ right: String) -> Int {
    if left == right && left.utf8.elementsEqual(right.utf8) { return 0 }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
  }

  private static func compareLexically(_ left: [UInt8], _ right: [UInt8]) -> Int {
    if left == right { return 0 }
    return left.lexicographicallyPrecedes(right) ? -1 : 1
  }

  private static func sign<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
    left < right ? -1 : left == right ? 0 : 1
  }

  /// A decimal without leading zeros before the point and trailing ones after it.
  private struct Digits {
    let negative: Bool
    let whole: [UInt8]
    let fraction: [UInt8]

    init(_ text: String) {
      let zero = UInt8(ascii: "0")
      let signed = text.utf8.first == UInt8(ascii: "-")
      let parts = text.utf8.dropFirst(signed ? 1 : 0)
        .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      whole = Array(parts[0].drop { $0 == zero })
      var decimals = parts.count > 1 ? Array(parts[1]) : []
      while decimals.last == zero { decimals.removeLast() }
      fraction = decimals
      negative = signed && !(whole.isEmpty && decimals.isEmpty)
    }
  }
}
