// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// Heartbeats received against those expected, one every 60 s.
package struct Uptime: Equatable, Comparable, Sendable {
  package let received: Int64
  package let expected: Int64

  /// One heartbeat is expected in this many milliseconds.
  package static let interval: Int64 = 60_000
  /// How far back uptime looks unless told otherwise: 24 h.
  package static let window: Int64 = 86_400_000

  package init(received: Int64, expected: Int64) {
    self.received = min(received, expected)
    self.expected = expected
  }

  /// The share in hundredths of a percent, rounded down; 0 where nothing was expected yet.
  package var basisPoints: Int64 { expected == 0 ? 0 : received * 10_000 / expected }

  /// The share in percent with two digits, `99.30`; `nil` where nothing was expected yet.
  package var percent: String? {
    expected == 0 ? nil : DecimalText.text(basisPoints, decimals: 2)
  }

  /// Whole percents of heartbeats that did not come, 0...100.
  package var missedPercent: Int64 { expected == 0 ? 0 : (10_000 - basisPoints) / 100 }

  package static func < (left: Uptime, right: Uptime) -> Bool {
    Int128(left.received) * Int128(max(right.expected, 1))
      < Int128(right.received) * Int128(max(left.expected, 1))
  }

  /// The uptime of devices from `start`, or from when they were added, up to `end`.
  ///
  /// An hour counts at most one heartbeat a minute, so that many at once do not make up for
  /// silence.
  package static func of(
    _ devices: [Device], from start: Timestamp, to end: Timestamp, _ ledger: LedgerReader
  ) throws -> [String: Uptime] {
    let single = devices.count == 1 ? devices.first?.name : nil
    let hours = try heartbeats(of: single, from: start, to: end, ledger)
    var result: [String: Uptime] = [:]
    for device in devices {
      let from = max(start, device.createdAt).milliseconds
      let expected = max(0, end.milliseconds - from) / interval
      let received = hours[device.name, default: [:]].reduce(Int64(0)) { sum, hour in
        let overlap = min(hour.key + 3_600_000, end.milliseconds) - max(hour.key, from)
        return sum + min(hour.value, max(0, overlap + interval - 1) / interval)
      }
      result[device.name] = Uptime(received: received, expected: expected)
    }
    return result
  }

  /// Heartbeats by device and hour: rolled up, and not yet.
  private static func heartbeats(
    of device: String?, from start: Timestamp, to end: Timestamp, _ ledger: LedgerReader
  ) throws -> [String: [Int64: Int64]] {
    let condition = device == nil ? "" : "device = ? AND"
    let name = device.map { [Value.text($0)] } ?? []
    let rows = try ledger.rows(
      """
      SELECT device, hour, received FROM device_uptime WHERE \(condition) hour >= ? AND hour <= ? \
      UNION ALL \
      SELECT device, at / 3600000 * 3600000 AS hour, count(*) FROM heartbeat \
      WHERE \(condition) at >= ? AND at <= ? GROUP BY device, at / 3600000
      """,
      name + [.integer(start.startOfHour.milliseconds), .integer(end.milliseconds)]
        + name + [.integer(start.milliseconds), .integer(end.milliseconds)])
    var hours: [String: [Int64: Int64]] = [:]
    for row in rows {
      guard let name = row[0].text, let hour = row[1].integer, let count = row[2].integer else {
        continue
      }
      hours[name, default: [:]][hour, default: 0] += count
    }
    return hours
  }
}
