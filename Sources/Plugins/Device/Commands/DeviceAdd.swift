// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct DeviceAdd: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "device add", abstract: "Offer a machine for rent.")

  @Argument(help: "Its name.") var name: String?
  @Option(help: "Its class, see 'device tier list'.") var tier: String?
  @Option(help: "How many contracts can have it at a time (1).") var slots: Int?
  @Option(help: "The account that earns the rent (treasury).") var owner: String?
  @Option(help: "Where it stands.") var region: String?
  @Option(help: "Where it is reached.") var uri: String?
  @Option(help: "Its address on a settlement chain.") var address: String?
  @Option(help: "Its memory in GB.") var ram: Int?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Device {
    let device = Device(
      name: try input.text("name"), tier: try input.text("tier"),
      slots: try input.integer("slots", in: 1...1_000_000) ?? 1,
      owner: try input.optionalText("owner") ?? "treasury",
      region: try input.optionalText("region"), uri: try input.optionalText("uri"),
      address: try input.optionalText("address"), ram: try input.integer("ram", in: 1...1_000_000),
      createdAt: ledger.now)
    return try Devices.add(device, in: ledger)
  }
}
