// SPDX-License-Identifier: GPL-3.0-or-later
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

  package init() {}

  /// The base spot price in percent of the list rate, unless config says otherwise.
  package static let standardSpotPercent: Int64 = 50

  /// The same terms with the term discount on: `rent quote --term-discount`.
  package var withDiscounts: RentTerms {
    var terms = self
    terms.discounts = offeredDiscounts
    return terms
  }

  /// What a term costs an hour: the list rate less its discount, rounded half-even to the asset.
  ///
  /// This is the rate that gets locked in the contract, so that price, use and refund agree.
  /// - Throws: `overflow`; `bad-value` where the discount leaves nothing.
  package func rate(from list: Amount, for term: RentHours) throws -> Amount {
    let points = TermDiscount.basisPoints(of: term, in: discounts)
    let rate = try list.scaled(by: Int128(10_000 - points), over: 10_000)
    guard rate.minor > 0 else {
      throw Failure(.badValue, "a discount of \(points) basis points leaves nothing of \(list)")
    }
    return rate
  }
}
