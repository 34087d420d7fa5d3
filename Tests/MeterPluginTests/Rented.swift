// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import DevicePlugin
import LedgerCore
import LedgerPlugin
import Money
import Store
import TestKit
import Testing

@testable import MeterPlugin

/// Opens contracts in place of the plugin that rents.
enum Renting: Plugin {
  static let name = "renting"
  static let summary = "opens contracts"
  static let commands: [any SessionCommand.Type] = [Open.self]

  struct Open: WriteCommand {
    static let configuration = CommandConfiguration(commandName: "renting open")

    @Argument var tier: String
    @Option var hours: String?
    @Option var onExhaust: String?
    @Option var start: String?

    static func apply(
      _ input: Input, to ledger: LedgerWriter, in session: Session
    ) throws -> Contract {
      let tier = try ledger.find(Tier.self, input.text("tier"))
      var order = ContractOrder(
        wallet: "alice", tier: tier.name,
        hours: try input.decimal("hours") ?? Rate(coefficient: 1, scale: 0),
        rate: try tier.hourlyRate())
      order.start = try input.time("start")
      order.terms.onExhaust = try input.choice("on_exhaust") ?? .expire
      return try Contracts.open(order, in: ledger)
    }
  }
}

/// Midnight, when test ledgers begin.
let midnight: Int64 = 1_767_225_600_000

/// A ledger with the twelve devices, a wallet of 10 SOL, and `ctr-1`, a THOR for an hour from
/// midnight.
func rentedLedger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
  let ledger = try TestLedger(
    [LedgerPlugin.self, DevicePlugin.self, ContractPlugin.self, MeterPlugin.self, Renting.self],
    backend: backend)
  try #require(ledger("device seed").status == 0)
  try #require(ledger("ledger create-account alice --balance 10SOL").status == 0)
  let opened = ledger("renting open THOR")
  try #require(opened.output == "ctr-1\n", "\(opened.errors)")
  return ledger
}

/// The options of a sample with all six figures.
let figures = "--cpu 12.5 --memory 512 --disk-read 1 --disk-write 2 --net-rx 3 --net-tx 4"
