// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import Store

/// What must hold of bids in every state of a ledger.
enum BidAudit {
  /// Each bid has a contract of its wallet, tier and rate, which is not above the bid; and one that
  /// was evicted has been settled.
  static let all = Audit("bids") { ledger in
    try ledger.all(Bid.self, "ORDER BY id").compactMap { bid in
      guard let contract = try ledger.fetch(Contract.self, .integer(bid.contract)) else {
        return "\(bid.displayID) opened \(bid.contractID), which is not there"
      }
      guard contract.wallet == bid.wallet, contract.tier == bid.tier, contract.rate == bid.rate
      else { return "\(bid.displayID) and its contract \(bid.contractID) do not agree" }
      guard bid.rate.minor <= bid.maxRate.minor else {
        return "\(bid.displayID) pays \(bid.rate) an hour, more than it bid"
      }
      guard bid.evictedAt == nil || contract.status == .settled else {
        return "\(bid.contractID) was evicted and is \(contract.status.rawValue)"
      }
      return nil
    }
  }
}
