// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Store

/// Takes heartbeats in, and enters them into the journal.
package enum Telemetry {
  /// Keeps a sign of life of `device` in scratch.
  static func beat(_ device: String, in ledger: LedgerWriter) throws {
    _ = try ledger.keepTelemetry()
    let hour = ledger.now.startOfHour
    var beats =
      try ledger.fetch(Heartbeat.self, DeviceUptime.key(device, hour))
      ?? Heartbeat(device: device, hour: hour)
    beats.add(at: ledger.now)
    try ledger.keep(beats)
  }

  /// Writes the heartbeats of hours that are over into the journal.
  package static func rollUp(_ device: String, in ledger: LedgerWriter) throws {
    try rollUp(device, until: ledger.now.startOfHour, isNeeded: false, in: ledger)
  }

  /// Writes all of a device's heartbeats before now into the journal: what is decided now follows
  /// from it alone.
  ///
  /// - Parameter isNeeded: whether something is decided, so that silence has to be written too.
  package static func enter(
    _ device: String, isNeeded: Bool, in ledger: LedgerWriter
  ) throws {
    try rollUp(device, until: ledger.now, isNeeded: isNeeded, in: ledger)
  }

  private static func rollUp(
    _ device: String, until: Timestamp, isNeeded: Bool, in ledger: LedgerWriter
  ) throws {
    let since = try ledger.keepTelemetry()
    let tail = "WHERE device = ? AND hour < ?"
    let values: [Value] = [.text(device), .integer(until.milliseconds)]
    let kept = try ledger.all(Heartbeat.self, "\(tail) ORDER BY hour", values)
    for beats in kept {
      var hour =
        try ledger.fetch(DeviceUptime.self, beats.key)
        ?? DeviceUptime(device: device, hour: beats.hour)
      hour.add(beats)
      try ledger.update(hour)
    }
    if !kept.isEmpty { try ledger.discard(Heartbeat.self, tail, values) }
    guard isNeeded || !kept.isEmpty, since < until else { return }
    let known = try ledger.fetch(DeviceWatch.self, DeviceWatch.key(device, since))
    if let known, known.until >= until { return }
    try ledger.update(DeviceWatch(device: device, since: since, until: until))
  }
}
