// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
package import DevicePlugin
package import LedgerCore
package import Money
import Store

/// Spot contracts: who gets a device, at what price, and who has to go for it.
package enum SpotMarket {
  /// A spot contract that may have to go.
  package struct Victim: Equatable, Sendable {
    /// The contract's id, as users see it.
    package let id: String
    package let device: String
    let incumbent: SpotPrice.Incumbent
  }

  /// How a bid is met.
  package struct Plan: Sendable {
    /// What an hour will cost.
    package var rate: Amount { order.rate }
    /// The contract to open, on the device that is made free where one has to be.
    package let order: ContractOrder
    /// The spot contract that goes, or `nil` where a device is free.
    package let evicts: Victim?
  }

  /// Finds out how a bid can be met, without changing anything.
  ///
  /// Nobody evicts a contract of their own. One goes only where its device is then free for the
  /// whole term.
  /// - Parameter percent: the base price in percent of the list rate.
  /// - Throws: `bid-too-low`, `bad-value` for another asset, `no-capacity` where no spot contract
  ///   can go.
  package static func plan(
    _ request: RentRequest, maxRate: Amount, percent: Int64, terms: RentTerms,
    _ ledger: LedgerReader
  ) throws -> Plan {
    let tier = try Rentals.checked(request, ledger)
    let list = try tier.hourlyRate()
    let base = try SpotPrice.base(of: list, percent: percent)
    try SpotPrice.check(maxRate, reaches: base)
    let order = { try Rentals.order(request, at: $0, bid: maxRate, terms: terms) }
    let draft = try Contracts.draft(order(base), ledger)
    do {
      _ = try Devices.pick(
        tier.name, named: nil, from: draft.startedAt, until: draft.leaseEnd, in: ledger)
      return Plan(order: try order(base), evicts: nil)
    } catch let failure as Failure where failure.code == .noCapacity {
      guard let victim = try victim(for: order(base), below: nil, ledger) else { throw failure }
      try SpotPrice.check(maxRate, beats: victim.incumbent)
      var agreed = try order(SpotPrice.price(beating: victim.incumbent, base: base, list: list))
      agreed.device = victim.device
      return Plan(order: agreed, evicts: victim)
    }
  }

  /// Opens the contract of a bid that has been planned, and notes the bid.
  ///
  /// - Throws: what opening a contract throws.
  package static func open(
    _ request: RentRequest, maxRate: Amount, _ plan: Plan, in ledger: LedgerWriter
  ) throws -> Bid {
    let contract = try Contracts.open(plan.order, in: ledger)
    let bid = Bid(
      id: try ledger.nextID(Bid.self), wallet: request.wallet, tier: request.tier,
      term: request.term, maxRate: maxRate, rate: plan.rate, contract: contract.id,
      evicts: plan.evicts?.incumbent.contract, createdAt: contract.createdAt)
    try ledger.insert(bid)
    return bid
  }

  /// Ends the contract of a bid, billed to the millisecond, and notes that it had to go.
  ///
  /// One that has ended already is returned as it is, and nothing is written.
  /// - Throws: `bad-state` for one that has not begun, `clock-regression`.
  package static func evict(
    _ bid: Bid, reason: String, observers: [any ContractObserver.Type], in ledger: LedgerWriter
  ) throws -> Contract {
    let contract = try ledger.find(Contract.self, bid.contractID)
    if contract.status == .settled { return contract }
    let isOver = contract.status(at: ledger.now) == .expired
    let ended = try Contracts.evict(contract, reason: reason, observers: observers, in: ledger)
    if isOver { return ended }
    var bid = bid
    bid.evictedAt = ended.changedAt
    try ledger.update(bid)
    return ended
  }

  /// The bid that opened a contract.
  ///
  /// - Throws: `not-found` for no contract, `bad-state` for one that was not opened by a bid.
  package static func bid(for contract: String, _ ledger: LedgerReader) throws -> Bid {
    let contract = try ledger.find(Contract.self, contract)
    let bids = try ledger.all(Bid.self, "WHERE contract = ?", [.integer(contract.id)])
    if let bid = bids.first { return bid }
    let status = contract.status(at: ledger.now).rawValue
    throw Failure(
      .badState, "\(contract.displayID) is no spot contract and cannot be evicted",
      hint: "'si64 contract settle \(contract.displayID)' ends it for its wallet",
      details: ["id": contract.displayID, "from": status, "to": "evicted"])
  }

  /// What an hour would cost the next bidder: the base price while a slot is free now, then what
  /// beating the lowest bid costs; `nil` where nobody can go.
  package static func rate(
    of tier: Tier, freeSlots: Int64, percent: Int64, _ ledger: LedgerReader
  ) throws -> Amount? {
    let list = try tier.hourlyRate()
    let base = try SpotPrice.base(of: list, percent: percent)
    if freeSlots > 0 { return base }
    return try lowest(in: tier, ledger) { _ in true }
      .map { SpotPrice.price(beating: $0.incumbent, base: base, list: list) }
  }
}

extension Bid {
  /// The id of its contract, as users see it.
  package var contractID: String { Contract.table.display(.integer(contract)) }
}
