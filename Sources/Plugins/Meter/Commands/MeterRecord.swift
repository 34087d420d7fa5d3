// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

struct MeterRecord: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter record", abstract: "Record a sample of what a contract's machine is doing.")

  @Argument(help: "The contract.") var contract: String?
  @Option(help: "Percent of the processor, kept to two decimals.") var cpu: String?
  @Option(help: "Memory in use, in MB of 1 000 000 bytes, kept to three decimals.")
  var memory: String?
  @Option(help: "Bytes read from disks since the sample before.") var diskRead: String?
  @Option(help: "Bytes written to disks since the sample before.") var diskWrite: String?
  @Option(help: "Bytes received since the sample before.") var netRx: String?
  @Option(help: "Bytes sent since the sample before.") var netTx: String?
  @Option(help: "The sample's number; the next one if left out.") var seq: String?
  @Option(help: "When it was taken, if not now.") var takenAt: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> RecordedSample {
    try record(input, nil, ledger)
  }

  static func execute(
    _ input: Input, _ scope: EntryScope, in session: Session
  ) throws -> RecordedSample {
    try scope.entry { try record(input, scope.idempotency, scope.ledger) }
  }

  private static func record(
    _ input: Input, _ idempotency: Entry.Idempotency?, _ ledger: LedgerWriter
  ) throws -> RecordedSample {
    let contract = try ledger.find(Contract.self, input.text("contract"))
    let sample = try UsageMeter.record(
      UsageMeter.Request(
        contract: contract, usage: Usage { try input.figure($0) },
        seq: input.integer("seq", in: 1...UsageMeter.highestSeq), takenAt: input.time("taken_at"),
        idempotency: idempotency), in: ledger)
    return RecordedSample(sample: sample, asset: contract.prepaid.asset)
  }
}

extension Input {
  /// A measure's value in stored units, which must be there.
  ///
  /// - Throws: `missing-argument` or `bad-value`.
  fileprivate func figure(_ measure: Measure) throws -> Int64 {
    let name = measure.rawValue
    guard let value = Figure.parse(try text(name), decimals: measure.decimals) else {
      throw bad(name, "is no number from 0 to \(measure.text(measure.limit))")
    }
    guard value <= measure.limit else {
      throw bad(name, "must be a number from 0 to \(measure.text(measure.limit))")
    }
    return value
  }
}
