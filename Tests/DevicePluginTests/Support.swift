// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import DevicePlugin
import LedgerCore
import LedgerPlugin
import Money
import Store
import TestKit

/// Commands that stand in for the plugins that lease devices.
enum LeasePlugin: Plugin {
  static let name = "lease"
  static let summary = "leases devices for tests"
  static let defaultAsset = "SOL"
  static let commands: [any SessionCommand.Type] = [
    LeaseOpen.self, LeaseExtend.self, LeaseClose.self, LeasePick.self, LeaseHour.self,
  ]
}

/// A device that a command was about.
struct Leased: CommandOutcome {
  let device: String

  static let fieldNames: [String] = []

  func item(_ ledger: LedgerReader) throws -> Item { Item(kind: "leased", id: device) }

  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Leased {
    Leased(device: try entries.first?.last(Lease.self)?.device ?? "-")
  }
}

/// Takes a slot without asking whether it is free.
struct LeaseOpen: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "lease open")

  @Argument var contract: String
  @Argument var device: String
  @Argument var since: String
  @Argument var until: String?

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Leased {
    guard let since = try input.time("since") else { throw input.missing("since") }
    let device = try input.text("device")
    try Leases.open(
      Lease(
        contract: try input.text("contract"), device: device, since: since,
        until: try input.time("until")), in: ledger)
    return Leased(device: device)
  }
}

struct LeaseExtend: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "lease extend")

  @Argument var contract: String
  @Argument var until: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Leased {
    guard let until = try input.time("until") else { throw input.missing("until") }
    try Leases.extend(input.text("contract"), until: until, in: ledger)
    return Leased(device: "-")
  }
}

struct LeaseClose: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "lease close")

  @Argument var contract: String
  @Argument var time: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Leased {
    guard let time = try input.time("time") else { throw input.missing("time") }
    try Leases.close(input.text("contract"), at: time, in: ledger)
    return Leased(device: "-")
  }
}

/// Writes an hour of heartbeats as builds did that only counted them.
struct LeaseHour: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "lease hour")

  @Argument var device: String
  @Argument var hour: String
  @Argument var received: Int

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Leased {
    guard let hour = try input.time("hour"), let count = try input.integer("received", in: 0...999)
    else { throw input.missing("hour") }
    let device = try input.text("device")
    try ledger.update(
      DeviceUptime(
        TableRow(
          table: DeviceUptime.table, key: .text("\(device)@\(hour.milliseconds / 3_600_000)"),
          values: [.text(device), .integer(hour.milliseconds), .integer(count), .null])))
    return Leased(device: device)
  }
}

/// Says which device a contract would get.
struct LeasePick: ReadCommand {
  static let configuration = CommandConfiguration(commandName: "lease pick")

  @Argument var tier: String
  @Argument var since: String
  @Argument var until: String?
  @Option var device: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    guard let since = try input.time("since") else { throw input.missing("since") }
    let device = try Devices.pick(
      input.text("tier"), named: input.optionalText("device"), from: since,
      until: input.time("until"), in: ledger)
    return .item(Item(kind: "picked", id: device.name))
  }
}

/// A ledger with one tier and devices of so many slots.
final class Yard {
  let ledger: TestLedger
  static let start: Int64 = 1_767_225_600_000

  init(_ backend: Location.Backend = .sqlite, slots: [Int] = [1]) throws {
    ledger = try TestLedger(
      [LedgerPlugin.self, DevicePlugin.self, LeasePlugin.self], backend: backend)
    ledger("device tier set M2 --rate 0.001 --memory 8GB")
    for (index, slots) in slots.enumerated() {
      ledger("device add d\(index + 1) --tier M2 --slots \(slots)")
    }
  }

  @discardableResult
  func callAsFunction(_ line: String, input: String = "") -> TestLedger.Result {
    ledger(line, input: input)
  }

  /// Moves the clock to so many milliseconds after the beginning.
  func clock(_ milliseconds: Int64) { ledger.clock = Self.start + milliseconds }

  /// An instant so many milliseconds after the beginning, as one types it.
  func at(_ milliseconds: Int64) -> String {
    Timestamp(milliseconds: Self.start + milliseconds).text
  }

  func head() throws -> String? { try ledger("ledger info -o json").json()["head"]?.string }

  /// A device as `show` shows it.
  func show(_ name: String, _ options: String = "") throws -> JSON {
    try ledger("device show \(name) \(options) -o json").json()
  }

  func freeSlots(_ name: String) throws -> Int64? { try show(name)["free_slots"]?.integer }
  func activeLeases(_ name: String) throws -> Int64? { try show(name)["active_leases"]?.integer }

  /// The ids of what `device list` lists.
  func listed(_ options: String = "") -> [String] {
    ledger("device list -q \(options)").output.split(separator: "\n").map(String.init)
  }

  /// What `verify` finds.
  func faults() -> String {
    let result = ledger("ledger verify")
    return result.status == 0 ? "" : result.errors
  }
}
