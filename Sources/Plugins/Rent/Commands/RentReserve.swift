// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money

struct RentReserve: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent reserve", abstract: "Rent a device from a later time on.")

  @Option(help: "When it begins.") var start: String?
  @Option(help: "The account that pays.") var wallet: String?
  @Option(help: "The class of device, see 'rent tiers'.") var tier: String?
  @Option(help: "How long, in decimal hours.") var hours: String?
  @Option(help: "This device and no other.") var device: String?
  @Option(help: "What the wallet is ready to pay.") var amount: String?
  @Option(help: "Pay with this payment on the settlement rail.") var tx: String?
  @Option(help: "When the time is up: expire, pause or overdraw.") var onExhaust: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    let config = try session.config()
    var request = try RentRequest(input, ledger, config)
    guard let start = try input.time("start") else { throw input.missing("start") }
    request.start = start
    let order = try Rentals.order(request, terms: RentTerms(config), ledger)
    return try Contracts.open(order, in: ledger)
  }
}
