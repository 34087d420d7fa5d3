// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerCore
import Store

/// How well a device did in the time of a contract: what its SLA credit follows from, the journal
/// alone.
enum ContractUptime {
  /// Writes what is known of the device's heartbeats into the journal, before it decides something.
  static func enter(_ contract: Contract, in ledger: LedgerWriter) throws {
    try Telemetry.enter(
      contract.device, isNeeded: contract.terms.slaCreditBPS > 0, in: ledger)
  }

  /// Whole percents of the contract's minutes that its device missed: those wholly within its use,
  /// up to `end`, and outside every pause.
  static func missedPercent(
    of contract: Contract, until end: Timestamp, _ ledger: LedgerReader
  ) throws -> Int64 {
    guard contract.terms.rules > 1 else {
      let uptime = try Uptime.counted(
        contract.device, from: contract.startedAt, to: end, ledger)
      return uptime.missedPercentOfCounted
    }
    let spans = try use(of: contract, until: end, ledger)
    return try Uptime.journaled(contract.device, within: spans, ledger).missedPercent
  }

  /// The spans in which a contract was in use, by its history.
  private static func use(
    of contract: Contract, until end: Timestamp, _ ledger: LedgerReader
  ) throws -> [(from: Timestamp, to: Timestamp)] {
    var spans: [(from: Timestamp, to: Timestamp)] = []
    var start: Timestamp? = contract.startedAt
    let history = try ledger.all(
      ContractEvent.self, "WHERE contract = ? ORDER BY at, id", [.integer(contract.id)])
    for event in history where event.at <= end {
      switch event.name {
      case .paused, .exhausted:
        if let from = start { spans.append((from, event.at)) }
        start = nil
      case .resumed, .extended: start = start ?? event.at
      default: break
      }
    }
    if let start, start < end { spans.append((start, end)) }
    return spans
  }
}
