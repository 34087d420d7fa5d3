// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// What can be done with devices, inside a journal entry.
package enum Devices {
  /// Adds a tier, or changes one; contracts keep the rate they were made with.
  package static func set(_ tier: Tier, in ledger: LedgerWriter) throws -> Tier {
    try checkName(tier.name)
    guard try ledger.fetch(Tier.self, .text(tier.name)) != nil else {
      try ledger.insert(tier)
      return tier
    }
    try ledger.update(tier)
    return tier
  }

  /// Adds a device.
  ///
  /// - Throws: `bad-name`, `not-found` for its tier or owner, `exists`.
  package static func add(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    try checkName(device.name)
    _ = try ledger.find(Tier.self, device.tier)
    if !AccountName.isSystem(device.owner) { _ = try ledger.findAccount(device.owner) }
    try AccountName.refuseReserved(device.owner)
    try ledger.insert(device)
    return device
  }

  /// Notes what a look at the machine said.
  ///
  /// - Throws: `bad-state` for a retired one, `clock-regression`.
  package static func audit(
    _ device: Device, _ state: Device.AuditState, note: String?, in ledger: LedgerWriter
  ) throws -> Device {
    var device = try changing(device, in: ledger)
    device.audit = state
    device.auditNote = note
    try ledger.update(device)
    return device
  }

  /// Takes in a sign of life; the hours before this one go to the journal.
  ///
  /// - Throws: `bad-state` for a retired device.
  package static func heartbeat(_ device: Device, in ledger: LedgerWriter) throws {
    try refuseRetired(device)
    try rollUp(device.name, in: ledger)
    let id = try ledger.nextID(Heartbeat.self)
    try ledger.keep(Heartbeat(id: id, device: device.name, at: ledger.now))
  }

  /// Takes a device out of service for good; one that is out already is left alone.
  ///
  /// - Throws: `device-busy` while a lease runs or is still to come.
  package static func retire(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    if device.isRetired { return device }
    var device = try changing(device, in: ledger)
    let live = try ledger.all(
      Lease.self, "WHERE device = ? AND (until IS NULL OR until > ?) ORDER BY since, contract",
      [.text(device.name), .integer(ledger.now.milliseconds)])
    if let lease = live.first {
      throw Failure(
        .deviceBusy, "\(device.name) is leased to \(lease.contract)",
        hint: "'si64 contract settle \(lease.contract)' ends the lease",
        details: ["device": device.name, "contract": lease.contract])
    }
    device.isRetired = true
    try ledger.update(device)
    return device
  }

  /// The device a contract gets: audited before others, then the highest uptime, the fewest leases,
  /// the name.
  ///
  /// - Parameters:
  ///   - name: the only one wanted, or `nil`.
  ///   - until: `nil` where the end is open.
  /// - Throws: `not-found`, `bad-value` where `name` is of another tier, `no-capacity`.
  package static func pick(
    _ tier: String, named name: String?, from since: Timestamp, until: Timestamp?,
    in ledger: LedgerReader
  ) throws -> Device {
    _ = try ledger.find(Tier.self, tier)
    if let name {
      let device = try ledger.find(Device.self, name)
      guard device.tier == tier else {
        throw Failure(.badValue, "\(name) is of tier \(device.tier), not \(tier)")
      }
      if !device.isRetired, try Leases.hasRoom(on: device, from: since, until: until, ledger) {
        return device
      }
      throw noCapacity("\(name) has no free slot", ["device": name, "tier": tier])
    }
    for status in try Fleet.ranked(tier, ledger)
    where try Leases.hasRoom(on: status.device, from: since, until: until, ledger) {
      return status.device
    }
    throw noCapacity("no device of tier \(tier) has a free slot", ["tier": tier])
  }

  /// Writes the heartbeats of hours that are over into the journal.
  package static func rollUp(_ device: String, in ledger: LedgerWriter) throws {
    let hour = ledger.now.startOfHour.milliseconds
    let values: [Value] = [.text(device), .integer(hour)]
    let rows = try ledger.rows(
      """
      SELECT at / 3600000 * 3600000, count(*) FROM heartbeat WHERE device = ? AND at < ? \
      GROUP BY at / 3600000 ORDER BY at / 3600000
      """, values)
    if rows.isEmpty { return }
    for row in rows {
      guard let start = row[0].integer, let count = row[1].integer else { continue }
      let hour = Timestamp(milliseconds: start)
      let known = try ledger.fetch(DeviceUptime.self, DeviceUptime.key(device, hour))
      let sum = count + (known?.received ?? 0)
      try ledger.update(DeviceUptime(device: device, hour: hour, received: sum))
    }
    try ledger.discard(Heartbeat.self, "WHERE device = ? AND at < ?", values)
  }

  private static func changing(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    try refuseRetired(device)
    var device = device
    device.changedAt = try ledger.time(after: device.changedAt)
    try rollUp(device.name, in: ledger)
    return device
  }

  private static func refuseRetired(_ device: Device) throws {
    guard device.isRetired else { return }
    throw Failure(
      .badState, "\(device.name) is retired", details: ["from": "retired", "to": "active"])
  }

  private static func noCapacity(_ message: String, _ details: [String: String]) -> Failure {
    Failure(
      .noCapacity, message, hint: "'si64 device list --available' shows what is free",
      details: details)
  }

  private static func checkName(_ name: String) throws {
    let isGood = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || [0x2D, 0x2E, 0x5F].contains($0)
    }
    guard isGood, (1...64).contains(name.utf8.count), name != "-" else {
      throw Failure(
        .badName, "'\(name)' cannot be the name of a device or tier",
        hint: "letters, digits and ._- , at most 64 of them")
    }
  }
}
