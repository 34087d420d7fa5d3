// SPDX-License-Identifier: GPL-3.0-or-later

/// Splitting an amount so that the parts always add up to it.
package enum Allocation {
  /// `total` in proportion to `weights`, by largest remainder (Hamilton); ties go to the first
  /// part.
  ///
  /// A negative total gives the mirror image of the positive one. A weight of 0 gets 0.
  ///
  /// - Throws: `bad-value` for a negative weight, or if no weight is more than 0.
  package static func split(_ total: Int64, weights: [Int64]) throws -> [Int64] {
    var sum: Int128 = 0
    for weight in weights {
      guard weight >= 0 else { throw Failure(.badValue, "a weight cannot be negative: \(weight)") }
      sum += Int128(weight)
    }
    guard sum > 0 else { throw Failure(.badValue, "nothing to split by: no weight is above zero") }

    // Below 2^126: a magnitude of at most 2^63 times a weight below 2^63.
    let magnitude = Int128(total.magnitude)
    var parts: [Int128] = []
    var remainders: [Int128] = []
    parts.reserveCapacity(weights.count)
    remainders.reserveCapacity(weights.count)
    var left = magnitude
    for weight in weights {
      let (part, remainder) = (magnitude * Int128(weight)).quotientAndRemainder(dividingBy: sum)
      parts.append(part)
      remainders.append(remainder)
      left -= part
    }
    if left > 0 {
      let order = weights.indices.sorted {
        remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
      }
      for index in order.prefix(Int(left)) { parts[index] += 1 }
    }
    return try parts.map { try Int64(checking: total < 0 ? -$0 : $0) }
  }
}
