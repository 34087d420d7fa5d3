// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money

/// How a contract ended: who got what. Every amount is in the contract's asset.
package struct Settlement: Equatable, Sendable {
  /// When its use stopped.
  package var endedAt: Timestamp
  /// How long it was used, in milliseconds, pauses left out.
  package var elapsed: Int64
  /// What the use cost.
  package var used: Amount
  /// Prepaid and not used; back to the wallet.
  package var refund: Amount
  /// Used beyond what was prepaid, and paid by the wallet (overdraw).
  package var drawn: Amount
  /// Used beyond what was prepaid, and not to be had from the wallet (overdraw).
  package var waived: Amount
  /// The platform's share of what was paid.
  package var fee: Amount
  /// What the owner gave up for downtime; to the wallet.
  package var slaCredit: Amount
  /// What the wallet got from `pool:cashback`.
  package var cashback: Amount
  package var settledAt: Timestamp
  /// The number of its transaction; `nil` where nothing moved.
  package var transaction: Int64?
  /// SHA-256 of its canonical form, 64 hexadecimal digits.
  package var proof: String

  /// What was paid for the use.
  ///
  /// - Throws: `overflow`.
  package func earned() throws -> Amount { try used.subtracting(waived) }

  /// What of it the device's owner got.
  ///
  /// - Throws: `overflow`.
  package func ownerShare() throws -> Amount {
    try earned().subtracting(fee).subtracting(slaCredit)
  }
}
