// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// What renting a tier for a while would cost, every part of it. Pure arithmetic: a quote binds
/// nobody.
package struct RentQuote: Equatable, Sendable {
  package let term: RentHours
  /// The tier's rate an hour, graphics cards included.
  package let listRate: Amount
  /// Hundredths of a percent taken off the list rate.
  package let discountBasisPoints: Int64
  /// What an hour of the term costs.
  package let rate: Amount
  /// The list rate × hours.
  package let listPrice: Amount
  /// What is paid in advance; at most what any longer term costs.
  package let price: Amount
  /// What of the price would go to `revenue:rent` if all of it were used.
  package let fee: Amount
  /// What `pool:cashback` would give back if all of it were used.
  package let cashback: Amount
  /// The price of an hour by bid, as it is now; `nil` where spot is off or nobody would go.
  package let spotRate: Amount?
  /// The spot rate × hours.
  package let spotPrice: Amount?
  package let terms: RentTerms

  /// - Parameters:
  ///   - listRate: the tier's price an hour, more than zero.
  ///   - spotRate: what a bid would have to pay an hour, if bids are taken.
  /// - Throws: `overflow`; `bad-value` where the term is so short that it costs nothing.
  package init(
    listRate: Amount, term: RentHours, terms: RentTerms, spotRate: Amount? = nil
  ) throws {
    self.term = term
    self.listRate = listRate
    self.terms = terms
    discountBasisPoints = terms.discountBasisPoints(of: term)
    listPrice = try term.price(at: listRate)
    (rate, price) = try terms.price(from: listRate, for: term)
    fee = try price.fee(basisPoints: terms.feeBasisPoints)
    cashback = try price.fee(basisPoints: terms.cashbackBasisPoints)
    self.spotRate = spotRate
    spotPrice = try spotRate.map(term.price)
  }

  /// What the discount saves against the list price.
  ///
  /// - Throws: `overflow`.
  package func discount() throws -> Amount { try listPrice.subtracting(price) }
}
