// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import TestKit
import Testing

/// What a contract costs, said once more by other means: exact fractions, compared crosswise, and
/// rounded by what is left over.
private struct Oracle {
  let list: Int128
  let steps: [(hours: Int128, rate: Int128)]

  init(_ list: Int64, _ discounts: [TermDiscount]) {
    self.list = Int128(list)
    steps = discounts.map {
      let share = Int128(10_000 - $0.basisPoints)
      return (Int128($0.hours), Oracle.halfEven(Int128(list) * share, 10_000))
    }
  }

  static func halfEven(_ top: Int128, _ bottom: Int128) -> Int128 {
    let (whole, rest) = (top / bottom, top % bottom)
    if rest * 2 == bottom { return whole % 2 == 0 ? whole : whole + 1 }
    return rest * 2 > bottom ? whole + 1 : whole
  }

  /// The exact cost of `top ÷ bottom` hours, as a fraction over `bottom`.
  private func exact(_ top: Int128, _ bottom: Int128) -> Int128 {
    var best: Int128?
    for way in [(Int128(0), list)] + steps {
      // Whoever uses less than a step may always pay for all of it.
      let cost = way.1 * max(top, way.0 * bottom)
      if best == nil || cost < best ?? 0 { best = cost }
    }
    return best ?? 0
  }

  func price(hours: Rate) -> Int128 {
    var bottom: Int128 = 1
    for _ in 0..<hours.scale { bottom *= 10 }
    return Self.halfEven(exact(hours.coefficient, bottom), bottom)
  }

  func used(_ milliseconds: Int64, prepaid: Int128) -> Int128 {
    let unit: Int128 = 1_000
    let cost = Self.halfEven(exact(Int128(milliseconds), 3_600_000), 3_600_000 * unit) * unit
    return min(prepaid, milliseconds == 0 ? 0 : max(unit, cost))
  }
}

@Suite("Price and bill are one function")
struct PriceCurveTests {
  private static let standard = TermDiscount.standard

  private func curve(_ list: Int64, _ steps: [TermDiscount] = standard) -> PriceCurve {
    PriceCurve(list: BillingTests.sol(list), discounts: steps)
  }

  @Test(arguments: [
    ("1", "1"), ("151.2", "151.2"), ("151.3", "151.2"), ("167.999999999", "151.2"),
    ("168", "151.2"), ("168.000000001", "151.2000000009"), ("640", "576"), ("640.1", "576"),
    ("719.999", "576"), ("720", "576"), ("721", "576.8"),
  ])
  func atAndBetweenTheSteps(_ hours: String, _ price: String) throws {
    let cost = try curve(1_000_000_000).price(of: Rate(parsing: hours))
    #expect(cost.trimmed == (price == "151.2000000009" ? "151.200000001" : price))
  }

  @Test func anHourOfALongTermCostsTheFullRate() throws {
    let contract = try discounted(hours: "720", list: 1_000_000_000)
    #expect(contract.prepaid.trimmed == "576")
    let hour = try contract.bill(at: BillingTests.at(3_600_000))
    #expect(hour.used.trimmed == "1")
    #expect(hour.refund.trimmed == "575")
    #expect(try contract.bill(at: BillingTests.at(168 * 3_600_000)).used.trimmed == "151.2")
    #expect(try contract.bill(at: BillingTests.at(720 * 3_600_000)).used == contract.prepaid)
  }

  @Test func aContractOfTheFirstBuildKeepsItsDiscountFromTheBeginning() throws {
    var terms = ContractTerms()
    terms.rules = 1
    let contract = try discounted(hours: "720", list: 1_000_000_000, terms)
    let hour = try contract.bill(at: BillingTests.at(3_600_000))
    #expect(hour.used.trimmed == "0.8")
    #expect(try contract.bill(at: BillingTests.at(1)).used.minor == 0)
  }

  private func discounted(
    hours: String, list: Int64, _ terms: ContractTerms = ContractTerms()
  ) throws -> Contract {
    var terms = terms
    terms.discounts = Self.standard
    let length = try Rate(parsing: hours)
    let curve = curve(list)
    let start = BillingTests.at(0)
    return Contract(
      id: 1, wallet: "w", device: "d", tier: "T", rate: curve.rate(of: length),
      listRate: BillingTests.sol(list), hours: length, prepaid: try curve.price(of: length),
      terms: terms, createdAt: start, startedAt: start,
      expiresAt: try start.advanced(by: ContractBilling.duration(of: length)))
  }

  @Test(arguments: 0..<40)
  func anotherImplementationAgrees(_ seed: UInt64) throws {
    var random = Seeded(seed)
    for _ in 0..<100 {
      let list = Int64.random(in: 1...50_000_000_000, using: &random)
      let whole = Int.random(in: 0...900, using: &random)
      let hours = try Rate(parsing: "\(whole).\(Int.random(in: 1...999_999, using: &random))")
      let oracle = Oracle(list, Self.standard)
      let contract = try discounted(hours: hours.text, list: list)
      #expect(Int128(contract.prepaid.minor) == oracle.price(hours: hours), "seed \(seed)")
      let full = try ContractBilling.duration(of: hours)
      for elapsed in [0, 1, full / 3, full - 1, full, .random(in: 0...full, using: &random)] {
        let bill = try contract.bill(at: BillingTests.at(elapsed))
        let used = oracle.used(elapsed, prepaid: Int128(contract.prepaid.minor))
        #expect(Int128(bill.used.minor) == used, "seed \(seed): \(list), \(hours), \(elapsed)")
        #expect(try bill.used.adding(bill.refund) == contract.prepaid)
      }
    }
  }

  @Test(arguments: 0..<20)
  func itNeverFallsAndNeverJumps(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let list = Int64.random(in: 1...1_000_000_000_000, using: &random)
    let curve = curve(list)
    var last: Int128 = 0
    for elapsed in (0..<200).map({ _ in Int64.random(in: 0...3_600_000_000, using: &random) })
      .sorted()
    {
      let cost = try curve.cost(elapsed: elapsed)
      #expect(cost >= last, "seed \(seed)")
      last = cost
    }
    for step in Self.standard {
      let instant = step.hours * 3_600_000
      let before = try curve.cost(elapsed: instant - 1)
      let after = try curve.cost(elapsed: instant)
      // At most what a millisecond costs, and a unit for rounding.
      #expect(after - before <= Int128(list) / 3_600_000 + 1_000, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func partsCostWhatTheWholeCosts(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let curve = curve(.random(in: 1...1_000_000_000_000, using: &random))
    var hours = try Rate(parsing: "1")
    var paid = try curve.price(of: hours)
    for _ in 0..<10 {
      let more = try Rate(parsing: "\(Int.random(in: 1...200, using: &random)).5")
      hours = try ContractBilling.sum(hours, more)
      let cost = try curve.price(of: hours).subtracting(paid)
      #expect(cost.minor >= 0, "seed \(seed)")
      paid = try paid.adding(cost)
    }
    #expect(try paid == curve.price(of: hours))
  }

  @Test func aStepThatLeavesNothingOfTheRateIsNone() throws {
    let token = Amount(minor: 1, asset: try Asset(code: "TOKEN", decimals: 0))
    let curve = PriceCurve(list: token, discounts: [TermDiscount(hours: 10, basisPoints: 9_000)])
    #expect(try curve.price(of: Rate(parsing: "20")).minor == 20)
    #expect(try curve.price(of: Rate(parsing: "5")).minor == 5)
  }
}
