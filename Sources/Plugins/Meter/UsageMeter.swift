// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import Store

/// Takes samples in, and completes minutes. What a contract costs does not depend on anything here.
enum UsageMeter {
  /// A sample on its way in.
  struct Request {
    var contract: Contract
    var usage: Usage
    /// `nil` for the next number.
    var seq: Int64?
    /// When it was taken; `nil` for now.
    var takenAt: Timestamp?
    var idempotency: Entry.Idempotency?
  }

  /// Numbers are integers of JSON, below 2^53.
  static let highestSeq: Int64 = 9_007_199_254_740_991

  /// Keeps a sample, and writes the rollup of a minute that it completes.
  ///
  /// The same sample again changes nothing and gives the first answer.
  /// - Throws: `conflict` for another sample with the number, or a number older than those kept;
  ///   `bad-state` where the contract is not active; `bad-value` or `clock-regression` for a time
  ///   it cannot have been taken at; `overflow`.
  static func record(_ request: Request, in ledger: LedgerWriter) throws -> UsageSample {
    let contract = request.contract
    if let earlier = try earlier(request, ledger) { return earlier }
    // Before any look at the clock: of what is over, the time of day is no matter.
    if contract.status(at: ledger.now) != .pending { try requireActive(contract, at: ledger.now) }
    let minute = try ledger.fetch(UsageMinute.self, .integer(contract.id))
    // After the loss of scratch data, the journal still knows which minutes are complete.
    let latest = minute == nil ? try latestRollup(of: contract, ledger) : nil
    let floor =
      try minute?.lastAt ?? latest.map { try $0.minute.advanced(by: 60_000) }
    let highest = minute?.highestSeq ?? latest?.totals.lastSeq ?? 0
    let seq = try number(of: request, highest: highest, ledger)
    let time = try time(of: request, after: floor, ledger)
    let bill = try contract.bill(at: ledger.now)
    let sample = UsageSample(
      contract: contract.id, seq: seq, takenAt: time, usage: request.usage,
      used: bill.used.minor, refund: bill.refund.minor, idempotency: request.idempotency)
    _ = try ledger.keepTelemetry()
    try add(sample, to: minute, highest: highest, ledger)
    try keep(sample, ledger)
    return sample
  }

  /// Writes the rollup of a contract's open minute, if it has one: it gets no more samples.
  static func finish(_ contract: Contract, in ledger: LedgerWriter) throws {
    guard let minute = try ledger.fetch(UsageMinute.self, .integer(contract.id)) else { return }
    try rollUp(minute, completedBy: nil, in: ledger)
    try ledger.discard(UsageMinute.self, "WHERE id = ?", [minute.key])
  }

  /// The contract's last rollup, or `nil`.
  static func latestRollup(
    of contract: Contract, _ ledger: LedgerReader
  ) throws -> UsageRollup? {
    try ledger.all(
      UsageRollup.self, "WHERE contract = ? ORDER BY minute DESC LIMIT 1", [.integer(contract.id)]
    ).first
  }

  // MARK: Rules

  /// The sample kept under the request's key or number, if it is the same.
  private static func earlier(
    _ request: Request, _ ledger: LedgerWriter
  ) throws -> UsageSample? {
    if let asked = request.idempotency {
      let known = try ledger.all(
        UsageSample.self, "WHERE idempotency_key = ?", [.text(asked.key)]
      ).first
      if let known {
        guard known.idempotency == asked else {
          throw Failure(
            .idempotencyMismatch, "the key '\(asked.key)' was used for sample \(known.id)",
            details: ["key": asked.key])
        }
        return known
      }
    }
    guard let seq = request.seq else { return nil }
    let id = UsageSample.id(contract: request.contract.id, seq: seq)
    guard let known = try ledger.fetch(UsageSample.self, .text(id)) else { return nil }
    guard known.usage == request.usage, request.takenAt.map({ $0 == known.takenAt }) ?? true else {
      throw Failure(
        .conflict, "sample \(id) has other values", hint: "leave --seq out for the next number",
        details: ["id": id])
    }
    return known
  }

  private static func time(
    of request: Request, after floor: Timestamp?, _ ledger: LedgerWriter
  ) throws -> Timestamp {
    let contract = request.contract
    let now = try floor.map { try ledger.time(after: $0) } ?? ledger.now
    try requireActive(contract, at: now)
    guard let given = request.takenAt else { return now }
    guard given <= now, given >= contract.startedAt else {
      throw Failure(
        .badValue, "a sample of \(contract.displayID) cannot have been taken at \(given.text)",
        hint: "it began at \(contract.startedAt.text), and now it is \(now.text)")
    }
    if let floor { return try Instant(given, isGiven: true).after(floor) }
    return given
  }

  /// - Throws: `bad-state` with `from` and `to`.
  static func requireActive(_ contract: Contract, at time: Timestamp) throws {
    let status = contract.status(at: time)
    guard status == .active else {
      throw Failure(
        .badState, "\(contract.displayID) is \(status.rawValue): only active contracts are metered",
        details: ["from": status.rawValue, "to": "active", "id": contract.displayID])
    }
  }

  private static func number(
    of request: Request, highest: Int64, _ ledger: LedgerWriter
  ) throws -> Int64 {
    let contract = request.contract
    let seq = request.seq ?? highest.addingReportingOverflow(1).partialValue
    guard (1...highestSeq).contains(seq) else {
      throw Failure(.conflict, "\(contract.displayID) has had its last number for a sample")
    }
    if seq > highest { return seq }
    let oldest = try ledger.telemetry(
      "SELECT min(seq) FROM usage_sample WHERE contract = ?", [.integer(contract.id)])
    guard let oldest = oldest.first?[0].integer, seq > oldest else {
      throw Failure(
        .conflict, "sample \(seq) of \(contract.displayID) is older than those kept",
        details: ["seq": "\(seq)", "highest": "\(highest)"])
    }
    return seq
  }

  /// Writes a minute into the journal, unless it is there already: scratch is made durable after
  /// the journal, and a process that was killed in between left the minute open.
  private static func rollUp(
    _ minute: UsageMinute, completedBy witness: UsageSample?, in ledger: LedgerWriter
  ) throws {
    let rollup = UsageRollup(minute, completedBy: witness)
    guard try ledger.fetch(UsageRollup.self, rollup.key) == nil else { return }
    try ledger.insert(rollup)
  }

  // MARK: Scratch

  private static func add(
    _ sample: UsageSample, to minute: UsageMinute?, highest: Int64, _ ledger: LedgerWriter
  ) throws {
    if let minute, minute.start == sample.takenAt.startOfMinute {
      return try ledger.keep(minute.adding(sample))
    }
    if let minute {
      let witness = sample.idempotency == nil ? nil : sample
      try rollUp(minute, completedBy: witness, in: ledger)
    }
    try ledger.keep(UsageMinute(sample, highestSeq: highest))
  }

  private static func keep(_ sample: UsageSample, _ ledger: LedgerWriter) throws {
    try ledger.keep(sample)
    try ledger.discard(
      UsageSample.self,
      """
      WHERE contract = ? AND seq < \
      (SELECT seq FROM usage_sample WHERE contract = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)
      """,
      [.integer(sample.contract), .integer(sample.contract), .integer(UsageSample.kept - 1)])
  }
}
