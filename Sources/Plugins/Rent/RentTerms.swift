// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
package import Money

/// What the operator has decided about prices: config `[rent]`, read by commands and passed down.
package struct RentTerms: Equatable, Sendable {
  /// The operator's share of what a device earns, in basis points; config `rent.fee_bps`.
  package var feeBasisPoints: Int64 = 0
  /// The steps of the term discount, empty where there is none; `rent.term_discount`.
  package var discounts: [TermDiscount] = []
  /// The steps a quote shows on request, given or not; `rent.term_discount_steps`.
  package var offeredDiscounts = TermDiscount.standard
  /// What the renter gets back from `pool:cashback`, in basis points; `rent.cashback_bps`.
  package var cashbackBasisPoints: Int64 = 0
  /// What the renter gets back for each whole percent of heartbeats the device missed, in basis
  /// points of what was used; `rent.sla_credit_bps`.
  package var slaBasisPoints: Int64 = 0
  /// The base price of spot contracts in percent of the list rate, `nil` where spot is off;
  /// `rent.spot`, `rent.spot_percent`.
  package var spotPercent: Int64?
  /// How long a contract may run on after its expiry, in milliseconds; `rent.overdraw_limit`.
  package var overdrawLimit = ContractTerms.day
  /// How long an exhausted contract keeps its slot, in milliseconds; `rent.exhausted_grace`.
  package var exhaustedGrace = ContractTerms.day
  /// How long a contract may be paused without being billed, in milliseconds, `nil` for as long as
  /// one likes; `rent.free_pause`.
  package var freePause: Int64?

  package init() {}

  /// The base spot price in percent of the list rate, unless config says otherwise.
  package static let standardSpotPercent: Int64 = 50

  /// The same terms with the term discount on: `rent quote --term-discount`.
  package var withDiscounts: RentTerms {
    var terms = self
    terms.discounts = offeredDiscounts
    return terms
  }

  /// What is locked in a contract.
  package func locked(_ onExhaust: ContractTerms.OnExhaust) -> ContractTerms {
    var locked = ContractTerms(
      onExhaust: onExhaust, feeBPS: feeBasisPoints, cashbackBPS: cashbackBasisPoints,
      slaCreditBPS: slaBasisPoints)
    locked.discounts = discounts
    locked.overdrawLimit = onExhaust == .overdraw ? overdrawLimit : nil
    locked.exhaustedGrace = onExhaust == .pause ? exhaustedGrace : nil
    locked.freePause = freePause
    return locked
  }

  /// The highest step of the discount that a term reaches, in basis points; 0 where it reaches
  /// none.
  package func discountBasisPoints(of term: RentHours) -> Int64 {
    let reached = discounts.filter {
      Int128($0.hours) * Int128(ContractBilling.hour) <= Int128(term.milliseconds)
    }
    return reached.map(\.basisPoints).max() ?? 0
  }

  /// What a term costs at a list rate: an hour of it, and all of it.
  ///
  /// - Throws: `overflow`; `bad-value` where the discount leaves nothing of the rate, and where the
  ///   term is so short that it costs nothing.
  package func price(
    from list: Amount, for term: RentHours
  ) throws -> (rate: Amount, price: Amount) {
    let points = discountBasisPoints(of: term)
    guard try list.scaled(by: Int128(10_000 - points), over: 10_000).minor > 0 else {
      throw Failure(.badValue, "a discount of \(points) basis points leaves nothing of \(list)")
    }
    let curve = PriceCurve(list: list, discounts: discounts)
    let price = try curve.price(of: term.hours)
    guard price.minor > 0 else {
      throw Failure(
        .badValue, "\(term.hours.text) hours cost less than the smallest unit of \(list.asset.code)"
      )
    }
    return (curve.rate(of: term.hours), price)
  }
}
