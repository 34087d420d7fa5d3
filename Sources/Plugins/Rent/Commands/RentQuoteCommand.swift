// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import DevicePlugin
import LedgerCore
import Money
import Store

struct RentQuoteCommand: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent quote", abstract: "Say what renting would cost, every part of it.")

  @Option(help: "The class of device, see 'rent tiers'.") var tier: String?
  @Option(help: "How long, in decimal hours.") var hours: String?
  @Flag(help: "With the term discount, even where it is off.") var termDiscount = false

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let name = try input.text("tier")
    let term = try input.hours("hours")
    var terms = try RentTerms(session.config())
    if try input.flag("term_discount") { terms = terms.withDiscounts }
    let tier = try ledger.find(Tier.self, name)
    let free = try Fleet.statuses(tier: tier.name, ledger).reduce(0) { $0 + $1.freeSlots }
    let spotRate = try terms.spotPercent.flatMap {
      try SpotMarket.rate(of: tier, freeSlots: free, percent: $0, ledger)
    }
    let quote = try RentQuote(
      listRate: tier.hourlyRate(), term: term, terms: terms, spotRate: spotRate)
    return .item(try quote.item(tier: tier.name, freeSlots: free))
  }
}

struct RentTiers: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent tiers", abstract: "List what can be rented, at what rate, and what is free.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let percent = try RentTerms(session.config()).spotPercent
    let devices = Dictionary(grouping: try Fleet.statuses(ledger), by: \.device.tier)
    let tiers = try ledger.all(Tier.self, "ORDER BY name, rate")
    return .listing(
      kind: "tier",
      columns: ["id", "rate", "spot_rate", "asset", "memory", "devices", "free_slots", "workload"],
      items: try tiers.map { try item($0, devices[$0.name] ?? [], percent, ledger) })
  }

  private static func item(
    _ tier: Tier, _ devices: [Fleet.Status], _ percent: Int64?, _ ledger: LedgerReader
  ) throws -> Item {
    let inService = devices.filter { !$0.device.isRetired }
    let free = inService.reduce(0) { $0 + $1.freeSlots }
    var item = try tier.item(ledger)
    item.add(
      "spot_rate",
      try percent.flatMap {
        try SpotMarket.rate(of: tier, freeSlots: free, percent: $0, ledger)
      })
    item.add("devices", Int64(inService.count))
    item.add("free_slots", free)
    return item
  }
}
