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
  /// expires or, if so agreed, pauses with its slot held; one that overdraws runs on.
  package func advanced(to now: Timestamp) -> (contract: Contract, events: [ClockEvent]) {
    var contract = self
    var events: [ClockEvent] = []
    if contract.status == .pending, now >= startedAt {
      contract.status = .active
      events.append(ClockEvent(at: startedAt, name: .started))
    }
    let isRunning = contract.status == .active || contract.status == .paused
    if isRunning, !contract.isExhausted, now >= expiresAt {
      switch terms.onExhaust {
      case .overdraw: break
      case .expire:
        contract.endPause(at: expiresAt)
        contract.status = .expired
        events.append(ClockEvent(at: expiresAt, name: .expired))
      case .pause:
        contract.endPause(at: expiresAt)
        contract.status = .paused
        contract.pausedSince = expiresAt
        contract.isExhausted = true
        events.append(ClockEvent(at: expiresAt, name: .exhausted))
      }
    }
    if let last = events.last { contract.changedAt = max(contract.changedAt, last.at) }
    return (contract, events)
  }

  /// The state at `now`.
  package func status(at now: Timestamp) -> ContractStatus { advanced(to: now).contract.status }

  /// Adds a running pause to those that are over.
  mutating func endPause(at time: Timestamp) {
    guard let since = pausedSince else { return }
    pausedTime += max(0, time.milliseconds - since.milliseconds)
    pausedSince = nil
    isExhausted = false
  }
}
