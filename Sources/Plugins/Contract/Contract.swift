// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
package import LedgerCore
package import Money
import Store

/// A rental: one slot of one device for one wallet, paid for in advance.
///
/// This is what was last written. What the clock has done since, `advanced(to:)` tells.
package struct Contract: Record, Equatable {
  package internal(set) var id: Int64
  package let wallet: String
  package internal(set) var device: String
  package let tier: String
  /// Whose device it was when the contract was made; `nil` where an earlier build made it.
  package var owner: String?
  /// Per hour for the term bought at first, fixed when the contract was made.
  package let rate: Amount
  /// Per hour without discount, fixed when the contract was made.
  package let listRate: Amount
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
  /// How much of that it was exhausted.
  package var exhaustedTime: Int64 = 0
  /// Whether it is paused because the prepaid time is used up.
  package var isExhausted = false
  package var changedAt: Timestamp
  /// How it ended; `nil` until it is settled or cancelled.
  package var settlement: Settlement?
  /// What it bid an hour, while somebody who pays more may evict it.
  package var bid: Amount?

  package init(
    id: Int64, wallet: String, device: String, owner: String? = nil, tier: String, rate: Amount,
    listRate: Amount? = nil, hours: Rate, prepaid: Amount, terms: ContractTerms,
    railSignature: String? = nil, createdAt: Timestamp, startedAt: Timestamp, expiresAt: Timestamp
  ) {
    self.id = id
    self.wallet = wallet
    self.device = device
    self.tier = tier
    self.owner = owner
    self.rate = rate
    self.listRate = listRate ?? rate
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
    case .active, .paused: terms.onExhaust == .pause && !isExhausted ? expiresAt : leaseEnd
    case .expired: leaseEnd ?? expiresAt
    case .settled, .cancelled: nil
    }
  }

  /// Puts it on a device, whose owner will earn what it costs. The first build noted no owner.
  mutating func give(_ device: Device) {
    self.device = device.name
    owner = terms.isFirst ? nil : device.owner
  }

  /// The same with its number.
  func numbered(_ id: Int64) -> Contract {
    var contract = self
    contract.id = id
    return contract
  }
}
