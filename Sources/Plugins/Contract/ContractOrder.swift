// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money

/// What somebody wants to rent, at a rate that was agreed.
package struct ContractOrder: Sendable {
  package var wallet: String
  package var tier: String
  /// More than zero.
  package var hours: Rate
  /// Per hour without discount.
  package var rate: Amount
  /// The only device wanted, or `nil`.
  package var device: String?
  /// What the customer offers to pay; less than the price is `underpaid`, more stays the wallet's.
  package var offered: Amount?
  /// Pay with this payment on `rail`, and not from the wallet.
  package var railSignature: String?
  package var rail: any SettlementRail = LocalRail()
  /// What was bid an hour, where it may be evicted by whoever pays more.
  package var bid: Amount?
  /// A reservation from this instant on, or `nil` for now.
  package var start: Timestamp?
  package var terms = ContractTerms()

  package init(wallet: String, tier: String, hours: Rate, rate: Amount) {
    self.wallet = wallet
    self.tier = tier
    self.hours = hours
    self.rate = rate
  }
}
