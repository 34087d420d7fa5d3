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

  /// Ends a spot contract because somebody pays more; billed to the millisecond. One that has
  /// expired is settled as any other: nobody took anything from it.
  ///
  /// - Throws: as `settle` does.
  package static func evict(
    _ contract: Contract, reason: String, observers: [any ContractObserver.Type] = [],
    in ledger: LedgerWriter
  ) throws -> Contract {
    let isOver = contract.status(at: ledger.now) == .expired
    return try finish(
      contract, .settled, as: isOver ? .settled : .evicted, isOver ? nil : reason, observers,
      in: ledger)
  }

  /// Takes a reservation back before its start; all of the money returns.
  ///
  /// One that is cancelled already is returned as it is, and nothing is written.
  /// - Throws: `bad-state` once it has begun, `clock-regression`.
  package static func cancel(_ contract: Contract, in ledger: LedgerWriter) throws -> Contract {
    try finish(contract, .cancelled, as: .cancelled, nil, [], in: ledger)
  }

  /// Records what the clock has done to a contract, and settles it if it has expired.
  ///
  /// - Returns: the contract as it is now.
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

  /// The ids of the contracts the clock has something to do with, in the order of the instants,
  /// then of the ids. One that cannot be read is among them.
  package static func due(_ ledger: LedgerReader) throws -> [String] {
    try ledger.rows(
      "SELECT id FROM contract WHERE due_at <= ? ORDER BY due_at, id",
      [.integer(ledger.now.milliseconds)]
    ).map { Contract.table.display($0[0]) }
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
    if end == .settled { try ContractUptime.enter(contract, in: ledger) }
    let owner = try ContractOwner.of(contract, ledger)
    var settlement = try division(of: contract, owner: owner, at: now, ledger)
    settlement.transaction = try post(settlement, of: contract, to: owner, in: ledger)
    contract.settlement = settlement
    contract.status = end
    contract.owner = owner
    contract.bid = nil
    contract.endPause(at: now)
    if !contract.terms.isFirst { contract.agreePauses(with: settlement) }
    contract.changedAt = now
    settlement.proof = SettlementProof.hash(
      try SettlementProof.statement(contract, owner: owner, ledger))
    contract.settlement = settlement
    try Leases.close(contract.displayID, at: now, in: ledger)
    try ledger.update(contract)
    try note(
      event, contract, at: now, amount: settlement.refund, detail: detail, in: ledger)
    try Spending.note(
      .ended(refund: settlement.refund, drawn: settlement.drawn), of: contract, at: now, in: ledger)
    return contract
  }
}
