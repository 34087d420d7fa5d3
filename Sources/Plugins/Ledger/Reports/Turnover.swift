// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// Sums over postings. They can exceed 64 bits where no balance does, so SQL adds them in two
/// halves.
enum Turnover {
  private static let base: Int64 = 1_000_000_000

  /// Columns that add `amount` up, for `sum(_:_:)`.
  static func columns(_ amount: String) -> String {
    "sum((\(amount)) / \(base)), sum((\(amount)) % \(base))"
  }

  /// The sum behind two such columns.
  ///
  /// - Throws: `overflow` where it cannot be shown as an amount.
  static func sum(_ high: Value, _ low: Value, _ asset: Asset) throws -> Amount {
    let sum = Int128(high.integer ?? 0) * Int128(base) + Int128(low.integer ?? 0)
    guard let minor = Int64(exactly: sum) else {
      throw Failure(
        .overflow, "the sums of \(asset.code) exceed 64 bits", hint: "ask for less time")
    }
    return Amount(minor: minor, asset: asset)
  }

  /// The column a report goes by.
  static func column(_ basis: TimeBasis) -> String { basis == .recorded ? "time" : "effective" }
}
