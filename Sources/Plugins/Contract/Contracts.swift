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
  /// - Throws: `bad-value`, `overflow`, `not-found`, `reserved-account`, `bad-state` for overdraft
  ///   of a wallet that left some unpaid, `no-capacity`, `underpaid`, `proof-reused`,
  ///   `budget-exceeded`, `payment-not-found`, `insufficient-funds` and the like.
  package static func open(
    _ order: ContractOrder, in ledger: LedgerWriter
  ) throws -> Contract {
    var contract = try draft(order, ledger)
    let device = try Devices.pick(
      order.tier, named: order.device, from: contract.startedAt, until: contract.leaseEnd,
      in: ledger)
    contract.give(device)
    return try open(contract, order, in: ledger)
  }

  /// Checks all of an order but its slot, without a trace: which errors it would meet, if a slot
  /// of `device` were free.
  ///
  /// - Throws: as `open` does.
  package static func check(
    _ order: ContractOrder, on device: String, in ledger: LedgerWriter
  ) throws {
    var contract = try draft(order, ledger)
    contract.give(try ledger.find(Device.self, device))
    try ledger.undoing {
      _ = try ledger.entry("rent create") { _ = try open(contract, order, in: ledger) }
    }
  }

  /// What an order makes, before it has a device.
  package static func draft(_ order: ContractOrder, _ ledger: LedgerReader) throws -> Contract {
    let duration = try ContractBilling.duration(of: order.hours)
    let start = order.start ?? ledger.now
    guard order.start == nil || start > ledger.now else {
      throw Failure(.badValue, "a reservation starts in the future, not at \(start.text)")
    }
    let curve = PriceCurve(list: order.rate, discounts: order.terms.discounts)
    var contract = Contract(
      id: 0, wallet: order.wallet, device: "", tier: order.tier, rate: curve.rate(of: order.hours),
      listRate: order.rate, hours: order.hours, prepaid: try curve.price(of: order.hours),
      terms: order.terms, railSignature: order.railSignature, createdAt: ledger.now,
      startedAt: start, expiresAt: try start.advanced(by: duration))
    contract.bid = order.bid
    try contract.checkFits()
    _ = try ledger.findAccount(order.wallet)
    try refuseSystem(order.wallet, ledger)
    if order.terms.onExhaust == .overdraw { try checkPaidUp(order.wallet, ledger) }
    return contract
  }

  private static func open(
    _ draft: Contract, _ order: ContractOrder, in ledger: LedgerWriter
  ) throws -> Contract {
    let prepaid = draft.prepaid
    if let offered = order.offered {
      guard offered.asset == prepaid.asset else {
        throw Failure(.badValue, "the price is in \(prepaid.asset.code), not \(offered.asset.code)")
      }
      guard offered.minor >= prepaid.minor else { throw Failure.underpaid(prepaid, offered) }
    }
    if let signature = order.railSignature { try Rails.checkUnused(signature, ledger) }
    try Budgets.check(
      order.wallet, rate: draft.rate, cost: prepaid, isNew: true, at: ledger.now, ledger)
    let contract = draft.numbered(try ledger.nextID(Contract.self))
    try pay(prepaid, for: contract, order.railSignature, order.rail, in: ledger)
    try ledger.insert(contract)
    try Leases.open(
      Lease(
        contract: contract.displayID, device: contract.device, since: contract.startedAt,
        until: contract.leaseEnd), in: ledger)
    try note(
      contract.status == .pending ? .reserved : .opened, contract, at: ledger.now,
      amount: prepaid, in: ledger)
    try Spending.note(.opened, of: contract, at: ledger.now, in: ledger)
    return contract
  }

  /// Refuses accounts of the program as payers.
  ///
  /// - Throws: `reserved-account`.
  package static func refuseSystem(_ wallet: String, _ ledger: LedgerReader) throws {
    guard try ledger.isSystem(wallet) else { return }
    throw Failure(
      .reservedAccount, "\(wallet) belongs to the program itself and can rent nothing",
      hint: "'si64 ledger create-account NAME' opens a wallet", details: ["account": wallet])
  }

  /// - Throws: `bad-state` for a wallet that left something unpaid.
  private static func checkPaidUp(_ wallet: String, _ ledger: LedgerReader) throws {
    let rows = try ledger.rows(
      "SELECT id FROM contract WHERE wallet = ? AND waived > 0 ORDER BY id LIMIT 1",
      [.text(wallet)])
    guard let row = rows.first else { return }
    let id = Contract.table.display(row[0])
    throw Failure(
      .badState, "'\(wallet)' left a part of \(id) unpaid and cannot overdraw again",
      hint: "--on-exhaust expire or pause", details: ["wallet": wallet, "contract": id])
  }

  /// Buys more hours at the locked rates: costs what all hours cost less what was paid. One that is
  /// paused by exhaustion runs again from now on; one that overdraws has them from its expiry on.
  ///
  /// - Throws: `bad-value`, also where it costs nothing; `bad-state` unless it is active or
  ///   exhausted; `no-capacity` where its slot is promised to another; and as `open` does.
  package static func extend(
    _ contract: Contract, by hours: Rate, railSignature: String? = nil,
    rail: any SettlementRail = LocalRail(), in ledger: LedgerWriter
  ) throws -> Contract {
    let duration = try ContractBilling.duration(of: hours)
    var (contract, now) = try begin(contract, in: ledger)
    guard contract.status == .active || contract.isExhausted else {
      throw illegal(contract, .active, hint: contract.status == .paused ? "resume it first" : nil)
    }
    let cost = try contract.cost(ofAnother: hours)
    guard cost.minor > 0 else {
      throw Failure(
        .badValue,
        "\(hours.text) hours more cost less than the smallest unit of \(cost.asset.code)",
        hint: "buy more at once", details: ["id": contract.displayID])
    }
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
    try contract.checkFits()
    if let end = contract.leaseEnd {
      try Leases.extend(contract.displayID, until: end, in: ledger)
    }
    try pay(cost, for: contract, railSignature, rail, in: ledger)
    try ledger.update(contract)
    try note(
      .extended, contract, at: now, amount: cost, detail: "\(hours.text) h", in: ledger)
    try Spending.note(.extended(cost), of: contract, at: now, in: ledger)
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

extension Contract {
  /// Checks that the end of its lease is a time and its largest bill an amount.
  ///
  /// - Throws: `overflow`.
  fileprivate func checkFits() throws {
    if let slack { _ = try expiresAt.advanced(by: slack) }
    try checkLargestBill()
  }

  /// What so many hours more cost: the price of all hours less what was paid.
  ///
  /// - Throws: `overflow`.
  fileprivate func cost(ofAnother hours: Rate) throws -> Amount {
    guard !terms.isFirst else { return try curve.price(of: hours) }
    return try curve.price(of: ContractBilling.sum(self.hours, hours)).subtracting(prepaid)
  }
}
