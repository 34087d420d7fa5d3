// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import MeterPlugin

@Suite("Totals of samples")
struct UsageTotalsTests {
  @Test(
    "means are half-even and within their bounds",
    arguments: [
      ([1], 1), ([1, 2], 2), ([2, 3], 2), ([0, 0, 1], 0), ([1, 1, 0], 1), ([5, 5, 5], 5),
      ([Int64.max / 2, Int64.max / 2], Int64.max / 2),
    ] as [([Int64], Int64)])
  func means(_ values: [Int64], _ mean: Int64) throws {
    var total = MeasureTotal(values[0])
    for value in values.dropFirst() { total = try total.adding(MeasureTotal(value)) }
    #expect(total.count == Int64(values.count))
    #expect(total.mean == mean)
    #expect(total.isPossible)
  }

  @Test("a sum beyond 64 bits is refused, not wrapped")
  func overflow() {
    let most = MeasureTotal(.max)
    #expect(throws: Failure(.overflow, "the sum of the samples is too large")) {
      try most.adding(MeasureTotal(1))
    }
  }

  @Test(
    "totals no samples can have",
    arguments: [(0, 1, 5, 5), (2, 1, 5, 11), (2, 3, 5, 5), (1, 5, 4, 5)]
      as [(Int64, Int64, Int64, Int64)])
  func impossible(_ count: Int64, _ min: Int64, _ max: Int64, _ sum: Int64) {
    #expect(!MeasureTotal(count: count, min: min, max: max, sum: sum).isPossible)
  }

  @Test("samples added one by one or in any two parts come to the same", arguments: 0..<50)
  func associative(_ seed: UInt64) throws {
    var random = Generator(state: seed)
    let samples = (1...Int64.random(in: 2...40, using: &random)).map { seq in
      UsageTotals(
        Usage { Int64.random(in: 0...min($0.limit, 1 << 40), using: &random) }, seq: seq)
    }
    let cut = Int.random(in: 1..<samples.count, using: &random)
    let whole = try all(samples[...])
    let parts = try all(samples[..<cut]).adding(all(samples[cut...]))
    #expect(whole == parts, "seed \(seed)")
    #expect(whole.count == Int64(samples.count), "seed \(seed)")
    #expect((whole.firstSeq, whole.lastSeq) == (1, Int64(samples.count)), "seed \(seed)")
    for measure in Measure.allCases {
      let total = whole[measure]
      #expect(total.isPossible, "seed \(seed)")
      #expect((total.min...total.max).contains(total.mean), "seed \(seed)")
    }
  }

  private func all(_ parts: ArraySlice<UsageTotals>) throws -> UsageTotals {
    var result: UsageTotals?
    for part in parts { result = try result?.adding(part) ?? part }
    return try #require(result)
  }
}

/// SplitMix64: the same numbers for the same seed.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
