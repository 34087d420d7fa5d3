// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
import DevicePlugin
package import LedgerCore
import Money

/// Opening contracts at the price of a tier, inside a journal entry.
package enum Rentals {
  /// Opens a contract at the tier's rate, less the term discount; a reservation where it has a
  /// start.
  ///
  /// - Throws: `reserved-account`, `not-found` for wallet, tier or device, `bad-value`,
  ///   `underpaid`, `budget-exceeded`, `no-capacity`, `insufficient-funds`, and what the settlement
  ///   rail throws.
  package static func open(
    _ request: RentRequest, terms: RentTerms, rail: any SettlementRail, in ledger: LedgerWriter
  ) throws -> Contract {
    let tier = try checked(request, ledger)
    let quote = try RentQuote(listRate: tier.hourlyRate(), term: request.term, terms: terms)
    return try open(request, at: quote.rate, terms: terms, rail: rail, in: ledger)
  }

  /// Opens a contract at a rate that has been agreed.
  static func open(
    _ request: RentRequest, at rate: Amount, terms: RentTerms, rail: any SettlementRail,
    in ledger: LedgerWriter
  ) throws -> Contract {
    if let offered = request.offered, offered.asset != rate.asset {
      throw Failure(
        .badValue, "tier \(request.tier) is paid in \(rate.asset.code), not \(offered.asset.code)")
    }
    guard try request.term.price(at: rate).minor > 0 else {
      throw Failure(
        .badValue,
        "\(request.term.hours.text) hours cost less than the smallest unit of \(rate.asset.code)")
    }
    var order = ContractOrder(
      wallet: request.wallet, tier: request.tier, hours: request.term.hours, rate: rate)
    order.device = request.device
    order.offered = request.offered
    order.railSignature = request.railSignature
    order.rail = rail
    order.start = request.start
    order.terms = ContractTerms(
      onExhaust: request.onExhaust, feeBPS: terms.feeBasisPoints,
      cashbackBPS: terms.cashbackBasisPoints, slaCreditBPS: terms.slaBasisPoints)
    return try Contracts.open(order, in: ledger)
  }

  /// The tier of a request whose wallet and start are in order.
  ///
  /// - Throws: `reserved-account`, `bad-name`, `not-found`, `bad-value` for a start that is not in
  ///   the future.
  static func checked(_ request: RentRequest, _ ledger: LedgerReader) throws -> Tier {
    try AccountName.refuseReserved(request.wallet)
    _ = try ledger.findAccount(request.wallet)
    if let start = request.start, start <= ledger.now {
      throw Failure(
        .badValue, "a reservation begins later than now, \(ledger.now.text)",
        hint: "'si64 rent create' begins at once")
    }
    return try ledger.find(Tier.self, request.tier)
  }
}
