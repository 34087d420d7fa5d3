// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
package import LedgerCore
import Money
import Store

extension Contracts {
  /// Ends a contract: pays for what was used, gives the rest back, frees the slot.
  ///
  /// One that is settled already is returned as it is, and nothing is written.
  /// - Throws: `bad-state` for one that has not begun or was cancelled, `clock-regression`.
  package static func settle(
    _ contract: Contract, observers: [any ContractObserver.Type] = [], in ledger: LedgerWriter
  ) throws -> Contract {
    try finish(contract, .settled, as: .settled, nil, observers, in: ledger)
  }

  /// Ends a spot contract because somebody pays more; billed to the millisecond.
  ///
  /// - Throws: as `settle` does.
  package static func evict(
    _ contract: Contract, reason: String, observers: [any ContractObserver.Type] = [],
    in ledger: LedgerWriter
  ) throws -> Contract {
    try finish(contract, .settled, as: .evicted, reason, observers, in: ledger)
  }

  /// Takes a reservation back before its start; all of the money returns.
  ///
  /// One that is cancelled already is returned as it is, and nothing is written.
  /// - Throws: `bad-state` once it has begun, `clock-regression`.
  package static func cancel(_ contract: Contract, in ledger: LedgerWriter) throws -> Contract {
    try finish(contract, .cancelled, as: .cancelled, nil, [], in: ledger)
  }

  /// Records what the clock has done to contracts, and settles those that have expired.
  ///
  /// - Parameters:
  ///   - ids: of `due(_:)`.
  ///   - entry: makes one journal entry of what it is given.
  /// - Returns: the contracts as they are now.
  package static func sweep(
    _ contract: Contract, observers: [any ContractObserver.Type] = [], in ledger: LedgerWriter
  ) throws -> Contract {
    let now = max(ledger.now, contract.changedAt)
    let (advanced, events) = contract.advanced(to: now)
    if advanced.status == .expired {
      return try settle(contract, observers: observers, in: ledger)
    }
    for event in events { try note(event.name, advanced, at: event.at, in: ledger) }
    if !events.isEmpty { try ledger.update(advanced) }
    return advanced
  }

  /// The contracts the clock has something to do with, those due first in front.
  package static func due(_ ledger: LedgerReader) throws -> [Contract] {
    try ledger.all(
      Contract.self, "WHERE due_at <= ? ORDER BY due_at, id",
      [.integer(ledger.now.milliseconds)])
  }

  // MARK: Parts

  private static func finish(
    _ contract: Contract, _ end: ContractStatus, as event: ContractEvent.Name, _ detail: String?,
    _ observers: [any ContractObserver.Type], in ledger: LedgerWriter
  ) throws -> Contract {
    if contract.status == end { return contract }
    var (contract, now) = try begin(contract, in: ledger)
    try check(contract, becomes: end)
    for observer in observers {
      try observer.contractWillSettle(contract, at: now, in: ledger)
    }
    let device = try ledger.find(Device.self, contract.device)
    if end == .settled { try ContractUptime.enter(contract, in: ledger) }
    var settlement = try division(of: contract, on: device, at: now, ledger)
    settlement.transaction = try post(settlement, of: contract, to: device.owner, in: ledger)
    contract.settlement = settlement
    contract.status = end
    contract.endPause(at: now)
    contract.changedAt = now
    settlement.proof = SettlementProof.hash(
      try SettlementProof.statement(contract, owner: device.owner, ledger))
    contract.settlement = settlement
    try Leases.close(contract.displayID, at: now, in: ledger)
    try ledger.update(contract)
    try note(
      event, contract, at: now, amount: settlement.refund, detail: detail, in: ledger)
    return contract
  }

  /// Who gets what, before anything moves.
  private static func division(
    of contract: Contract, on device: Device, at now: Timestamp, _ ledger: LedgerReader
  ) throws -> Settlement {
    let bill = try contract.bill(at: now)
    let end = contract.terms.onExhaust == .overdraw ? now : min(now, contract.expiresAt)
    let drawn = try drawable(bill.excess, from: contract.wallet, ledger)
    let zero = Amount(minor: 0, asset: contract.rate.asset)
    var result = Settlement(
      endedAt: end, elapsed: bill.elapsed, used: bill.used, refund: bill.refund, drawn: drawn,
      waived: try bill.excess.subtracting(drawn), fee: zero, slaCredit: zero, cashback: zero,
      settledAt: now, transaction: nil, proof: "")
    let earned = try result.earned()
    result.fee = try share(earned, contract.terms.feeBPS)
    if contract.terms.slaCreditBPS > 0 {
      let missed = try ContractUptime.missedPercent(of: contract, until: end, ledger)
      let credit = try share(earned, contract.terms.slaCreditBPS * missed)
      result.slaCredit = lesser(credit, try earned.subtracting(result.fee))
    }
    let cashback = try share(earned, contract.terms.cashbackBPS)
    result.cashback = lesser(cashback, try available("pool:cashback", cashback, ledger))
    return result
  }

  /// Basis points of an amount, at most all of it.
  private static func share(_ amount: Amount, _ bps: Int64) throws -> Amount {
    try amount.fee(basisPoints: min(bps, 10_000))
  }

  private static func lesser(_ left: Amount, _ right: Amount) -> Amount {
    left.minor <= right.minor ? left : right
  }

  private static func available(
    _ account: String, _ like: Amount, _ ledger: LedgerReader
  ) throws -> Amount {
    let nothing = Amount(minor: 0, asset: like.asset)
    guard like.minor > 0, let account = try ledger.account(named: account) else { return nothing }
    let balance = try ledger.balance(of: account, like.asset).amount
    return balance.minor < 0 ? nothing : balance
  }

  /// What the wallet can pay of `excess`: its balance and its overdraft, nothing while it is
  /// frozen.
  private static func drawable(
    _ excess: Amount, from wallet: String, _ ledger: LedgerReader
  ) throws -> Amount {
    let nothing = Amount(minor: 0, asset: excess.asset)
    guard excess.minor > 0, let account = try ledger.account(named: wallet), !account.isFrozen
    else { return nothing }
    guard let floor = account.floor(of: excess.asset.code) else { return excess }
    let balance = try ledger.balance(of: account, excess.asset).amount
    let free = try balance.subtracting(Amount(minor: floor, asset: excess.asset))
    return lesser(excess, free.minor > 0 ? free : nothing)
  }

  /// Moves the money; escrow ends at 0.
  ///
  /// - Returns: the transaction's number, or `nil` where there was nothing to move.
  private static func post(
    _ settlement: Settlement, of contract: Contract, to owner: String, in ledger: LedgerWriter
  ) throws -> Int64? {
    let moves: [(String, String, Amount)] = [
      (contract.wallet, contract.escrow, settlement.drawn),
      (contract.escrow, owner, try settlement.ownerShare()),
      (contract.escrow, "revenue:rent", settlement.fee),
      (contract.escrow, contract.wallet, settlement.slaCredit),
      (contract.escrow, contract.wallet, settlement.refund),
      ("pool:cashback", contract.wallet, settlement.cashback),
    ]
    let postings = moves.filter { $0.2.minor > 0 }.map { Posting(from: $0.0, to: $0.1, $0.2) }
    return postings.isEmpty ? nil : try ledger.post(postings, givesBack: true)
  }
}
