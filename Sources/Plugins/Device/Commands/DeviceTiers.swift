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

  /// What is not named stays as it is; a new class needs rate and memory.
  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Tier {
    let name = try input.text("name")
    let known = try ledger.fetch(Tier.self, .text(name))
    let own = known.map { input.withDefault(asset: $0.rate.asset.code) } ?? input
    guard let rate = try own.optionalAmount("rate", ledger.assets) ?? known?.rate else {
      throw input.missing("rate")
    }
    let named = try input.withDefault(asset: rate.asset.code)
      .optionalAmount("gpu_rate", ledger.assets, positive: false)
    // Nothing is nothing in every asset.
    let gpuRate = named ?? known.flatMap { $0.gpuRate.minor == 0 ? nil : $0.gpuRate }
    if let gpuRate, gpuRate.asset != rate.asset || gpuRate.minor < 0 {
      throw input.bad("gpu_rate", "must be at least 0 and in \(rate.asset.code)")
    }
    let most = named == nil ? 0 : Int64(1)
    let gpus = try input.integer("gpus", in: 0...1_000) ?? max(known?.gpus ?? 0, most)
    guard let memory = try input.optionalText("memory") ?? known?.memory else {
      throw input.missing("memory")
    }
    let tier = Tier(
      name: name, rate: rate, memory: memory, gpus: gpus, gpuRate: gpuRate,
      workload: try input.optionalText("workload") ?? known?.workload)
    _ = try tier.hourlyRate()
    return try Devices.set(tier, in: ledger)
  }
}

extension Input {
  /// The same call, bare amounts being of `asset`.
  fileprivate func withDefault(asset: String) -> Input {
    Input(fields: fields, place: place, defaultAsset: asset)
  }
}
