// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct DeviceSet: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "device set", abstract: "Change what is said of a machine.")

  @Argument(help: "The machine.") var name: String?
  @Option(help: "How many contracts can have it at a time.") var slots: Int?
  @Option(help: "The account that earns the rent of new contracts.") var owner: String?
  @Option(help: "Where it stands.") var region: String?
  @Option(help: "Where it is reached.") var uri: String?
  @Option(help: "Its address on a settlement chain.") var address: String?
  @Option(help: "Its memory in GB.") var ram: Int?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Device {
    let device = try ledger.find(Device.self, input.text("name"))
    var changes = Devices.Changes()
    changes.slots = try input.integer("slots", in: 1...1_000_000)
    changes.owner = try input.optionalText("owner")
    changes.region = try input.optionalText("region")
    changes.uri = try input.optionalText("uri")
    changes.address = try input.optionalText("address")
    changes.ram = try input.integer("ram", in: 1...1_000_000)
    let names = ["slots", "owner", "region", "uri", "address", "ram"]
    guard names.contains(where: { input[$0] != nil }) else {
      throw Failure(
        .missingArgument, "nothing is named that should change",
        hint: "\(names.map { "--\($0)" }.joined(separator: ", ")) change something")
    }
    return try Devices.set(device, changes, in: ledger)
  }
}
