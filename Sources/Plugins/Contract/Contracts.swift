// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
package import LedgerCore
package import Money
import Store

/// What can be done with contracts, inside a journal entry. Nothing is changed before the last
/// check.
package enum Contracts {
  /// Makes a contract: finds a device, takes the money into escrow, and starts it, or reserves it.
  ///
  /// - Throws: `bad-value`, `not-found`, `reserved-account`, `no-capacity`, `underpaid`,
  ///   `proof-reused`, `budget-exceeded`, `payment-not-found`, `insufficient-funds` and the like,
  ///   in this order.
  package static func open(
    _ order: ContractOrder, in ledger: LedgerWriter
  ) throws -> Contract {
    let duration = try ContractBilling.duration(of: order.hours)
    let start = order.start ?? ledger.now
    guard order.start == nil || start > ledger.now else {
      throw Failure(.badValue, "a reservation starts in the future, not at \(start.text)")
    }
    let end = try start.advanced(by: duration)
    _ = try ledger.findAccount(order.wallet)
    try AccountName.refuseReserved(order.wallet)
    let device = try Devices.pick(
      order.tier, named: order.device, from: start, until: leaseEnd(end, order.terms), in: ledger)
    let prepaid = try ContractBilling.prepaid(rate: order.rate, hours: order.hours)
    if let offered = order.offered {
      guard offered.asset == prepaid.asset else {
        throw Failure(.badValue, "the price is in \(prepaid.asset.code), not \(offered.asset.code)")
      }
      guard offered.minor >= prepaid.minor else { throw Failure.underpaid(prepaid, offered) }
    }
    if let signature = order.railSignature { try Rails.checkUnused(signature, ledger) }
    try Budgets.check(
      order.wallet, rate: order.rate, cost: prepaid, isNew: true, at: ledger.now, ledger)
    let contract = Contract(
      id: try ledger.nextID(Contract.self), wallet: order.wallet, device: device.name,
      tier: order.tier, rate: order.rate, hours: order.hours, prepaid: prepaid,
      terms: order.terms, railSignature: order.railSignature, createdAt: ledger.now,
      startedAt: start, expiresAt: end)
    try pay(prepaid, for: contract, order.railSignature, order.rail, in: ledger)
    try ledger.insert(contract)
    try Leases.open(
      Lease(
        contract: contract.displayID, device: device.name, since: start,
        until: leaseEnd(end, order.terms)), in: ledger)
    try note(
      contract.status == .pending ? .reserved : .opened, contract, at: ledger.now,
      amount: prepaid, in: ledger)
    return contract
  }

  /// Buys more hours at the locked rate. One that is paused by exhaustion runs again from now on.
  ///
  /// - Throws: `bad-value`, `bad-state` unless it is active or exhausted, `no-capacity` where its
  ///   slot is promised to another, and as `open` does.
  package static func extend(
    _ contract: Contract, by hours: Rate, railSignature: String? = nil,
    rail: any SettlementRail = LocalRail(), in ledger: LedgerWriter
  ) throws -> Contract {
    let duration = try ContractBilling.duration(of: hours)
    var (contract, now) = try begin(contract, in: ledger)
    guard contract.status == .active || contract.isExhausted else {
      throw illegal(contract, .active, hint: contract.status == .paused ? "resume it first" : nil)
    }
    let cost = try ContractBilling.prepaid(rate: contract.rate, hours: hours)
    if let railSignature { try Rails.checkUnused(railSignature, ledger) }
    try Budgets.check(
      contract.wallet, rate: contract.rate, cost: cost, isNew: false, at: now, ledger)
    if contract.isExhausted {
      contract.endPause(at: now)
      contract.status = .active
      contract.expiresAt = try now.advanced(by: duration)
    } else {
      contract.expiresAt = try contract.expiresAt.advanced(by: duration)
    }
    contract.hours = try ContractBilling.sum(contract.hours, hours)
    contract.prepaid = try contract.prepaid.adding(cost)
    contract.changedAt = now
    try Leases.extend(contract.displayID, until: contract.expiresAt, in: ledger)
    try pay(cost, for: contract, railSignature, rail, in: ledger)
    try ledger.update(contract)
    try note(
      .extended, contract, at: now, amount: cost, detail: "\(hours.text) h", in: ledger)
    return contract
  }

  /// Stops the meter; the slot is kept and the expiry stays where it is.
  ///
  /// - Throws: `bad-state` unless it is active, `clock-regression`.
  package static func pause(_ contract: Contract, in ledger: LedgerWriter) throws -> Contract {
    var (contract, now) = try begin(contract, in: ledger)
    try check(contract, becomes: .paused)
    contract.status = .paused
    contract.pausedSince = now
    contract.changedAt = now
    try ledger.update(contract)
    try note(.paused, contract, at: now, in: ledger)
    return contract
  }

  /// Starts the meter again.
  ///
  /// - Throws: `bad-state` unless it is paused with time left, `clock-regression`.
  package static func resume(_ contract: Contract, in ledger: LedgerWriter) throws -> Contract {
    var (contract, now) = try begin(contract, in: ledger)
    guard contract.status == .paused, !contract.isExhausted else {
      throw illegal(
        contract, .active, hint: contract.isExhausted ? "'si64 contract extend' buys time" : nil)
    }
    contract.endPause(at: now)
    contract.status = .active
    contract.changedAt = now
    try ledger.update(contract)
    try note(.resumed, contract, at: now, in: ledger)
    return contract
  }

  // MARK: Parts

  /// The contract as of now with what the clock did recorded, and the time of the change to come.
  ///
  /// - Throws: `clock-regression`.
  static func begin(
    _ contract: Contract, in ledger: LedgerWriter
  ) throws -> (Contract, Timestamp) {
    let now = try ledger.time(after: contract.changedAt)
    let (advanced, events) = contract.advanced(to: now)
    for event in events { try note(event.name, advanced, at: event.at, in: ledger) }
    return (advanced, now)
  }

  /// - Throws: `bad-state`.
  static func check(_ contract: Contract, becomes next: ContractStatus) throws {
    guard contract.status.allows(next) else { throw illegal(contract, next) }
  }

  static func illegal(
    _ contract: Contract, _ next: ContractStatus, hint: String? = nil
  ) -> Failure {
    let from = contract.status.rawValue
    return Failure(
      .badState, "\(contract.displayID) is \(from) and cannot become \(next.rawValue)", hint: hint,
      details: ["id": contract.displayID, "from": from, "to": next.rawValue])
  }

  static func note(
    _ name: ContractEvent.Name, _ contract: Contract, at time: Timestamp, amount: Amount? = nil,
    detail: String? = nil, in ledger: LedgerWriter
  ) throws {
    try ledger.insert(
      ContractEvent(
        id: ledger.nextID(ContractEvent.self), contract: contract.id, at: time, name: name,
        amount: amount?.minor, detail: detail))
  }

  /// Only a contract that ends at its expiry gives its slot up then.
  private static func leaseEnd(_ end: Timestamp, _ terms: ContractTerms) -> Timestamp? {
    terms.onExhaust == .expire ? end : nil
  }

  private static func pay(
    _ amount: Amount, for contract: Contract, _ signature: String?, _ rail: any SettlementRail,
    in ledger: LedgerWriter
  ) throws {
    if let signature {
      try rail.fund(
        amount, with: signature, to: contract.escrow, rest: contract.wallet, in: ledger)
      try ledger.insert(
        RailProof(signature: signature, object: contract.displayID, at: ledger.now))
    } else if amount.minor > 0 {
      try ledger.move(amount, from: contract.wallet, to: contract.escrow)
    }
  }
}
