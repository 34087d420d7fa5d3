// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
package import DevicePlugin
package import LedgerCore
package import Money
import Store

/// Spot contracts: who gets a device, at what price, and who has to go for it.
package enum SpotMarket {
  /// How a bid is met.
  package struct Plan: Equatable, Sendable {
    /// What an hour will cost.
    package let rate: Amount
    /// The device, where a particular one has been made free.
    package var device: String?
    /// The bid whose contract goes, or `nil` where a device is free.
    package var evicts: Bid?
  }

  /// Finds out how a bid can be met, without changing anything.
  ///
  /// Nobody evicts a contract of their own. One goes only where its device is then free for the
  /// whole term.
  /// - Parameter percent: the base price in percent of the list rate.
  /// - Throws: `bid-too-low`, `bad-value` for another asset, `no-capacity` where no spot contract
  ///   can go.
  package static func plan(
    _ request: RentRequest, maxRate: Amount, percent: Int64, _ ledger: LedgerReader
  ) throws -> Plan {
    let tier = try Rentals.checked(request, ledger)
    let list = try tier.hourlyRate()
    let base = try SpotPrice.base(of: list, percent: percent)
    try SpotPrice.check(maxRate, reaches: base)
    let until = try ledger.now.advanced(by: request.term.milliseconds)
    do {
      _ = try Devices.pick(tier.name, named: nil, from: ledger.now, until: until, in: ledger)
      return Plan(rate: base)
    } catch let failure as Failure where failure.code == .noCapacity {
      let running = try running(in: tier, ledger).filter { $0.wallet != request.wallet }
      let movable = try running.filter { try makesRoom($0, until: until, ledger) }
      guard let lowest = SpotPrice.lowest(movable.map(\.incumbent)),
        let victim = movable.first(where: { $0.contract == lowest.contract })
      else { throw failure }
      try SpotPrice.check(maxRate, beats: lowest)
      return Plan(
        rate: SpotPrice.price(beating: lowest, base: base, list: list),
        device: try ledger.fetch(Contract.self, .integer(victim.contract))?.device,
        evicts: victim)
    }
  }

  /// Opens the contract of a bid that has been planned, and notes the bid.
  ///
  /// - Throws: what opening a contract throws.
  package static func open(
    _ request: RentRequest, maxRate: Amount, _ plan: Plan, terms: RentTerms, in ledger: LedgerWriter
  ) throws -> Bid {
    var request = request
    request.device = plan.device
    let contract = try Rentals.open(
      request, at: plan.rate, terms: terms, rail: LocalRail(), in: ledger)
    let bid = Bid(
      id: try ledger.nextID(Bid.self), wallet: request.wallet, tier: request.tier,
      term: request.term, maxRate: maxRate, rate: plan.rate, contract: contract.id,
      evicts: plan.evicts?.contract, createdAt: contract.createdAt)
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
    let ended = try Contracts.evict(contract, reason: reason, observers: observers, in: ledger)
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
    return SpotPrice.lowest(try running(in: tier, ledger).map(\.incumbent))
      .map { SpotPrice.price(beating: $0, base: base, list: list) }
  }

  /// The bids of a tier whose contracts run at this moment, in the asset the tier is priced in now.
  private static func running(in tier: Tier, _ ledger: LedgerReader) throws -> [Bid] {
    let open = try ledger.all(
      Bid.self,
      """
      WHERE tier = ? AND contract IN \
      (SELECT id FROM contract WHERE status IN ('active', 'paused')) ORDER BY id
      """, [.text(tier.name)])
    return try open.filter { bid in
      guard bid.rate.asset == tier.rate.asset else { return false }
      let contract = try ledger.fetch(Contract.self, .integer(bid.contract))
      let status = contract?.status(at: ledger.now)
      return status == .active || status == .paused
    }
  }

  /// Whether a bidder could have the slot of `bid` from now up to `until`.
  private static func makesRoom(
    _ bid: Bid, until: Timestamp, _ ledger: LedgerReader
  ) throws -> Bool {
    guard let lease = try ledger.fetch(Lease.self, .text(bid.contractID)),
      let device = try ledger.fetch(Device.self, .text(lease.device)), !device.isRetired
    else { return false }
    // Up to its end the lease itself takes one slot, which would be free; after it none.
    let end = min(lease.until ?? until, until)
    let wider = Device(
      name: device.name, tier: device.tier, slots: device.slots + 1, createdAt: device.createdAt)
    guard try Leases.hasRoom(on: wider, from: ledger.now, until: end, ledger) else { return false }
    return try end >= until || Leases.hasRoom(on: device, from: end, until: until, ledger)
  }
}

extension Bid {
  /// The id of its contract, as users see it.
  package var contractID: String { Contract.table.display(.integer(contract)) }

  /// What it means to other bidders.
  var incumbent: SpotPrice.Incumbent { SpotPrice.Incumbent(contract: contract, maxRate: maxRate) }
}
