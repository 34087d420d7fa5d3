// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Allocation") struct AllocationTests {
  @Test(
    "largest remainder, ties to the first",
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (101, [1, 1, 1], [34, 34, 33]), (5, [1, 1], [3, 2]),
      (-5, [1, 1], [-3, -2]), (10, [1, 0, 1], [5, 0, 5]), (1, [0, 0, 7], [0, 0, 1]),
      (0, [3, 4], [0, 0]), (7, [5], [7]), (100, [50, 30, 20], [50, 30, 20]),
      (10, [1, 2, 3, 4, 5], [1, 1, 2, 3, 3]), (1, [1, 2], [0, 1]),
      (.max, [.max, .max], [4_611_686_018_427_387_904, 4_611_686_018_427_387_903]),
      (.min, [1], [.min]), (.min, [.max, 0], [.min, 0]),
    ] as [(Int64, [Int64], [Int64])])
  func table(total: Int64, weights: [Int64], parts: [Int64]) throws {
    #expect(try Allocation.split(total, weights: weights) == parts)
  }

  @Test("refuses", arguments: [[], [0], [0, 0], [1, -1], [-1], [.min, 1]] as [[Int64]])
  func refuses(weights: [Int64]) {
    #expect(failure { try Allocation.split(10, weights: weights) } == .badValue)
  }

  @Test("parts add up, stay within one of their share, and never favour the smaller weight")
  func property() throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      for _ in 0..<2_000 {
        let total = random.int64()
        let weights = (0..<Int(random.next() % 9 + 1)).map { _ in
          Int64(random.int64() & .max) >> Int64(random.next() % 63)
        }
        let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard sum > 0 else { continue }
        let parts = try Allocation.split(total, weights: weights)
        #expect(parts.count == weights.count, seed)
        #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(total), seed)
        for (part, weight) in zip(parts, weights) {
          let floor = Rounding.down.divide(Int128(total) * Int128(weight), by: sum)
          let ceiling = Rounding.up.divide(Int128(total) * Int128(weight), by: sum)
          #expect(floor <= Int128(part) && Int128(part) <= ceiling, seed)
        }
        for first in weights.indices {
          for second in weights.indices where weights[first] > weights[second] {
            #expect(parts[first].magnitude >= parts[second].magnitude, seed)
          }
        }
      }
    }
  }
}
