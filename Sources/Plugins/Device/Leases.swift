// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// Who has which slot when. A device never has more leases than the most slots it has had, at any
/// instant.
package enum Leases {
  /// Whether `device` has a slot free all the way from `since` up to `until` (`nil`: for good).
  ///
  /// What runs now is known, and what is still to begin is little: only where both together may
  /// take every slot are they looked at one by one.
  package static func hasRoom(
    on device: Device, from since: Timestamp, until: Timestamp?, _ ledger: LedgerReader
  ) throws -> Bool {
    let (now, end) = (ledger.now, until ?? .latest)
    let running = try LeaseBook.of(ledger).load(of: device.name, ledger).running
    if since <= now, now < end, running >= device.slots { return false }
    let coming = try ledger.rows(
      "SELECT since FROM lease WHERE device = ? AND since > ? AND since < ? ORDER BY since",
      [.text(device.name), .integer(now.milliseconds), .integer(end.milliseconds)]
    ).compactMap { $0[0].integer }
    if since >= now, running + Int64(coming.count) < device.slots { return true }
    if since > now, coming.isEmpty {
      // Nobody begins: there is room where enough have left, and no more than these are counted.
      let (excess, _) = running.subtractingReportingOverflow(device.slots)
      let enough = excess.addingReportingOverflow(1).partialValue
      return try LeaseCounts.ended(device.name, after: now, upTo: since, atMost: enough, ledger)
        >= enough
    }
    return try peak(on: device.name, from: since, until: end, ledger) < device.slots
  }

  /// The most leases of a device that run at any instant of a time.
  private static func peak(
    on device: String, from since: Timestamp, until end: Timestamp, _ ledger: LedgerReader
  ) throws -> Int64 {
    var current = try LeaseCounts.running(device, at: since, ledger)
    var highest = current
    var last = since
    try ledger.each(
      """
      SELECT since, count(*) FROM lease WHERE device = ? AND since > ? AND since < ? \
      GROUP BY since ORDER BY since
      """, [.text(device), .integer(since.milliseconds), .integer(end.milliseconds)]
    ) { row in
      let start = Timestamp(milliseconds: row.integer(0))
      // Who leaves at noon makes room for who comes at noon.
      current -= try LeaseCounts.count("until", device, after: last, upTo: start, ledger)
      current += row.integer(1)
      highest = max(highest, current)
      last = start
    }
    return highest
  }

  /// How many leases run at `now`, by device.
  package static func running(
    at now: Timestamp, on devices: [Device], _ ledger: LedgerReader
  ) throws -> [String: Int64] {
    // Few devices are counted one by one.
    guard devices.count <= 16 else {
      return try LeaseCounts.running(tier: nil, at: now, ledger)
    }
    var counts: [String: Int64] = [:]
    for device in devices {
      counts[device.name] = try LeaseCounts.running(device.name, at: now, ledger)
    }
    return counts
  }

  /// Gives a contract a slot; the caller has asked `hasRoom`.
  package static func open(_ lease: Lease, in ledger: LedgerWriter) throws {
    try LeaseCounts.change(lease.device, from: nil, to: lease, in: ledger)
    try ledger.insert(lease)
  }

  /// Lets a contract keep its slot up to `until`, without a gap; one that is open-ended stays so.
  ///
  /// - Throws: `no-capacity` where somebody else has the slot then.
  package static func extend(
    _ contract: String, until: Timestamp, in ledger: LedgerWriter
  ) throws {
    guard let old = try ledger.fetch(Lease.self, .text(contract)), let end = old.until,
      let device = try ledger.fetch(Device.self, .text(old.device))
    else { return }
    guard try hasRoom(on: device, from: end, until: until, ledger) else {
      throw Failure(
        .noCapacity, "\(device.name) is taken from \(end.text) on",
        details: ["device": device.name, "until": until.text])
    }
    var lease = old
    lease.until = until
    try LeaseCounts.change(device.name, from: old, to: lease, in: ledger)
    try ledger.update(lease)
  }

  /// The leases of a device that run or are to come, in the order of the contracts' ids.
  static func open(on device: String, _ ledger: LedgerReader) throws -> [Lease] {
    try ledger.all(
      Lease.self,
      "WHERE device = ? AND (until IS NULL OR until > ?) ORDER BY length(contract), contract",
      [.text(device), .integer(ledger.now.milliseconds)])
  }

  /// Ends a contract's lease at `time`, if it has not ended before; one that never began is
  /// removed.
  package static func close(
    _ contract: String, at time: Timestamp, in ledger: LedgerWriter
  ) throws {
    guard let old = try ledger.fetch(Lease.self, .text(contract)) else { return }
    if let until = old.until, until <= time { return }
    var lease = old
    lease.until = time
    let isOver = time <= old.since
    try LeaseCounts.change(old.device, from: old, to: isOver ? nil : lease, in: ledger)
    if isOver { try ledger.delete(old) } else { try ledger.update(lease) }
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
      let (most, slots) = (peak(of: spans), device.mostSlots ?? device.slots)
      if most > slots {
        findings.append("\(name) has \(slots) slots and had \(most) leases at once")
      }
    }
    return findings
  }
}
