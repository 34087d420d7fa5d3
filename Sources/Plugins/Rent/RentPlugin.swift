// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
import ContractPlugin
import DevicePlugin
package import LedgerCore
package import Store

/// Renting a device by the hour: quotes, contracts, reservations, budgets, spot.
package enum RentPlugin: Plugin {
  package static let name = "rent"
  package static let summary = "quotes, rentals, reservations, budgets, spot bids"
  package static let defaultAsset = "SOL"
  package static let commands: [any SessionCommand.Type] = [
    RentTiers.self, RentQuoteCommand.self, RentCreate.self, RentReserve.self, RentBid.self,
    RentEvict.self, RentBudgetSet.self, RentBudgetList.self, RentBudgetRemove.self,
  ]
  package static let completions: [String: CompletionSource] = [
    "id": .records(Contract.table), "device": .records(Device.table),
    "tier": .records(Tier.table), "on_exhaust": .words(["expire", "overdraw", "pause"]),
  ]
  package static let settings = [
    "asset", "cashback_bps", "exhausted_grace", "fee_bps", "free_pause", "overdraw_limit", "rail",
    "sla_credit_bps", "spot", "spot_percent", "term_discount", "term_discount_steps",
  ]
  package static let tables = [Bid.table]
  package static let audits = [BidAudit.all]

  package static func check(_ config: Config) throws {
    _ = try RentTerms(config)
    _ = try Rails.named(config.value("rent.rail"))
  }
}
