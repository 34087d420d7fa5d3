// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
package import Money
import Store

/// All contracts together at one instant.
package struct ContractSnapshot {
  package private(set) var counts: [ContractStatus: Int64] = [:]
  /// How many cannot be read.
  package private(set) var unreadable: Int64 = 0
  /// By asset code.
  package private(set) var totals: [String: Totals] = [:]

  /// Sums in one asset, in minor units.
  package struct Totals: Equatable, Sendable {
    fileprivate let asset: Asset
    /// On all escrow accounts of contracts.
    package var escrowLocked: Int128 = 0
    /// Paid for use, in all settlements.
    package var revenue: Int128 = 0
    /// What the platform kept of it.
    package var fees: Int128 = 0
    /// Given back, in all settlements.
    package var refunded: Int128 = 0
    /// What unsettled contracts would give back if they ended now.
    package var pendingRefunds: Int128 = 0
    /// How many contracts were settled.
    package var settlements: Int64 = 0

    fileprivate init(_ asset: Asset) { self.asset = asset }
  }

  /// Looks at every open contract once, and sums the settled ones up where they lie.
  ///
  /// - Parameter running: called with those that run, active and paused, and with those that
  ///   cannot be read, in the order of ids.
  package init(_ ledger: LedgerReader, running: (Item) throws -> Void) throws {
    try ledger.each(
      Contract.self,
      "WHERE status IN ('pending', 'active', 'paused', 'expired') ORDER BY id"
    ) { id, record in
      if case .success(let contract) = record {
        guard try add(contract, at: ledger.now) else { return }
      } else {
        unreadable += 1
      }
      try running(Contract.item(id, record, ledger))
    }
    try addClosed(ledger)
  }

  /// - Returns: whether it runs.
  private mutating func add(_ contract: Contract, at now: Timestamp) throws -> Bool {
    let current = contract.advanced(to: now).contract
    counts[current.status, default: 0] += 1
    let asset = contract.rate.asset
    var sums = totals[asset.code] ?? Totals(asset)
    sums.escrowLocked += Int128(contract.prepaid.minor)
    sums.pendingRefunds += Int128(try current.bill(at: now, clamping: true).refund.minor)
    totals[asset.code] = sums
    return current.status == .active || current.status == .paused
  }

  private mutating func addClosed(_ ledger: LedgerReader) throws {
    let sums = ["used", "waived", "fee", "refund"].map(MoneySum.columns).joined(separator: ", ")
    let rows = try ledger.rows(
      """
      SELECT asset, status, count(*), \(sums) FROM contract \
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
      sums.revenue = MoneySum.value(row[3], row[4]) - MoneySum.value(row[5], row[6])
      sums.fees = MoneySum.value(row[7], row[8])
      sums.refunded = MoneySum.value(row[9], row[10])
      totals[code] = sums
    }
  }

  /// The snapshot as an object; the sums of `asset` stand at the top.
  package func item(_ asset: Asset, _ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "snapshot", id: "contract")
    item.add("at", ledger.now)
    for status in ContractStatus.allCases { item.add(status.rawValue, counts[status] ?? 0) }
    if unreadable > 0 { item.add("unreadable", unreadable) }
    (totals[asset.code] ?? Totals(asset)).add(to: &item)
    let others = totals.filter { $0.key != asset.code }.sorted { $0.key < $1.key }
    let sums = others.map { code, sums in
      var item = Item(kind: "totals", id: code)
      sums.add(to: &item)
      return item
    }
    item.add("other_assets", .items(sums), wideOnly: sums.isEmpty)
    return item
  }
}

extension ContractSnapshot.Totals {
  fileprivate func add(to item: inout Item) {
    item.add("settlements", settlements)
    item.add("escrow_locked", WideAmount(escrowLocked, asset))
    item.add("revenue", WideAmount(revenue, asset))
    item.add("fees", WideAmount(fees, asset))
    item.add("refunded", WideAmount(refunded, asset))
    item.add("pending_refunds", WideAmount(pendingRefunds, asset))
    item.add("asset", asset.code)
  }
}
