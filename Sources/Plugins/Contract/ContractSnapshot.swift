// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
package import Money
import Store

/// All contracts together at one instant.
package struct ContractSnapshot {
  /// Those that run: active and paused.
  package private(set) var running: [Contract] = []
  package private(set) var counts: [ContractStatus: Int64] = [:]
  /// By asset code.
  package private(set) var totals: [String: Totals] = [:]

  /// Sums in one asset.
  package struct Totals: Equatable, Sendable {
    /// On all escrow accounts of contracts.
    package var escrowLocked: Amount
    /// Paid for use, in all settlements.
    package var revenue: Amount
    /// What the platform kept of it.
    package var fees: Amount
    /// Given back, in all settlements.
    package var refunded: Amount
    /// What unsettled contracts would give back if they ended now.
    package var pendingRefunds: Amount
    /// How many contracts were settled.
    package var settlements: Int64 = 0

    fileprivate init(_ asset: Asset) {
      let zero = Amount(minor: 0, asset: asset)
      (escrowLocked, revenue, fees, refunded, pendingRefunds) = (zero, zero, zero, zero, zero)
    }
  }

  /// Looks at every open contract once, and sums the settled ones up where they lie.
  ///
  /// - Throws: `overflow`.
  package init(_ ledger: LedgerReader) throws {
    let open = try ledger.all(
      Contract.self,
      "WHERE status IN ('pending', 'active', 'paused', 'expired') ORDER BY id")
    for contract in open { try add(contract, at: ledger.now) }
    try addClosed(ledger)
  }

  private mutating func add(_ contract: Contract, at now: Timestamp) throws {
    let current = contract.advanced(to: now).contract
    counts[current.status, default: 0] += 1
    if current.status == .active || current.status == .paused { running.append(contract) }
    let asset = contract.rate.asset
    var sums = totals[asset.code] ?? Totals(asset)
    sums.escrowLocked = try sums.escrowLocked.adding(contract.prepaid)
    sums.pendingRefunds = try sums.pendingRefunds.adding(current.bill(at: now).refund)
    totals[asset.code] = sums
  }

  private mutating func addClosed(_ ledger: LedgerReader) throws {
    let rows = try ledger.rows(
      """
      SELECT asset, status, count(*), sum(used - waived), sum(fee), sum(refund) FROM contract \
      WHERE status IN ('settled', 'cancelled') GROUP BY asset, status ORDER BY asset, status
      """)
    for row in rows {
      guard let code = row[0].text, let status = row[1].text.flatMap(ContractStatus.init),
        let count = row[2].integer
      else { continue }
      counts[status, default: 0] += count
      guard status == .settled else { continue }
      let asset = try ledger.assets.find(code)
      var sums = totals[code] ?? Totals(asset)
      sums.settlements = count
      sums.revenue = Amount(minor: row[3].integer ?? 0, asset: asset)
      sums.fees = Amount(minor: row[4].integer ?? 0, asset: asset)
      sums.refunded = Amount(minor: row[5].integer ?? 0, asset: asset)
      totals[code] = sums
    }
  }

  /// The snapshot as an object; the sums of `asset` stand at the top.
  package func item(_ asset: Asset, _ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "snapshot", id: "contract")
    item.add("at", ledger.now)
    for status in ContractStatus.allCases { item.add(status.rawValue, counts[status] ?? 0) }
    (totals[asset.code] ?? Totals(asset)).add(to: &item)
    let others = totals.filter { $0.key != asset.code }.sorted { $0.key < $1.key }
    let sums = others.map { code, sums in
      var item = Item(kind: "totals", id: code)
      sums.add(to: &item)
      return item
    }
    item.add("other_assets", .items(sums), wideOnly: sums.isEmpty)
    item.add("contracts", .items(try running.map { try $0.item(ledger) }))
    return item
  }
}

extension ContractSnapshot.Totals {
  fileprivate func add(to item: inout Item) {
    item.add("settlements", settlements)
    item.add("escrow_locked", escrowLocked)
    item.add("revenue", revenue)
    item.add("fees", fees)
    item.add("refunded", refunded)
    item.add("pending_refunds", pendingRefunds)
    item.add("asset", revenue.asset.code)
  }
}
