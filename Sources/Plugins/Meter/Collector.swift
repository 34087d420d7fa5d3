// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

/// Samples a machine at intervals, and records each sample in a transaction of its own.
struct Collector {
  let contract: String
  let target: ProcSampler.Target
  /// Milliseconds from one sample to the next.
  let interval: Int64
  /// How many samples to take; `nil` for no end.
  let count: Int64?
  let machine: Machine
  let session: Session

  /// Collects until there are enough samples, the contract is no longer active, the process has
  /// ended, or a signal comes.
  ///
  /// - Parameter signal: the signal that has come, or `nil`.
  /// - Throws: `bad-state` or `not-found` where that is so from the start; what reading and writing
  ///   can throw.
  func run(until signal: () -> Int32?) throws {
    var sampler = ProcSampler(target, of: machine)
    try session.read { try UsageMeter.requireActive($0.find(Contract.self, contract), at: $0.now) }
    var last = try sampler.read()
    var stream = SampleStream(session)
    var due = session.instant.time.milliseconds
    var isBusy = false
    var taken: Int64 = 0
    while taken < count ?? .max {
      due = next(after: due)
      let wasInterrupted = !wait(until: due, signal)
      if let signal = signal() ?? (wasInterrupted ? Machine.interrupt : nil) {
        session.exitStatus = 128 + signal
        break
      }
      do {
        let counters = try sampler.read()
        let usage = counters.usage(since: last)
        guard !usage.isEmpty else {
          throw Failure(.io, "/proc has no figure that this program knows")
        }
        let answer = try record(usage)
        (last, isBusy) = (counters, false)
        taken += 1
        try stream.show(answer)
      } catch let failure as Failure where failure.code == .locked {
        // The next sample covers this interval too.
        if !isBusy { try session.say("si64: \(failure.message): the next sample makes up for it") }
        isBusy = true
      } catch let failure as Failure where taken > 0 && ends(failure) {
        try session.say("si64: \(failure.message)")
        break
      }
    }
    try stream.end()
  }

  /// Whether there is nothing left to sample, which after the first sample is no fault.
  private func ends(_ failure: Failure) -> Bool {
    failure.code == .badState || (failure.code == .notFound && target != .machine)
  }

  private func record(_ usage: Usage) throws -> Item {
    try session.write { ledger in
      let contract = try ledger.find(Contract.self, contract)
      let (sample, _) = try ledger.entry("meter collect") {
        try UsageMeter.record(UsageMeter.Request(contract: contract, usage: usage), in: ledger)
      }
      return try RecordedSample(sample: sample, asset: contract.prepaid.asset).item(ledger)
    }
  }

  // MARK: Time

  /// The next tick, ticks that have been missed left out.
  private func next(after due: Int64) -> Int64 {
    let now = Int128(session.instant.time.milliseconds)
    let (interval, due) = (Int128(interval), Int128(due))
    // bounded: 128 bits
    let next = due + interval
    // A clock that was set back makes nobody wait for longer than an interval.
    // bounded: 128 bits
    if next > now { return Int64(clamping: min(next, now + interval)) }
    // bounded: 128 bits
    return Int64(clamping: next + ((now - next) / interval + 1) * interval)
  }

  /// Waits in short pieces: a signal is answered within one.
  ///
  /// - Returns: `false` where the user interrupted it.
  private func wait(until due: Int64, _ signal: () -> Int32?) -> Bool {
    let now = session.instant.time.milliseconds
    var left = max(0, due).subtractingReportingOverflow(max(0, now)).partialValue
    while left > 0, signal() == nil {
      let piece = min(left, Self.piece)
      guard session.surroundings.sleep(piece) else { return false }
      left = left.subtractingReportingOverflow(piece).partialValue
    }
    return true
  }

  private static let piece: Int64 = 100
}
