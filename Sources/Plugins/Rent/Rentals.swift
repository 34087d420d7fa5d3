// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
import DevicePlugin
package import LedgerCore
import Money

/// What contracts are opened at: the price of a tier, or of a bid.
package enum Rentals {
  /// The order that a request makes at the tier's rate, less the term discount; a reservation where
  /// it has a start.
  ///
  /// - Throws: `reserved-account`, `not-found` for wallet or tier, `bad-value`, `overflow`.
  package static func order(
    _ request: RentRequest, terms: RentTerms, _ ledger: LedgerReader
  ) throws -> ContractOrder {
    let tier = try checked(request, ledger)
    return try order(request, at: tier.hourlyRate(), terms: terms)
  }

  /// The order that a request makes at a rate that has been agreed.
  static func order(
    _ request: RentRequest, at rate: Amount, bid: Amount? = nil, terms: RentTerms
  ) throws -> ContractOrder {
    if let offered = request.offered, offered.asset != rate.asset {
      throw Failure(
        .badValue, "tier \(request.tier) is paid in \(rate.asset.code), not \(offered.asset.code)")
    }
    var terms = terms
    // A bid earns no discount: it is a price of its own.
    if bid != nil { terms.discounts = [] }
    _ = try terms.price(from: rate, for: request.term)
    var order = ContractOrder(
      wallet: request.wallet, tier: request.tier, hours: request.term.hours, rate: rate)
    order.device = request.device
    order.offered = request.offered
    order.railSignature = request.railSignature
    order.rail = request.rail
    order.start = request.start
    order.bid = bid
    order.terms = terms.locked(request.onExhaust)
    return order
  }

  /// The tier of a request whose wallet and start are in order.
  ///
  /// - Throws: `reserved-account`, `bad-name`, `not-found`, `bad-value` for a start that is not in
  ///   the future.
  static func checked(_ request: RentRequest, _ ledger: LedgerReader) throws -> Tier {
    try Contracts.refuseSystem(request.wallet, ledger)
    _ = try ledger.findAccount(request.wallet)
    if let start = request.start, start <= ledger.now {
      throw Failure(
        .badValue, "a reservation begins later than now, \(ledger.now.text)",
        hint: "'si64 rent create' begins at once")
    }
    return try ledger.find(Tier.self, request.tier)
  }
}
