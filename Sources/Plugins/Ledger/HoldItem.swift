// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money
import Store

extension Hold: CommandOutcome {
  package static let fieldNames = [
    "account", "to", "amount", "remaining", "asset", "status", "created_at", "expires_at",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "hold", id: displayID)
    item.add("account", payer)
    item.add("to", destination)
    item.add("amount", amount)
    item.add("remaining", Amount(minor: remaining, asset: amount.asset))
    item.add("asset", amount.asset.code)
    item.add("status", state(at: ledger.now).rawValue)
    item.add("created_at", createdAt)
    item.add("expires_at", expiresAt)
    return item
  }
}
