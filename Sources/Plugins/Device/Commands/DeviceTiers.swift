// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct DeviceTierList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "device tier list", abstract: "List the classes of machines and their rates.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let tiers = try ledger.all(Tier.self, "ORDER BY rate, name")
    return .listing(
      kind: "tier", columns: ["id", "rate", "asset", "memory", "gpus", "workload"],
      items: try tiers.map { try $0.item(ledger) })
  }
}

struct DeviceTierSet: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "device tier set", abstract: "Add a class of machines, or change one.")

  @Argument(help: "Its name, as in M2.") var name: String?
  @Option(help: "What an hour costs, as in 0.001SOL.") var rate: String?
  @Option(help: "Its memory, in words.") var memory: String?
  @Option(help: "How many GPUs it has.") var gpus: Int?
  @Option(help: "What each GPU costs an hour on top.") var gpuRate: String?
  @Option(help: "What it is good for, in words.") var workload: String?
  @OptionGroup var batch: BatchOptions

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Tier {
    let name = try input.text("name")
    let rate = try input.amount("rate", ledger.assets)
    let ofRate = Input(fields: input.fields, place: input.place, defaultAsset: rate.asset.code)
    let gpuRate = try ofRate.optionalAmount("gpu_rate", ledger.assets, positive: false)
    if let gpuRate, gpuRate.asset != rate.asset || gpuRate.minor < 0 {
      throw input.bad("gpu_rate", "must be at least 0 and in \(rate.asset.code)")
    }
    let gpus = try input.integer("gpus", in: 0...1_000)
    let tier = Tier(
      name: name, rate: rate, memory: try input.text("memory"),
      gpus: gpus ?? (gpuRate == nil ? 0 : 1), gpuRate: gpuRate,
      workload: try input.optionalText("workload"))
    _ = try tier.hourlyRate()
    return try Devices.set(tier, in: ledger)
  }
}
