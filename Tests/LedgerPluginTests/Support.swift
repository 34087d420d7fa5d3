// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

/// A ledger with alice (100 TOKEN, 50 ZAR), bob and carol.
func threePeople(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
  let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
  ledger("ledger create-account alice --balance 100 --balance 50ZAR")
  ledger("ledger create-account bob")
  ledger("ledger create-account carol")
  return ledger
}

extension TestLedger {
  /// The balance of one asset as its text.
  func balance(_ account: String, _ asset: String = "TOKEN") throws -> String? {
    try self("ledger balance \(account) --asset \(asset) -o json").json()["balance"]?.string
  }

  /// The number of entries and the last hash.
  var head: String { self("ledger info -o json --columns entries,head").output }
}

/// Milliseconds of a time.
func at(_ text: String) -> Int64 {
  guard let time = try? Instants.milliseconds(text) else { preconditionFailure(text) }
  return time
}
