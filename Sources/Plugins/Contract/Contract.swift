// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
import Store

/// A rental: one slot of one device for one wallet, paid for in advance.
///
/// This is what was last written. What the clock has done since, `advanced(to:)` tells.
package struct Contract: Record, Equatable {
  package let id: Int64
  package let wallet: String
  package let device: String
  package let tier: String
  /// Per hour, fixed when the contract was made.
  package let rate: Amount
  /// All hours bought, as they were written.
  package var hours: Rate
  /// All that was paid in advance.
  package var prepaid: Amount
  package let terms: ContractTerms
  /// The payment on the settlement rail that funded it, in base58.
  package let railSignature: String?
  package let createdAt: Timestamp
  /// When use begins; in the future while pending.
  package let startedAt: Timestamp
  /// When the prepaid time is used up. Pausing does not move it.
  package var expiresAt: Timestamp
  package var status: ContractStatus
  /// Since when it has been paused.
  package var pausedSince: Timestamp?
  /// How long earlier pauses lasted, in milliseconds.
  package var pausedTime: Int64 = 0
  /// Whether it is paused because the prepaid time is used up.
  package var isExhausted = false
  package var changedAt: Timestamp
  /// How it ended; `nil` until it is settled or cancelled.
  package var settlement: Settlement?

  package init(
    id: Int64, wallet: String, device: String, tier: String, rate: Amount, hours: Rate,
    prepaid: Amount, terms: ContractTerms, railSignature: String? = nil, createdAt: Timestamp,
    startedAt: Timestamp, expiresAt: Timestamp
  ) {
    self.id = id
    self.wallet = wallet
    self.device = device
    self.tier = tier
    self.rate = rate
    self.hours = hours
    self.prepaid = prepaid
    self.terms = terms
    self.railSignature = railSignature
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.expiresAt = expiresAt
    status = startedAt > createdAt ? .pending : .active
    changedAt = createdAt
  }

  /// The account the prepaid money lies on.
  package var escrow: String { "escrow:contract:\(displayID)" }

  /// The next instant at which the clock changes something, or when settling is due; `nil` for
  /// never.
  package var dueAt: Timestamp? {
    switch status {
    case .pending: startedAt
    case .active, .paused: terms.onExhaust == .overdraw || isExhausted ? nil : expiresAt
    case .expired: expiresAt
    case .settled, .cancelled: nil
    }
  }
}
