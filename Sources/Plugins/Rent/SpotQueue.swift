// SPDX-License-Identifier: GPL-3.0-or-later
package import ContractPlugin
import DevicePlugin
package import LedgerCore
import Money
import Store

/// Who has to go first: the lowest bid, of equal ones the contract opened last. It is found by
/// index, however many there are.
extension SpotMarket {
  /// The spot contract that goes for an order: of another wallet, on its device if it names one,
  /// whose slot is then free for the whole lease.
  ///
  /// - Parameter below: an order that only bids below its rate make room for; `nil` for a bid.
  package static func victim(
    for order: ContractOrder, below: ContractOrder?, _ ledger: LedgerReader
  ) throws -> Victim? {
    let tier = try ledger.find(Tier.self, order.tier)
    let draft = try Contracts.draft(order, ledger)
    let most = below == nil ? nil : draft.rate
    let until = draft.leaseEnd ?? .latest
    return try lowest(in: tier, besides: order.wallet, on: order.device, below: most, ledger) {
      try makesRoom($0, until: until, named: order.device, ledger)
    }
  }

  /// The running spot contract of a tier with the lowest bid in the asset the tier is priced in
  /// now, of those that `isFit`.
  static func lowest(
    in tier: Tier, besides wallet: String = "", on device: String? = nil, below: Amount? = nil,
    _ ledger: LedgerReader, where isFit: (Victim) throws -> Bool
  ) throws -> Victim? {
    let seek = Seek(tier: tier, wallet: wallet, device: device, below: below)
    let current = try seek.first(ledger, where: isFit)
    let earlier = try seek.firstOfEarlierBuilds(ledger, where: isFit)
    let both = [current, earlier].compactMap { $0 }
    let lowest = SpotPrice.lowest(both.map(\.incumbent))
    return both.first { $0.incumbent == lowest }
  }

  /// Whether a bidder could have the slot of `victim` from now up to `until`.
  private static func makesRoom(
    _ victim: Victim, until: Timestamp, named: String?, _ ledger: LedgerReader
  ) throws -> Bool {
    guard let lease = try ledger.fetch(Lease.self, .text(victim.id)),
      let device = try ledger.fetch(Device.self, .text(lease.device)), !device.isRetired,
      // One that failed its audit is rented only by name.
      device.audit != .failed || device.name == named
    else { return false }
    // Up to its end the lease itself takes one slot, which would be free; after it none.
    let end = min(lease.until ?? until, until)
    let (slots, overflow) = device.slots.addingReportingOverflow(1)
    let wider = Device(
      name: device.name, tier: device.tier, slots: overflow ? .max : slots,
      createdAt: device.createdAt)
    guard try Leases.hasRoom(on: wider, from: ledger.now, until: end, ledger) else { return false }
    return try end >= until || Leases.hasRoom(on: device, from: end, until: until, ledger)
  }
}

/// A walk through the spot contracts of a tier, the one that goes first in front.
private struct Seek {
  let tier: Tier
  let wallet: String
  let device: String?
  let below: Amount?
  private static let step: Int64 = 64

  private var conditions: (sql: String, values: [Value]) {
    let onDevice = device == nil ? "" : " AND device = ?"
    return (
      "tier = ? AND asset = ? AND wallet <> ?\(onDevice)",
      [.text(tier.name), .text(tier.rate.asset.code), .text(wallet)]
        + (device.map { [.text($0)] } ?? [])
    )
  }

  /// The first that fits, of contracts that carry their bid.
  func first(
    _ ledger: LedgerReader, where isFit: (SpotMarket.Victim) throws -> Bool
  ) throws -> SpotMarket.Victim? {
    let (condition, values) = conditions
    let most = Value.integer(below?.minor ?? .max)
    var bid: Int64 = -1
    // Bid by bid, and of equal ones the newest in front: two walks along one index.
    while let next = try ledger.rows(
      "SELECT min(bid) FROM contract WHERE \(condition) AND bid > ? AND bid < ?",
      values + [.integer(bid), most])[0][0].integer
    {
      bid = next
      if let found = try newest(of: bid, ledger, where: isFit) { return found }
    }
    return nil
  }

  private func newest(
    of bid: Int64, _ ledger: LedgerReader, where isFit: (SpotMarket.Victim) throws -> Bool
  ) throws -> SpotMarket.Victim? {
    let (condition, values) = conditions
    var last = Int64.max
    while true {
      let rows = try ledger.all(
        Contract.self,
        "WHERE \(condition) AND bid = ? AND id < ? ORDER BY id DESC LIMIT \(Self.step)",
        values + [.integer(bid), .integer(last)])
      for contract in rows {
        last = contract.id
        if let found = try victim(contract, bid: bid, ledger), try isFit(found) { return found }
      }
      if rows.count < Self.step { return nil }
    }
  }

  /// The first that fits, of contracts that an earlier build opened: their bids stand by
  /// themselves, and there are ever fewer of them.
  func firstOfEarlierBuilds(
    _ ledger: LedgerReader, where isFit: (SpotMarket.Victim) throws -> Bool
  ) throws -> SpotMarket.Victim? {
    let (condition, values) = conditions
    let open = try ledger.all(
      Contract.self,
      """
      WHERE rules = 1 AND status IN ('active', 'paused') AND \(condition)
      """, values)
    var found: [SpotMarket.Victim] = []
    for contract in open {
      let bids = try ledger.all(Bid.self, "WHERE contract = ?", [.integer(contract.id)])
      guard let bid = bids.first?.maxRate.minor, bid < below?.minor ?? .max,
        let next = try victim(contract, bid: bid, ledger)
      else { continue }
      found.append(next)
    }
    let sorted = found.sorted {
      ($0.incumbent.maxRate.minor, $1.incumbent.contract)
        < ($1.incumbent.maxRate.minor, $0.incumbent.contract)
    }
    return try sorted.first(where: isFit)
  }

  /// The contract as one that may go, while it runs.
  private func victim(
    _ contract: Contract, bid: Int64, _ ledger: LedgerReader
  ) throws -> SpotMarket.Victim? {
    let status = contract.status(at: ledger.now)
    guard status == .active || status == .paused else { return nil }
    return SpotMarket.Victim(
      id: contract.displayID, device: contract.device,
      incumbent: SpotPrice.Incumbent(
        contract: contract.id, maxRate: Amount(minor: bid, asset: contract.rate.asset)))
  }
}
