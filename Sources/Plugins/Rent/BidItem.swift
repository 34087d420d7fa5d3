// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
import ContractPlugin
package import LedgerCore
import Money
import Store

extension Bid: CommandOutcome {
  package static let fieldNames = [
    "wallet", "tier", "hours", "max_rate", "rate", "asset", "contract", "evicts", "created_at",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "bid", id: displayID)
    item.add("wallet", wallet)
    item.add("tier", tier)
    item.add("hours", .decimal(term.hours.text))
    item.add("max_rate", maxRate)
    item.add("rate", rate)
    item.add("asset", rate.asset.code)
    item.add("contract", contractID)
    item.add("evicts", evicts.map { Contract.table.display(.integer($0)) })
    item.add("created_at", createdAt)
    return item
  }
}
