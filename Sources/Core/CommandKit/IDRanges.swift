// SPDX-License-Identifier: GPL-3.0-or-later

/// The numbers of ids that start with given text.
enum IDRanges {
  /// Ranges in which every number fits, the largest numbers first: `tx-50` is 50, 500 to 599, 5000
  /// to 5999, and so on.
  ///
  /// - Parameters:
  ///   - typed: the beginning of an id.
  ///   - letters: what stands before its `-`.
  static func of(_ typed: String, _ letters: String) -> [ClosedRange<Int64>] {
    let start = letters + "-"
    if start.hasPrefix(typed) { return [1...Int64.max] }
    guard typed.hasPrefix(start) else { return [] }
    let digits = typed.dropFirst(start.count)
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !digits.hasPrefix("0"),
      let number = Int64(digits)
    else { return [] }
    var ranges = [number...number]
    while let last = ranges.last, last.upperBound < Int64.max / 10 {
      ranges.append(last.lowerBound * 10...last.upperBound * 10 + 9)
    }
    return ranges.reversed()
  }
}
