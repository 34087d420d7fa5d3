// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

struct RentCreate: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent create", abstract: "Rent a device from now on.")

  @Option(help: "The account that pays.") var wallet: String?
  @Option(help: "The class of device, see 'rent tiers'.") var tier: String?
  @Option(help: "How long, in decimal hours.") var hours: String?
  @Option(help: "This device and no other.") var device: String?
  @Option(help: "What the wallet is ready to pay.") var amount: String?
  @Option(help: "Pay with this payment on the settlement rail.") var tx: String?
  @Option(help: "When the time is up: expire, pause or overdraw.") var onExhaust: String?
  @OptionGroup var batch: BatchOptions

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Rented {
    throw Failure(.internalError, "renting may take two entries")
  }

  static func execute(_ input: Input, _ scope: EntryScope, in session: Session) throws -> Rented {
    let config = try session.config()
    let terms = try RentTerms(config)
    let ledger = scope.ledger
    let request = try RentRequest(input, ledger, config)
    let order = try Rentals.order(request, terms: terms, ledger)
    do {
      return Rented(try scope.entry { try Contracts.open(order, in: ledger) })
    } catch let failure as Failure where failure.code == .noCapacity && terms.spotPercent != nil {
      // Nothing has been written: a slot is looked for before anything else is changed.
      guard let victim = try SpotMarket.victim(for: order, below: order, ledger) else {
        throw failure
      }
      return try evict(victim, for: order, scope, session)
    }
  }

  /// Opens the contract in the place of a spot contract, once all else has been checked.
  private static func evict(
    _ victim: SpotMarket.Victim, for order: ContractOrder, _ scope: EntryScope, _ session: Session
  ) throws -> Rented {
    let ledger = scope.ledger
    try Contracts.check(order, on: victim.device, in: ledger)
    let gone = try scope.entry {
      try SpotMarket.evict(
        SpotMarket.bid(for: victim.id, ledger), reason: "rented at the full rate",
        observers: session.contractObservers, in: ledger)
    }
    var order = order
    order.device = victim.device
    return Rented(try scope.entry { try Contracts.open(order, in: ledger) }, evicts: gone)
  }

  /// A contract that was opened, and the spot contract that had to go for it.
  struct Rented: CommandOutcome {
    private let contract: Contract
    private let evicts: String?

    static let fieldNames = Contract.fieldNames + ["evicts"]

    fileprivate init(_ contract: Contract, evicts: Contract? = nil) {
      self.contract = contract
      self.evicts = evicts?.displayID
    }

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = try contract.item(ledger)
      if let evicts { item.add("evicts", evicts) }
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Rented {
      let contracts = try entries.compactMap { try $0.last(Contract.self) }
      guard let contract = contracts.last else {
        throw Failure(.internalError, "no contract is in the entries of this key")
      }
      return Rented(contract, evicts: contracts.count > 1 ? contracts.first : nil)
    }
  }
}
