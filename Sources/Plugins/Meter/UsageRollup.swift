// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Store

/// What the samples of a contract in one complete minute come to: the part of telemetry that the
/// journal keeps.
struct UsageRollup: Record, Equatable {
  /// The contract's number.
  let contract: Int64
  /// Its first instant.
  let minute: Timestamp
  let totals: UsageTotals
  /// As stored beside the totals they follow from, in the order of `Measure.allCases`.
  let means: [Int64]
  /// The sample that completed the minute, where its command had an idempotency key: what a repeat
  /// is told.
  let completedBy: UsageSample?

  static let table = Table(
    "usage_rollup", key: .name(column: "id"),
    columns: [.required("contract", .integer), .required("minute", .integer)]
      + UsageTotals.columns(withMean: true) + [.optional("completed_by", .text)]
      + UsageTotals.counts,
    indexes: [.init("contract", "minute")])

  /// `ctr-1/2026-01-01T00:00Z`.
  var id: String { "ctr-\(contract)/\(minute.text.prefix(16))Z" }

  var key: Value { .text(id) }

  var values: [Value] {
    [.integer(contract), .integer(minute.milliseconds)] + totals.values(means: means)
      + [Value(completedBy?.json.canonicalText)] + totals.countValues
  }

  init(_ minute: UsageMinute, completedBy: UsageSample?) {
    contract = minute.contract
    self.minute = minute.start
    totals = minute.totals
    means = totals.means
    self.completedBy = completedBy
  }

  init(_ row: TableRow) throws {
    contract = try row.integer("contract")
    minute = Timestamp(milliseconds: try row.integer("minute"))
    totals = try UsageTotals(row)
    means = try UsageTotals.means(row)
    completedBy = try row.optionalText("completed_by").map { try UsageSample(JSON(parsing: $0)) }
  }
}
