// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// Minutes in which a device was up, of those asked for: those with at least one heartbeat, and
/// those of which nothing is known.
package struct Uptime: Equatable, Comparable, Sendable {
  package let received: Int64
  package let expected: Int64

  /// How far back uptime looks unless told otherwise: 24 h.
  package static let window: Int64 = 86_400_000

  package init(received: Int64, expected: Int64) {
    self.received = max(0, min(received, expected))
    self.expected = expected
  }

  /// The share in percent with two digits, rounded down, `99.30`; `nil` without a whole minute.
  package var percent: String? {
    guard expected > 0 else { return nil }
    let points = Int128(received) * 10_000 / Int128(expected)
    return DecimalText.text(Int64(clamping: points), decimals: 2)
  }

  /// Whole percents of minutes missed, rounded down once, 0...100; 0 without a whole minute.
  package var missedPercent: Int64 {
    guard expected > 0 else { return 0 }
    return Int64(clamping: (Int128(expected) - Int128(received)) * 100 / Int128(expected))
  }

  /// Without a whole minute it counts as 100 %.
  package static func < (left: Uptime, right: Uptime) -> Bool {
    let (one, other) = (left.share, right.share)
    return one.up * other.of < other.up * one.of
  }

  private var share: (up: Int128, of: Int128) {
    expected > 0 ? (Int128(received), Int128(expected)) : (1, 1)
  }

  // MARK: Of devices

  /// The uptime of devices in the minutes wholly within `start` and `end`, and since they were
  /// added.
  ///
  /// - Parameter tier: of which they all are, where they are many; `nil` for any.
  package static func of(
    _ devices: [Device], tier: String? = nil, from start: Timestamp, to end: Timestamp,
    _ ledger: LedgerReader
  ) throws -> [String: Uptime] {
    var asked: [String: [Minutes]] = [:]
    for device in devices {
      asked[device.name] = [Minutes(from: max(start, device.createdAt), to: end)]
    }
    let observed = Observations(
      asked: asked, tier: tier, within: Minutes(from: start, to: end), hasOpenHour: true)
    return try observed.uptimes(ledger)
  }

  /// The uptime of a device in the minutes wholly within some spans, from the journal alone.
  ///
  /// The caller has had `Telemetry.enter` write what there was.
  package static func journaled(
    _ device: String, within spans: [(from: Timestamp, to: Timestamp)], _ ledger: LedgerReader
  ) throws -> Uptime {
    let minutes = spans.map { Minutes(from: $0.from, to: $0.to) }.merged
    guard let first = minutes.first, let last = minutes.last else {
      return Uptime(received: 0, expected: 0)
    }
    let observed = Observations(
      asked: [device: minutes], tier: nil, within: Minutes(first.start, last.end),
      hasOpenHour: false)
    return try observed.uptimes(ledger)[device] ?? Uptime(received: 0, expected: 0)
  }

  /// Heartbeats in the journal against those expected, one a minute, as builds before rules of
  /// version 2 counted them: by the hour, wherever in it they came.
  package static func counted(
    _ device: String, from start: Timestamp, to end: Timestamp, _ ledger: LedgerReader
  ) throws -> Uptime {
    let expected = max(0, Int128(end.milliseconds) - Int128(start.milliseconds)) / 60_000
    let rows = try ledger.rows(
      "SELECT hour, received FROM device_uptime WHERE device = ? AND hour >= ? AND hour <= ?",
      [
        .text(device), .integer(start.startOfHour.milliseconds), .integer(end.milliseconds),
      ])
    let received = rows.reduce(Int128(0)) { sum, row in
      let (hour, count) = (Int128(row[0].integer ?? 0), Int128(row[1].integer ?? 0))
      let overlap =
        min(hour + 3_600_000, Int128(end.milliseconds)) - max(hour, Int128(start.milliseconds))
      return sum + min(count, max(0, overlap + 59_999) / 60_000)
    }
    return Uptime(received: Int64(clamping: received), expected: Int64(clamping: expected))
  }

  /// Whole percents of heartbeats missed, as builds before rules of version 2 rounded them: to
  /// hundredths first.
  package var missedPercentOfCounted: Int64 {
    guard expected > 0 else { return 0 }
    let points = Int128(received) * 10_000 / Int128(expected)
    return Int64(clamping: (10_000 - points) / 100)
  }
}
