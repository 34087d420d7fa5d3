// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore

extension Contract {
  /// Something the clock did to a contract, and when.
  package struct ClockEvent: Equatable, Sendable {
    package let at: Timestamp
    package let name: ContractEvent.Name
  }

  /// The contract as it is at `now`, and what the clock has done to it since it was last written.
  ///
  /// Reservations begin at their start. At `expiresAt`, and not a millisecond before, a contract
  /// expires or, if so agreed, pauses with its slot held, or runs on; and at `leaseEnd` that is
  /// over as well. At a time before its last change it is as of that change.
  package func advanced(to now: Timestamp) -> (contract: Contract, events: [ClockEvent]) {
    var contract = self
    var events: [ClockEvent] = []
    if contract.status == .pending, now >= startedAt {
      contract.status = .active
      events.append(ClockEvent(at: startedAt, name: .started))
    }
    let isRunning = contract.status == .active || contract.status == .paused
    if isRunning, terms.onExhaust == .pause, !contract.isExhausted, now >= expiresAt {
      contract.endPause(at: expiresAt)
      contract.status = .paused
      contract.pausedSince = expiresAt
      contract.isExhausted = true
      events.append(ClockEvent(at: expiresAt, name: .exhausted))
    }
    if isRunning, let end = contract.leaseEnd, now >= end {
      // What is exhausted stopped being used at its expiry: no pause of its use ends now.
      if contract.isExhausted {
        contract.pausedSince = nil
        contract.isExhausted = false
      } else {
        contract.endPause(at: end)
      }
      contract.status = .expired
      events.append(ClockEvent(at: end, name: .expired))
    }
    if let last = events.last { contract.changedAt = max(contract.changedAt, last.at) }
    return (contract, events)
  }

  /// The state at `now`.
  package func status(at now: Timestamp) -> ContractStatus { advanced(to: now).contract.status }

  /// When the clock ends it and its slot is free: its expiry, and what goes beyond that where it
  /// pauses or overdraws; `nil` for never.
  package var leaseEnd: Timestamp? { slack.map { expiresAt.later(by: $0) } }

  /// How long it may last beyond its expiry, in milliseconds; `nil` for ever.
  var slack: Int64? {
    switch terms.onExhaust {
    case .expire: 0
    case .pause: terms.exhaustedGrace.map { max(0, $0.minus(exhaustedTime)) }
    case .overdraw:
      terms.overdrawLimit.map { min($0, (try? ContractBilling.length(of: hours)) ?? .max) }
    }
  }

  /// Adds a running pause to those that are over.
  mutating func endPause(at time: Timestamp) {
    guard let since = pausedSince else { return }
    let length = max(0, time.since(since))
    pausedTime = pausedTime.plus(length)
    if isExhausted, !terms.isFirst { exhaustedTime = exhaustedTime.plus(length) }
    pausedSince = nil
    isExhausted = false
  }
}
