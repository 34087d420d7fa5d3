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
    try checkOwner(device.owner, ledger)
    try ledger.insert(device)
    LeaseBook.forget(ledger)
    _ = try ledger.keepTelemetry()
    return device
  }

  /// What can be changed of a device; `nil` leaves it as it is.
  package struct Changes {
    package var slots: Int64?
    package var owner: String?
    package var region: String?
    package var uri: String?
    package var address: String?
    package var ram: Int64?

    package init() {}
  }

  /// Changes what is named, and keeps the rest. Contracts keep the owner they were opened with, and
  /// leases their slots, even where there are fewer from now on.
  ///
  /// - Throws: `bad-state` for a retired one, `not-found` and the like for the owner,
  ///   `clock-regression`.
  package static func set(
    _ device: Device, _ changes: Changes, in ledger: LedgerWriter
  ) throws -> Device {
    try refuseRetired(device)
    if let owner = changes.owner { try checkOwner(owner, ledger) }
    var device = try changing(device, in: ledger)
    if let slots = changes.slots, slots != device.slots {
      device.mostSlots = max(slots, device.slots, device.mostSlots ?? 0)
      device.slots = slots
    }
    device.owner = changes.owner ?? device.owner
    device.region = changes.region ?? device.region
    device.uri = changes.uri ?? device.uri
    device.address = changes.address ?? device.address
    device.ram = changes.ram ?? device.ram
    try ledger.update(device)
    return device
  }

  /// Takes a device into service again; one that is in service is left alone.
  ///
  /// - Throws: `clock-regression`.
  package static func restore(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    guard device.isRetired else { return device }
    var device = device
    device.changedAt = try ledger.time(after: device.changedAt)
    device.isRetired = false
    try ledger.update(device)
    LeaseBook.forget(ledger)
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
    try Telemetry.rollUp(device.name, in: ledger)
    try Telemetry.beat(device.name, in: ledger)
  }

  /// Takes a device out of service until it is restored; one that is out already is left alone.
  ///
  /// - Throws: `device-busy` while a lease runs or is still to come.
  package static func retire(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    if device.isRetired { return device }
    var device = try changing(device, in: ledger)
    if let lease = try Leases.open(on: device.name, ledger).first {
      throw Failure(
        .deviceBusy, "\(device.name) is leased to \(lease.contract)",
        hint: "'si64 contract settle \(lease.contract)' ends the lease",
        details: ["device": device.name, "contract": lease.contract])
    }
    device.isRetired = true
    try ledger.update(device)
    return device
  }

  /// The device a contract gets: the one named, or else the one `Fleet.choose` chooses.
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
    if let device = try Fleet.choose(tier, from: since, until: until, ledger) { return device }
    throw noCapacity("no device of tier \(tier) has a free slot", ["tier": tier])
  }

  private static func changing(_ device: Device, in ledger: LedgerWriter) throws -> Device {
    try refuseRetired(device)
    var device = device
    device.changedAt = try ledger.time(after: device.changedAt)
    try Telemetry.rollUp(device.name, in: ledger)
    LeaseBook.forget(ledger)
    return device
  }

  private static func refuseRetired(_ device: Device) throws {
    guard device.isRetired else { return }
    throw Failure(
      .badState, "\(device.name) is retired", details: ["from": "retired", "to": "active"])
  }

  private static func checkOwner(_ owner: String, _ ledger: LedgerReader) throws {
    if try !ledger.isSystem(owner) { _ = try ledger.findAccount(owner) }
    try ledger.refuseReserved(owner)
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
