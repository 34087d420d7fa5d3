// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// What a number of samples come to: how many, which, and six totals.
struct UsageTotals: Equatable, Sendable {
  /// At least 1.
  private(set) var count: Int64
  private(set) var firstSeq: Int64
  private(set) var lastSeq: Int64
  /// In the order of `Measure.allCases`.
  private var totals: [MeasureTotal]

  /// The totals of one sample.
  init(_ usage: Usage, seq: Int64) {
    count = 1
    firstSeq = seq
    lastSeq = seq
    totals = Measure.allCases.map { MeasureTotal(usage[$0]) }
  }

  subscript(_ measure: Measure) -> MeasureTotal {
    for (known, total) in zip(Measure.allCases, totals) where known == measure { return total }
    preconditionFailure("totals hold every measure")
  }

  /// These and other samples together.
  ///
  /// - Throws: `overflow`.
  func adding(_ other: UsageTotals) throws -> UsageTotals {
    var result = self
    let (count, overflow) = count.addingReportingOverflow(other.count)
    guard !overflow else { throw Failure(.overflow, "there are too many samples") }
    result.count = count
    result.firstSeq = min(firstSeq, other.firstSeq)
    result.lastSeq = max(lastSeq, other.lastSeq)
    result.totals = try zip(totals, other.totals).map { try $0.adding($1) }
    return result
  }

  // MARK: Columns

  /// The columns the totals are stored in, but for `counts`.
  ///
  /// - Parameter withMean: whether the mean is stored beside what it follows from, for people who
  ///   query the table.
  static func columns(withMean: Bool) -> [Table.Column] {
    [
      .required("count", .integer), .required("first_seq", .integer),
      .required("last_seq", .integer),
    ]
      + Measure.allCases.flatMap { measure in
        parts(withMean).map { .required("\(measure.rawValue)_\($0)", .money) }
      }
  }

  /// Columns behind all others: of how many samples a measure is, where some are without it.
  static let counts = Measure.allCases.map {
    Table.Column.optional("\($0.rawValue)_count", .integer)
  }

  /// The open minutes as builds kept them whose samples all had every measure.
  static let earlier =
    "SELECT id, start, last_at, highest_seq, "
    + (columns(withMean: false).map(\.name) + counts.map { "NULL AS \($0.name)" })
    .joined(separator: ", ") + " FROM usage_minute"

  /// The values of `counts`.
  var countValues: [Value] {
    totals.map { $0.count == count ? .null : .integer($0.count) }
  }

  /// The values of `columns`.
  ///
  /// - Parameter means: those to be stored, in the order of `Measure.allCases`; `nil` for none.
  func values(means: [Int64]?) -> [Value] {
    var values: [Int64] = [count, firstSeq, lastSeq]
    for (index, total) in totals.enumerated() {
      values.append(total.min)
      if let means { values.append(means[index]) }
      values += [total.max, total.sum]
    }
    return values.map(Value.integer)
  }

  /// The mean of each measure, in the order of `Measure.allCases`.
  var means: [Int64] { totals.map(\.mean) }

  /// Reads the columns back, means not looked at.
  init(_ row: TableRow) throws {
    count = try row.integer("count")
    firstSeq = try row.integer("first_seq")
    lastSeq = try row.integer("last_seq")
    let count = count
    totals = try Measure.allCases.map { measure in
      MeasureTotal(
        count: try row.optionalInteger("\(measure.rawValue)_count") ?? count,
        min: try row.integer("\(measure.rawValue)_min"),
        max: try row.integer("\(measure.rawValue)_max"),
        sum: try row.integer("\(measure.rawValue)_sum"))
    }
  }

  /// The means that are stored in a row.
  static func means(_ row: TableRow) throws -> [Int64] {
    try Measure.allCases.map { try row.integer("\($0.rawValue)_mean") }
  }

  private static func parts(_ withMean: Bool) -> [String] {
    withMean ? ["min", "mean", "max", "sum"] : ["min", "max", "sum"]
  }
}
