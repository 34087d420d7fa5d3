// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Store

/// What is known of minutes of devices.
///
/// A minute is up where a heartbeat came in it; down where none came although heartbeats were
/// kept; and where nothing is known of it, up. Of an hour that an earlier build wrote, only how
/// many beats came is known: they count as one a minute, in the minutes that are asked for as far
/// as these go.
struct Observations {
  /// The minutes asked for, by device.
  let asked: [String: [Minutes]]
  /// The tier of the devices, where they are many.
  let tier: String?
  /// All minutes asked for lie in these.
  let within: Minutes
  /// Whether scratch counts as well, and not the journal alone.
  let hasOpenHour: Bool

  /// What is known of one device.
  private final class Known {
    let asked: [Minutes]
    /// Of the minutes asked for, those in which silence means that it was down.
    let watched: [Minutes]
    /// Bits of the minutes with a heartbeat in scratch, by hour.
    var open: [Int64: UInt64] = [:]
    var down: Int64

    init(asked: [Minutes], watched: [Minutes]) {
      self.asked = asked
      self.watched = watched
      down = watched.total
    }

    /// Takes the minutes of an hour that the journal has off those that are down.
    func count(hour: Int64, received: Int64, minutes: Int64?) {
      let open = open.isEmpty ? 0 : open.removeValue(forKey: hour) ?? 0
      let watchedBits = watched.bits(ofHour: hour)
      let bits = UInt64(bitPattern: minutes ?? 0) | open
      down -= Int64((bits & watchedBits).nonzeroBitCount)
      guard minutes == nil else { return }
      let others = asked.bits(ofHour: hour) & ~watchedBits & ~open
      down += max(0, Int64(others.nonzeroBitCount) - max(0, received))
    }
  }

  func uptimes(_ ledger: LedgerReader) throws -> [String: Uptime] {
    let known = try watches(ledger)
    if hasOpenHour { try addOpenHours(to: known, ledger) }
    try countRows(known, ledger)
    return known.mapValues { device in
      var down = device.down
      for (hour, bits) in device.open {
        down -= Int64((bits & device.watched.bits(ofHour: hour)).nonzeroBitCount)
      }
      let expected = device.asked.total
      return Uptime(
        received: expected.subtractingReportingOverflow(max(0, down)).partialValue,
        expected: expected)
    }
  }

  private var single: String? { asked.count == 1 ? asked.first?.key : nil }

  /// The times the devices were watched, all of them down until a heartbeat is found.
  private func watches(_ ledger: LedgerReader) throws -> [String: Known] {
    var watches: [String: [Minutes]] = [:]
    let condition = single == nil ? "" : "device = ? AND"
    let rows = try ledger.rows(
      "SELECT device, since, until FROM device_watch WHERE \(condition) until > ?",
      (single.map { [.text($0)] } ?? []) + [.integer(within.start.milliseconds)])
    for row in rows {
      guard let name = row[0].text, let since = row[1].integer, let until = row[2].integer else {
        continue
      }
      watches[name, default: []].append(
        Minutes(from: Timestamp(milliseconds: since), to: Timestamp(milliseconds: until)))
    }
    var present: [Minutes] = []
    if hasOpenHour, let since = try ledger.telemetryKeptSince() {
      present = [Minutes(Minutes(from: since, to: since).start, within.end)]
    }
    var known: [String: Known] = [:]
    for (name, minutes) in asked {
      let watched = minutes.common(((watches[name] ?? []) + present).merged)
      known[name] = Known(asked: minutes, watched: watched)
    }
    return known
  }

  private func addOpenHours(to known: [String: Known], _ ledger: LedgerReader) throws {
    let condition = single == nil ? "" : "device = ? AND"
    let rows = try ledger.telemetry(
      """
      SELECT device, hour, minutes FROM heartbeat WHERE \(condition) hour >= ? AND hour < ?
      """,
      (single.map { [.text($0)] } ?? []) + hours)
    for row in rows {
      guard let name = row[0].text, let hour = row[1].integer, let bits = row[2].integer else {
        continue
      }
      known[name]?.open[hour / 3_600_000] = UInt64(bitPattern: bits)
    }
  }

  private func countRows(_ known: [String: Known], _ ledger: LedgerReader) throws {
    let (sql, values) = selection
    var name = ""
    var device = known[name]
    try ledger.each(sql, values) { row in
      if !row.withBytes(0, { $0.elementsEqual(name.utf8) }) {
        name = row.text(0)
        device = known[name]
      }
      device?.count(
        hour: row.integer(1) / 3_600_000, received: row.integer(2),
        minutes: row.isNull(3) ? nil : row.integer(3))
    }
  }

  /// The journal's hours of the devices, those of one behind the other.
  private var selection: (sql: String, values: [Value]) {
    let columns = "SELECT u.device, u.hour, u.received, u.minutes FROM"
    let range = "u.hour >= ? AND u.hour < ?"
    if let single {
      return (
        "\(columns) device_uptime u WHERE u.device = ? AND \(range)", [.text(single)] + hours
      )
    }
    guard let tier else {
      return ("\(columns) device_uptime u WHERE \(range) ORDER BY u.device", hours)
    }
    return (
      """
      \(columns) device d JOIN device_uptime u ON u.device = d.name AND \(range) \
      WHERE d.tier = ? ORDER BY d.name
      """, hours + [.text(tier)]
    )
  }

  /// From the first hour up to the one behind the last, in Unix ms.
  private var hours: [Value] {
    [.integer(within.start.milliseconds.startOfHour), .integer(within.end.milliseconds)]
  }
}

extension Int64 {
  /// Minutes as Unix ms; the largest there are for what lies beyond.
  fileprivate var milliseconds: Int64 { Int64(clamping: Int128(self) * 60_000) }

  fileprivate var startOfHour: Int64 { Timestamp(milliseconds: self).startOfHour.milliseconds }
}
