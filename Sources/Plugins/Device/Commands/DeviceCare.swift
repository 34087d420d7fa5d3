// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct DeviceAudit: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "device audit", abstract: "Note what a look at the machine itself said.")

  @Argument(help: "The machine.") var name: String
  @Flag(help: "It is what it claims to be.") var pass = false
  @Flag(help: "It is not.") var fail = false
  @Option(help: "What was seen.") var note: String?

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Device {
    let device = try ledger.find(Device.self, input.text("name"))
    let passed = try input.flag("pass")
    guard try passed != input.flag("fail") else {
      throw Failure(.usage, "give one of --pass and --fail")
    }
    return try Devices.audit(
      device, passed ? .passed : .failed, note: input.optionalText("note", keepsLines: true),
      in: ledger)
  }
}

struct DeviceHeartbeat: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "device heartbeat", abstract: "Take in a sign of life of a machine.")

  @Argument(help: "The machine; '-' reads names from standard input.") var name: String

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Beat {
    let device = try ledger.find(Device.self, input.text("name"))
    try Devices.heartbeat(device, in: ledger)
    return Beat(device: device.name, at: ledger.now)
  }

  /// The device that is alive.
  struct Beat: CommandOutcome {
    let device: String
    let at: Timestamp

    static let fieldNames = ["at"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "heartbeat", id: device)
      item.add("at", at)
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Beat {
      guard let uptime = try entries.first?.last(DeviceUptime.self) else {
        throw Failure(.internalError, "no heartbeat is in the entries of this key")
      }
      return Beat(device: uptime.device, at: ledger.now)
    }
  }
}

struct DeviceRetire: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "device retire", abstract: "Take a machine out of service.")

  @Argument(help: "The machine; '-' reads names from standard input.") var name: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Device {
    try Devices.retire(ledger.find(Device.self, input.text("name")), in: ledger)
  }
}

struct DeviceRestore: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "device restore", abstract: "Take a retired machine into service again.")

  @Argument(help: "The machine; '-' reads names from standard input.") var name: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Device {
    try Devices.restore(ledger.find(Device.self, input.text("name")), in: ledger)
  }
}

struct DeviceSeed: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "device seed", abstract: "Add four classes and twelve machines to try things with."
  )

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Seeded {
    let added = try DeviceSeeds.add(to: ledger)
    return Seeded(tiers: added.tiers, devices: added.devices)
  }

  /// How many were added.
  struct Seeded: CommandOutcome {
    let tiers: Int64
    let devices: Int64

    static let fieldNames = ["tiers", "devices"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "seed", id: "device")
      item.add("tiers", tiers)
      item.add("devices", devices)
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Seeded {
      let rows = entries.flatMap(\.rows)
      return Seeded(
        tiers: Int64(rows.count { $0.table.name == Tier.table.name }),
        devices: Int64(rows.count { $0.table.name == Device.table.name }))
    }
  }
}
