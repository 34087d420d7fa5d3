// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

/// What a contract's samples come to so far, beside what it has used.
struct UsageReport {
  let contract: Contract
  /// Complete minutes, oldest first.
  let rollups: [UsageRollup]
  /// The minute being gathered.
  let open: UsageMinute?

  init(of contract: Contract, _ ledger: LedgerReader) throws {
    self.contract = contract
    rollups = try ledger.all(
      UsageRollup.self, "WHERE contract = ? ORDER BY minute", [.integer(contract.id)])
    open = try ledger.fetch(UsageMinute.self, .integer(contract.id))
  }

  /// All samples together, or `nil` where there are none.
  ///
  /// - Throws: `overflow`.
  func totals() throws -> UsageTotals? {
    var totals = open?.totals
    for rollup in rollups { totals = try totals?.adding(rollup.totals) ?? rollup.totals }
    return totals
  }

  /// The report as one object.
  func item(_ ledger: LedgerReader) throws -> Item {
    let totals = try totals()
    let bill = try contract.bill(at: ledger.now)
    var item = Item(kind: "usage", id: contract.displayID)
    item.add("device", contract.device)
    item.add("status", contract.status(at: ledger.now).rawValue)
    item.add("samples", totals?.count ?? 0)
    item.add("minutes", Int64(rollups.count + (open == nil ? 0 : 1)))
    Self.add(totals, to: &item)
    item.add("used", bill.used)
    item.add("refund", bill.refund)
    item.add("asset", bill.used.asset.code)
    return item
  }

  /// One object for each minute, the open one last.
  func minutes() -> [Item] {
    var items = rollups.map { Self.item(id: $0.id, $0.minute, $0.totals, isComplete: true) }
    if let open {
      let id = UsageRollup(open, completedBy: nil).id
      items.append(Self.item(id: id, open.start, open.totals, isComplete: false))
    }
    return items
  }

  private static func item(
    id: String, _ minute: Timestamp, _ totals: UsageTotals, isComplete: Bool
  ) -> Item {
    var item = Item(kind: "usage_minute", id: id)
    item.add("minute", minute)
    item.add("samples", totals.count)
    add(totals, to: &item)
    item.add("complete", .bool(isComplete))
    return item
  }

  /// The figures: what says most of each measure in tables, all of them in JSON.
  private static func add(_ totals: UsageTotals?, to item: inout Item) {
    item.add("first_seq", totals?.firstSeq, wideOnly: true)
    item.add("last_seq", totals?.lastSeq, wideOnly: true)
    for measure in Measure.allCases {
      let total = totals?[measure].known
      let parts = [
        ("min", total?.min), ("mean", total?.mean), ("max", total?.max), ("sum", total?.sum),
      ]
      for (part, value) in parts {
        let shown = measure.shown.contains(part)
        // A sum of many samples may exceed 2^53, the last whole number every JSON reader keeps.
        let cell = value.map { part == "sum" ? .decimal(measure.text($0)) : measure.cell($0) }
        item.add("\(measure.rawValue)_\(part)", cell ?? Cell.null, wideOnly: !shown)
      }
    }
  }

  private static let figures = Measure.allCases.flatMap { measure in
    ["min", "mean", "max", "sum"].filter(measure.shown.contains)
      .map { "\(measure.rawValue)_\($0)" }
  }

  /// The columns of a listing of reports.
  static let columns =
    ["id", "device", "status", "samples", "minutes"] + figures + ["used", "refund", "asset"]

  /// The columns of a listing of minutes.
  static let minuteColumns = ["id", "samples"] + figures + ["complete"]
}

extension MeasureTotal {
  /// The total, or `nil` where no sample has it.
  fileprivate var known: MeasureTotal? { count > 0 ? self : nil }
}

extension Measure {
  /// Which of its figures a table has room for.
  fileprivate var shown: [String] {
    switch self {
    case .cpu, .memory: ["mean", "max"]
    case .diskRead, .diskWrite, .netRx, .netTx: ["sum"]
    }
  }
}
