// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// The price of spot contracts, and who has to go when a tier is full.
///
/// While a device is free, spot costs a fixed part of the list rate. When none is, the running spot
/// contract with the lowest bid goes to whoever bids more, at the price of the bid it beats (a
/// second price), never above the list rate. So the price depends on bids alone, and the same bids
/// give the same price.
package enum SpotPrice {
  /// A running spot contract, as far as prices go.
  package struct Incumbent: Equatable, Sendable {
    /// The contract's number.
    package let contract: Int64
    /// The most it said it would pay an hour.
    package let maxRate: Amount

    package init(contract: Int64, maxRate: Amount) {
      self.contract = contract
      self.maxRate = maxRate
    }
  }

  /// What a spot contract costs an hour while a device is free.
  ///
  /// - Parameter percent: of the list rate, 1…100; half-even, at least one minor unit.
  /// - Throws: `overflow`.
  package static func base(of listRate: Amount, percent: Int64) throws -> Amount {
    var rate = try listRate.scaled(by: Int128(percent), over: 100)
    rate.minor = max(1, rate.minor)
    return rate
  }

  /// Who goes first: the lowest bid, of equal ones the contract opened last.
  package static func lowest(_ incumbents: [Incumbent]) -> Incumbent? {
    incumbents.min {
      ($0.maxRate.minor, -$0.contract) < ($1.maxRate.minor, -$1.contract)
    }
  }

  /// What beating `incumbent` costs an hour: its bid, within the base price and the list rate.
  package static func price(beating incumbent: Incumbent, base: Amount, list: Amount) -> Amount {
    var rate = base
    rate.minor = min(max(incumbent.maxRate.minor, base.minor), max(list.minor, base.minor))
    return rate
  }

  /// Checks a bid against the price while a device is free.
  ///
  /// - Throws: `bid-too-low` with `required`, `bad-value` for another asset.
  package static func check(_ bid: Amount, reaches base: Amount) throws {
    try requireSameAsset(bid, base)
    guard bid.minor >= base.minor else { throw tooLow(bid, "reach", base) }
  }

  /// Checks a bid against the lowest one of a full tier, which it must beat.
  ///
  /// - Throws: `bid-too-low` with `required`: the smallest bid that would do.
  package static func check(_ bid: Amount, beats incumbent: Incumbent) throws {
    try requireSameAsset(bid, incumbent.maxRate)
    guard bid.minor > incumbent.maxRate.minor else {
      var required = incumbent.maxRate
      // bounded: asked first
      required.minor += required.minor == .max ? 0 : 1
      throw tooLow(bid, "beat the lowest running one; reach", required)
    }
  }

  private static func requireSameAsset(_ bid: Amount, _ other: Amount) throws {
    guard bid.asset == other.asset else {
      throw Failure(
        .badValue, "the tier is priced in \(other.asset.code), the bid in \(bid.asset.code)")
    }
  }

  private static func tooLow(_ bid: Amount, _ what: String, _ required: Amount) -> Failure {
    Failure(
      .bidTooLow, "a bid of \(bid) an hour does not \(what) \(required)",
      details: ["required": required.text, "bid": bid.text, "asset": bid.asset.code])
  }
}
