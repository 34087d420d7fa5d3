// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore

/// A plugin above this one that has something to finish before a contract settles.
package protocol ContractObserver: Plugin {
  /// Called inside the settling entry, before any money moves; `contract` is as of `time`.
  static func contractWillSettle(
    _ contract: Contract, at time: Timestamp, in ledger: LedgerWriter) throws
}

extension Session {
  /// The plugins that want to know before a contract settles.
  package var contractObservers: [any ContractObserver.Type] {
    plugins.plugins.compactMap { $0 as? any ContractObserver.Type }
  }
}
