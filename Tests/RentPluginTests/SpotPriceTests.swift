// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import RentPlugin
import TestKit
import Testing

@Suite("The spot price")
struct SpotPriceTests {
  private func incumbent(_ contract: Int64, _ rate: String) throws -> SpotPrice.Incumbent {
    SpotPrice.Incumbent(contract: contract, maxRate: try sol(rate))
  }

  @Test(
    arguments: [
      ("0.035", 50, "0.0175"), ("0.035", 100, "0.035"), ("0.001", 1, "0.00001"),
      ("0.000000001", 1, "0.000000001"), ("0.000000005", 50, "0.000000002"),
    ] as [(String, Int64, String)])
  func base(_ list: String, _ percent: Int64, _ expected: String) throws {
    #expect(try SpotPrice.base(of: sol(list), percent: percent) == sol(expected))
  }

  @Test("the lowest bid goes first; of equal ones the youngest contract")
  func order() throws {
    let all = try [incumbent(3, "0.02"), incumbent(5, "0.018"), incumbent(9, "0.018")]
    #expect(SpotPrice.lowest(all)?.contract == 9)
    #expect(SpotPrice.lowest(all.reversed())?.contract == 9)
    #expect(SpotPrice.lowest([all[0], all[1]])?.contract == 5)
    #expect(SpotPrice.lowest([]) == nil)
  }

  @Test(
    "second price, between base and list",
    arguments: [
      ("0.02", "0.02"), ("0.01", "0.0175"), ("0.05", "0.035"), ("0.0175", "0.0175"),
    ])
  func price(_ beaten: String, _ expected: String) throws {
    let rate = try SpotPrice.price(
      beating: incumbent(1, beaten), base: sol("0.0175"), list: sol("0.035"))
    #expect(try rate == sol(expected))
  }

  @Test func reachingTheBase() throws {
    let base = try sol("0.0175")
    try SpotPrice.check(base, reaches: base)
    #expect(code { try SpotPrice.check(sol("0.017499999"), reaches: base) } == .bidTooLow)
  }

  @Test func beatingTheLowest() throws {
    let lowest = try incumbent(1, "0.02")
    try SpotPrice.check(sol("0.020000001"), beats: lowest)
    do {
      try SpotPrice.check(sol("0.02"), beats: lowest)
      Issue.record("an equal bid does not beat")
    } catch let failure as Failure {
      #expect(failure.code == .bidTooLow)
      #expect(failure.details["required"] == "0.020000001")
      #expect(failure.details["bid"] == "0.020000000")
    }
  }

  @Test func anotherAsset() throws {
    let grid = Amount(minor: 5, asset: try Asset(code: "GRID", decimals: 9))
    #expect(code { try SpotPrice.check(grid, reaches: sol("0.01")) } == .badValue)
    #expect(code { try SpotPrice.check(grid, beats: incumbent(1, "0.01")) } == .badValue)
  }

  @Test("who pays never pays more than the bid", arguments: 0..<64)
  func neverMoreThanTheBid(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let list = Amount(minor: .random(in: 1...1_000_000, using: &random), asset: sol)
    let base = try SpotPrice.base(of: list, percent: .random(in: 1...100, using: &random))
    let held = Amount(minor: .random(in: base.minor...2_000_000, using: &random), asset: sol)
    let bid = Amount(minor: .random(in: held.minor + 1...3_000_000, using: &random), asset: sol)
    let beaten = SpotPrice.Incumbent(contract: 1, maxRate: held)
    try SpotPrice.check(bid, reaches: base)
    try SpotPrice.check(bid, beats: beaten)
    let rate = SpotPrice.price(beating: beaten, base: base, list: list)
    #expect(rate.minor < bid.minor && rate.minor >= base.minor, "seed \(seed)")
    #expect(rate.minor <= list.minor, "seed \(seed)")
  }
}
