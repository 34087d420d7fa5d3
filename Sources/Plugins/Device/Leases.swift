// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// Who has which slot when. A device never has more leases than slots, at any instant.
package enum Leases {
  /// Whether `device` has a slot free all the way from `since` up to `until` (`nil`: for good).
  package static func hasRoom(
    on device: Device, from since: Timestamp, until: Timestamp?, _ ledger: LedgerReader
  ) throws -> Bool {
    let end = (until ?? .latest).milliseconds
    // Two ranges of one index; an OR would read every lease the device ever had.
    let sql = { (columns: String) in
      """
      SELECT \(columns) FROM lease WHERE device = ? AND until > ? AND since < ? \
      UNION ALL SELECT \(columns) FROM lease WHERE device = ? AND until IS NULL AND since < ?
      """
    }
    let values: [Value] = [
      .text(device.name), .integer(since.milliseconds), .integer(end), .text(device.name),
      .integer(end),
    ]
    let counts = try ledger.rows(sql("count(*)"), values)
    if counts.reduce(0, { $0 + ($1[0].integer ?? 0) }) < device.slots { return true }
    let spans = try ledger.rows(sql("since, until"), values).map {
      (max($0[0].integer ?? 0, since.milliseconds), min($0[1].integer ?? .max, end))
    }
    return peak(of: spans) < device.slots
  }

  /// How many leases run at `now`, by device.
  package static func running(
    at now: Timestamp, on devices: [Device], _ ledger: LedgerReader
  ) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    let at = Value.integer(now.milliseconds)
    // Few devices are counted one by one, straight from the index; grouping sorts first.
    let isFew = devices.count <= 16
    for device in isFew ? devices.map(\.name) : [nil] {
      let condition = device == nil ? "" : "device = ? AND"
      let group = device == nil ? "GROUP BY device" : ""
      let values = (device.map { [Value.text($0)] } ?? []) + [at]
      let rows = try ledger.rows(
        """
        SELECT max(device), count(*) FROM lease \
        WHERE \(condition) until > ? AND since <= ? \(group) \
        UNION ALL SELECT max(device), count(*) FROM lease \
        WHERE \(condition) until IS NULL AND since <= ? \(group)
        """, values + [at] + values)
      for row in rows {
        guard let name = row[0].text, let count = row[1].integer else { continue }
        counts[name, default: 0] += count
      }
    }
    return counts
  }

  /// Gives a contract a slot; the caller has asked `hasRoom`.
  package static func open(_ lease: Lease, in ledger: LedgerWriter) throws {
    try ledger.insert(lease)
  }

  /// Lets a contract keep its slot up to `until`, without a gap; one that is open-ended stays so.
  ///
  /// - Throws: `no-capacity` where somebody else has the slot then.
  package static func extend(
    _ contract: String, until: Timestamp, in ledger: LedgerWriter
  ) throws {
    guard var lease = try ledger.fetch(Lease.self, .text(contract)), let end = lease.until,
      let device = try ledger.fetch(Device.self, .text(lease.device))
    else { return }
    guard try hasRoom(on: device, from: end, until: until, ledger) else {
      throw Failure(
        .noCapacity, "\(device.name) is taken from \(end.text) on",
        details: ["device": device.name, "until": until.text])
    }
    lease.until = until
    try ledger.update(lease)
  }

  /// Ends a contract's lease at `time`, if it has not ended before; one that never began is
  /// removed.
  package static func close(
    _ contract: String, at time: Timestamp, in ledger: LedgerWriter
  ) throws {
    guard var lease = try ledger.fetch(Lease.self, .text(contract)) else { return }
    if let until = lease.until, until <= time { return }
    if time <= lease.since { return try ledger.delete(lease) }
    lease.until = time
    try ledger.update(lease)
  }

  /// The most spans that overlap at any instant; spans are half-open, empty ones count nowhere.
  static func peak(of spans: [(since: Int64, until: Int64)]) -> Int64 {
    var changes: [(time: Int64, change: Int64)] = []
    for span in spans where span.since < span.until {
      changes.append((span.since, 1))
      changes.append((span.until, -1))
    }
    // Ends come before starts: who leaves at noon makes room for who comes at noon.
    changes.sort { $0 < $1 }
    var current: Int64 = 0
    var highest: Int64 = 0
    for (_, change) in changes {
      current += change
      highest = max(highest, current)
    }
    return highest
  }

  /// No device has ever had more leases than slots.
  package static let audit = Audit("leases") { ledger in
    var findings: [String] = []
    var spans: [String: [(since: Int64, until: Int64)]] = [:]
    for row in try ledger.rows("SELECT device, since, until FROM lease") {
      guard let device = row[0].text, let since = row[1].integer else { continue }
      spans[device, default: []].append((since, row[2].integer ?? .max))
    }
    for (name, spans) in spans.sorted(by: { $0.key < $1.key }) {
      guard let device = try ledger.fetch(Device.self, .text(name)) else {
        findings.append("there are leases of \(name), which is no device")
        continue
      }
      let most = peak(of: spans)
      if most > device.slots {
        findings.append("\(name) has \(device.slots) slots and had \(most) leases at once")
      }
    }
    return findings
  }
}
