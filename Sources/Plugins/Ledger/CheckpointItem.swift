// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money
import Store

extension Checkpoint: CommandOutcome {
  package static let fieldNames = [
    "ledger", "sequence", "hash", "time", "public_key", "signature",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    guard let first = try ledger.firstHash(), let genesis = try ledger.fetch(Genesis.self, 1) else {
      throw Failure(.damaged, "the ledger has no first entry")
    }
    var item = Item(kind: "checkpoint", id: displayID)
    item.add("ledger", String(first.prefix(32)))
    item.add("sequence", head.sequence)
    item.add("hash", head.hash)
    item.add("time", time)
    item.add("public_key", genesis.publicKey)
    return item
  }
}
