// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

/// The answer to a sample: what was recorded, and what the contract had used by then.
struct RecordedSample: CommandOutcome {
  let sample: UsageSample
  /// The contract's.
  let asset: Asset

  static let fieldNames =
    ["contract", "seq", "taken_at", "used", "refund", "asset"] + Measure.allCases.map(\.rawValue)

  func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "sample", id: sample.id)
    item.add("contract", "ctr-\(sample.contract)")
    item.add("seq", sample.seq)
    item.add("taken_at", sample.takenAt)
    for measure in Measure.allCases {
      item.add(measure.rawValue, sample.usage[measure].map(measure.cell) ?? .null)
    }
    item.add("used", Amount(minor: sample.used, asset: asset))
    item.add("refund", Amount(minor: sample.refund, asset: asset))
    item.add("asset", asset.code)
    return item
  }

  /// The columns of a listing.
  static let columns =
    ["id", "taken_at"] + Measure.allCases.map(\.rawValue) + ["used", "refund", "asset"]

  /// Only a sample that completed a minute is behind an entry.
  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> RecordedSample {
    for entry in entries {
      guard let sample = try entry.last(UsageRollup.self)?.completedBy,
        let contract = try ledger.fetch(Contract.self, .integer(sample.contract))
      else { continue }
      return RecordedSample(sample: sample, asset: contract.prepaid.asset)
    }
    throw Failure(.internalError, "no sample is in the entries of this key")
  }
}

extension Measure {
  /// `value` as an output cell: bytes are integers, the others exact decimals.
  func cell(_ value: Int64) -> Cell { decimals == 0 ? .integer(value) : .decimal(text(value)) }
}
