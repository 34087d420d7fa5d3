// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Store

/// The minute a contract's samples are gathered in, in scratch: one row a contract.
struct UsageMinute: Record, Equatable {
  /// The contract's number.
  let contract: Int64
  /// Its first instant.
  let start: Timestamp
  /// When the last sample was taken.
  var lastAt: Timestamp
  /// The highest number a sample of the contract has had, in this minute or before.
  var highestSeq: Int64
  var totals: UsageTotals

  static let table = Table(
    "usage_minute", key: .sequence(prefix: "ctr"),
    columns: [
      .required("start", .integer), .required("last_at", .integer),
      .required("highest_seq", .integer),
    ] + UsageTotals.columns(withMean: false) + UsageTotals.counts, scratch: true,
    earlier: UsageTotals.earlier)

  var key: Value { .integer(contract) }

  var values: [Value] {
    [.integer(start.milliseconds), .integer(lastAt.milliseconds), .integer(highestSeq)]
      + totals.values(means: nil) + totals.countValues
  }

  /// A minute with its first sample.
  init(_ sample: UsageSample, highestSeq: Int64) {
    contract = sample.contract
    start = sample.takenAt.startOfMinute
    lastAt = sample.takenAt
    self.highestSeq = max(highestSeq, sample.seq)
    totals = UsageTotals(sample.usage, seq: sample.seq)
  }

  init(_ row: TableRow) throws {
    contract = try row.id()
    start = Timestamp(milliseconds: try row.integer("start"))
    lastAt = Timestamp(milliseconds: try row.integer("last_at"))
    highestSeq = try row.integer("highest_seq")
    totals = try UsageTotals(row)
  }

  /// The minute with one more sample.
  ///
  /// - Precondition: the sample was taken in it.
  /// - Throws: `overflow`.
  func adding(_ sample: UsageSample) throws -> UsageMinute {
    precondition(sample.takenAt.startOfMinute == start, "a sample belongs to its own minute")
    var result = self
    result.lastAt = sample.takenAt
    result.highestSeq = max(highestSeq, sample.seq)
    result.totals = try totals.adding(UsageTotals(sample.usage, seq: sample.seq))
    return result
  }
}
