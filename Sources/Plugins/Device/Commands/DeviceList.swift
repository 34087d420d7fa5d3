// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct DeviceList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "device list", abstract: "List machines, who has them, and how they are doing.")

  @Option(help: "Only this class.") var tier: String?
  @Flag(help: "Only those with a free slot.") var available = false
  @Option(help: "How far back uptime looks (24h).") var window: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let tier = try input.optionalText("tier")
    if let tier { _ = try ledger.find(Tier.self, tier) }
    let onlyFree = try input.flag("available")
    let window = try input.window()
    let statuses = try Fleet.statuses(tier: tier, window: window, ledger)
      .filter { !onlyFree || $0.freeSlots > 0 }
    return .listing(
      kind: "device", columns: Fleet.Status.columns,
      items: try statuses.map { try $0.item(ledger) })
  }
}

struct DeviceShow: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "device show", abstract: "Show one machine and its leases.")

  @Argument(help: "The machine; '-' reads names from standard input.") var name: String
  @Option(help: "How far back uptime looks (24h).") var window: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let device = try ledger.find(Device.self, input.text("name"))
    let statuses = try Fleet.statuses(of: [device], window: input.window(), ledger)
    guard var item = try statuses.first?.item(ledger) else { throw input.missing("name") }
    let leases = try Leases.open(on: device.name, ledger)
    item.add("leases", .items(leases.map(\.item)), wideOnly: leases.isEmpty)
    return .item(item)
  }
}

extension Lease {
  fileprivate var item: Item {
    var item = Item(kind: "lease", id: contract)
    item.add("from", since)
    item.add("until", until)
    return item
  }
}

extension Input {
  /// How far back uptime looks: `--window`, at most 366 days.
  fileprivate func window() throws -> Int64 {
    guard let window = try span("window") else { return Uptime.window }
    guard window.milliseconds <= 366 * 86_400_000 else {
      throw bad("window", "must be at most 366d")
    }
    return window.milliseconds
  }
}
