// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct MeterCollect: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter collect", abstract: "Sample this machine at intervals, from its /proc.")

  @Argument(help: "The contract.") var contract: String
  @Option(help: "How long from one sample to the next; 500ms if left out.") var interval: String?
  @Option(help: "Stop after so many samples.") var count: String?
  @Option(help: "Sample this process instead of the whole machine.") var pid: String?

  func run(in session: Session) throws {
    guard session.globals.at == nil, session.globals.idempotencyKey == nil else {
      throw Failure(
        .usage,
        "samples are taken now, and each once: --at and --idempotency-key have no place here",
        hint: "'si64 meter record' takes both")
    }
    let fields = Input(
      fields: [("interval", interval), ("count", count), ("pid", pid)].compactMap { name, text in
        text.map { .init(name, .string($0)) }
      }, place: nil, defaultAsset: "")
    try session.willPrint(RecordedSample.fieldNames, single: false)
    let process = try fields.integer("pid", in: 1...Int64(Int32.max))
    let machine = Machine.system()
    let collector = Collector(
      contract: contract, target: process.map(ProcSampler.Target.process) ?? .machine,
      interval: try fields.interval(),
      count: try fields.integer("count", in: 1...UsageMeter.highestSeq), machine: machine,
      session: session)
    try machine.holdingSignals { try collector.run(until: $0) }
  }
}

extension Input {
  /// From one sample to the next, in milliseconds: at most 366 days.
  fileprivate func interval() throws -> Int64 {
    guard let span = try span("interval") else { return 500 }
    guard (1...366 * 86_400_000).contains(span.milliseconds) else {
      throw bad("interval", "must be at most 366d")
    }
    return span.milliseconds
  }
}
