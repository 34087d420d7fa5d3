// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// What a length of use costs: one function for the price, the bill and an extension.
///
/// A length of h hours costs min(rate(h) × h, H × rate(H) of each later step H). So whoever stops
/// just before a step pays no more than whoever reaches it: cost never falls as time goes on, and
/// does not jump at a step. Bids and tiers without discount have no steps: rate × h.
package struct PriceCurve: Equatable, Sendable {
  /// An hour without discount.
  package let list: Amount
  /// Rising; steps whose rate rounds to nothing are left out.
  private let steps: [Step]

  private struct Step: Equatable {
    let hours: Int64
    /// Half-even to the asset.
    let rate: Int64
  }

  package init(list: Amount, discounts: [TermDiscount] = []) {
    self.list = list
    steps = discounts.compactMap { discount in
      let part = Int128(list.minor) * Int128(max(0, 10_000 - discount.basisPoints))
      let rate = Rounding.halfEven.divide(part, by: 10_000)
      return rate > 0 ? Step(hours: discount.hours, rate: Int64(clamping: rate)) : nil
    }
  }

  /// What so many hours cost, half-even in the asset's minor unit.
  ///
  /// - Throws: `overflow`.
  package func price(of hours: Rate) throws -> Amount {
    let cost = try cost(hours.coefficient, over: ContractBilling.power(hours.scale), unit: 1)
    return Amount(minor: try Int64(checking: cost), asset: list.asset)
  }

  /// What `elapsed` milliseconds cost in minor units, half-even in at most 6 decimals; it may be
  /// more than 64 bits.
  ///
  /// - Throws: `overflow` beyond 128 bits.
  package func cost(elapsed: Int64) throws -> Int128 {
    try cost(
      Int128(elapsed), over: Int128(ContractBilling.hour),
      unit: ContractBilling.unit(of: list.asset))
  }

  /// What an hour costs within a term of so many hours.
  package func rate(of hours: Rate) -> Amount {
    let length = (hours.coefficient, ContractBilling.power(hours.scale))
    return Amount(minor: rate(length.0, over: length.1), asset: list.asset)
  }

  private func rate(_ length: Int128, over divisor: Int128) -> Int64 {
    steps.last { Int128($0.hours) * divisor <= length }?.rate ?? list.minor
  }

  /// The cost of `length ÷ divisor` hours in whole `unit`s, in minor units.
  ///
  /// Each way is rounded by itself: rounding keeps the order, so the least is the same.
  private func cost(_ length: Int128, over divisor: Int128, unit: Int128) throws -> Int128 {
    let rate = Int128(rate(length, over: divisor))
    var least = try Rounding.halfEven.multiply(
      rate, by: length, over: checkedMultiply(divisor, unit))
    for step in steps where Int128(step.hours) * divisor > length {
      let whole = Rounding.halfEven.divide(Int128(step.hours) * Int128(step.rate), by: unit)
      least = min(least, whole)
    }
    return try checkedMultiply(least, unit)
  }
}
