// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import ContractPlugin
package import LedgerCore
import Money

extension Budget: CommandOutcome {
  package static let fieldNames = [
    "burn_per_hour", "spend_per_month", "active_contracts", "max_rate", "asset",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "budget", id: wallet)
    item.add("burn_per_hour", amount(burnPerHour))
    item.add("spend_per_month", amount(spendPerMonth))
    item.add("active_contracts", activeContracts)
    item.add("max_rate", amount(maxRate))
    item.add("asset", asset.code)
    return item
  }

  /// The limits, and what of them is used now.
  func itemWithUsage(_ ledger: LedgerReader) throws -> Item {
    let usage = try Budgets.usage(of: self, at: ledger.now, ledger)
    var item = try item(ledger)
    item.add("burning", WideAmount(usage.burnPerHour, asset))
    item.add("spent", WideAmount(usage.spentThisMonth, asset))
    item.add("contracts", usage.activeContracts)
    return item
  }

  static let columns = [
    "id", "burn_per_hour", "burning", "spend_per_month", "spent", "active_contracts", "contracts",
    "max_rate", "asset",
  ]

  private func amount(_ minor: Int64?) -> Amount? { minor.map { Amount(minor: $0, asset: asset) } }
}
