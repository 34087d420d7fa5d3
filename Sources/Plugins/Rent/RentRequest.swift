// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
package import LedgerCore
package import Money

/// What somebody wants to rent, before it has a price.
package struct RentRequest: Sendable {
  package var wallet: String
  package var tier: String
  package var term: RentHours
  /// The only device wanted, or `nil`.
  package var device: String?
  /// What the renter is ready to pay for the term, or `nil` for whatever it costs.
  package var offered: Amount?
  /// The payment on the settlement rail, in base58, or `nil` to pay from the wallet.
  package var railSignature: String?
  /// Where such payments arrive.
  package var rail: any SettlementRail = LocalRail()
  package var onExhaust = ContractTerms.OnExhaust.expire
  /// When a reservation begins, or `nil` for now.
  package var start: Timestamp?

  package init(wallet: String, tier: String, term: RentHours) {
    self.wallet = wallet
    self.tier = tier
    self.term = term
  }
}
