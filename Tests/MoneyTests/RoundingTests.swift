// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Rounding") struct RoundingTests {
  static let all: [Rounding] = [.halfEven, .halfUp, .down, .up]

  @Test(
    "by hand",
    arguments: [
      (7, 2, [4, 4, 3, 4]), (5, 2, [2, 3, 2, 3]), (-5, 2, [-2, -3, -3, -2]),
      (5, -2, [-2, -3, -3, -2]), (-5, -2, [2, 3, 2, 3]), (-7, 2, [-4, -4, -4, -3]),
      (1, 3, [0, 0, 0, 1]), (-1, 3, [0, 0, -1, 0]), (2, 3, [1, 1, 0, 1]), (6, 3, [2, 2, 2, 2]),
      (1, 2, [0, 1, 0, 1]), (-1, 2, [0, -1, -1, 0]), (0, -9, [0, 0, 0, 0]),
    ] as [(Int128, Int128, [Int128])])
  func byHand(numerator: Int128, divisor: Int128, expected: [Int128]) throws {
    for (rounding, result) in zip(Self.all, expected) {
      #expect(rounding.divide(numerator, by: divisor) == result, "\(rounding)")
      #expect(try rounding.multiply(numerator, by: 1, over: divisor) == result, "\(rounding)")
    }
  }

  @Test("edges of 128 bits do not trap")
  func edges() {
    #expect(Rounding.halfEven.divide(.max, by: .max) == 1)
    #expect(Rounding.halfEven.divide(.min, by: .max) == -1)
    #expect(Rounding.down.divide(.min, by: .max) == -2)
    #expect(Rounding.up.divide(.max, by: .min) == 0)
    #expect(Rounding.halfUp.divide(.max, by: .min) == -1)
    #expect(Rounding.halfEven.divide(.min, by: .min) == 1)
    #expect(Rounding.halfEven.divide(.min, by: 1) == .min)
  }

  /// The definition, by search from the floor; slow and obviously right.
  private func reference(_ rounding: Rounding, _ numerator: Int128, _ divisor: Int128) -> Int128 {
    let (top, bottom) = divisor < 0 ? (-numerator, -divisor) : (numerator, divisor)
    var floor = top / bottom
    if floor * bottom > top { floor -= 1 }
    let twice = 2 * (top - floor * bottom)
    if twice == 0 { return floor }
    switch rounding {
    case .down: return floor
    case .up: return floor + 1
    case .halfEven:
      return twice != bottom ? floor + (twice > bottom ? 1 : 0) : floor + (floor % 2 == 0 ? 0 : 1)
    case .halfUp:
      return twice != bottom ? floor + (twice > bottom ? 1 : 0) : floor + (top > 0 ? 1 : 0)
    }
  }

  @Test("agrees with the definition", arguments: all)
  func property(rounding: Rounding) throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      for _ in 0..<5_000 {
        let numerator = Int128(random.int64())
        var divisor = Int128(random.int64())
        // Small divisors meet ties often.
        if random.next() % 2 == 0 { divisor %= 16 }
        if divisor == 0 { continue }
        let expected = reference(rounding, numerator, divisor)
        #expect(
          rounding.divide(numerator, by: divisor) == expected, "\(numerator)/\(divisor) \(seed)")
      }
    }
  }

  @Test("a product of more than 128 bits is divided exactly", arguments: all)
  func wide(rounding: Rounding) throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      for _ in 0..<2_000 {
        // left × right ÷ (right × k) = left ÷ k, though the product does not fit.
        let left = Int128(random.int64()) << 40
        let right = Int128(random.int64()) << 30
        let small = Int128(random.next() % 9 + 1)
        guard right != 0,
          case (let divisor, let over) = right.multipliedReportingOverflow(by: small),
          !over
        else { continue }
        #expect(
          try rounding.multiply(left, by: right, over: divisor)
            == rounding.divide(left, by: small), seed)
      }
    }
  }

  @Test("a result that does not fit is overflow, a divisor of zero a bad value")
  func overflow() throws {
    #expect(failure { try Rounding.down.multiply(.max, by: .max, over: 1) } == .overflow)
    #expect(failure { try Rounding.down.multiply(.min, by: 1, over: -1) } == .overflow)
    #expect(failure { try Rounding.down.multiply(.min, by: .min, over: .min) } == .overflow)
    #expect(failure { try Rounding.down.multiply(1, by: 1, over: 0) } == .badValue)
    #expect(try Rounding.down.multiply(.max, by: .max, over: .max) == .max)
    #expect(try Rounding.down.multiply(.max, by: -4, over: 4) == -.max)
  }

  @Test("checked products and conversions")
  func checked() throws {
    #expect(try checkedMultiply(Int128(Int64.max), -3) == -27_670_116_110_564_327_421)
    #expect(failure { try checkedMultiply(.max, 2) } == .overflow)
    #expect(failure { try checkedMultiply(.min, -1) } == .overflow)
    #expect(try Int64(checking: Int128(Int64.min)) == .min)
    #expect(failure { try Int64(checking: Int128(Int64.max) + 1) } == .overflow)
    #expect(failure { try Int64(checking: Int128(Int64.min) - 1) } == .overflow)
  }
}
