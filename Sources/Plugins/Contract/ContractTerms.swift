// SPDX-License-Identifier: GPL-3.0-or-later

/// What was agreed besides the price; it never changes.
package struct ContractTerms: Equatable, Sendable {
  package var onExhaust: OnExhaust
  /// What the platform keeps of what was used, in basis points of it.
  package var feeBPS: Int64
  /// What comes back to the wallet from `pool:cashback`, in basis points of what was used.
  package var cashbackBPS: Int64
  /// What the owner gives up for each whole percent of heartbeats missed, in basis points of what
  /// was used.
  package var slaCreditBPS: Int64
  /// The version of the rules it was opened under, and ends by: 1 for builds before rules had one.
  package var rules: Int64 = 2

  /// What happens when the prepaid time is used up.
  package enum OnExhaust: String, CaseIterable, Sendable {
    /// The contract ends.
    case expire
    /// It pauses and keeps its slot until it is extended or settled.
    case pause
    /// It runs on; settling draws the excess from the wallet.
    case overdraw
  }

  package init(
    onExhaust: OnExhaust = .expire, feeBPS: Int64 = 0, cashbackBPS: Int64 = 0,
    slaCreditBPS: Int64 = 0
  ) {
    self.onExhaust = onExhaust
    self.feeBPS = feeBPS
    self.cashbackBPS = cashbackBPS
    self.slaCreditBPS = slaCreditBPS
  }
}
