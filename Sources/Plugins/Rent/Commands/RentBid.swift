// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money

struct RentBid: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent bid", abstract: "Bid for a device at the spot price.")

  @Option(help: "The account that pays.") var wallet: String?
  @Option(help: "The class of device, see 'rent tiers'.") var tier: String?
  @Option(help: "How long, in decimal hours.") var hours: String?
  @Option(help: "The most it may cost an hour.") var maxRate: String?
  @OptionGroup var batch: BatchOptions

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Bid {
    throw Failure(.internalError, "a bid may take two entries")
  }

  static func execute(_ input: Input, _ scope: EntryScope, in session: Session) throws -> Bid {
    let config = try session.config()
    let terms = try RentTerms(config)
    guard let percent = terms.spotPercent else {
      throw Failure(
        .notConfigured, "there are no spot contracts here: rent.spot is off",
        hint: "'si64 config set rent.spot true' turns it on")
    }
    let ledger = scope.ledger
    let request = try RentRequest(input, ledger, config)
    let maxRate = try input.amount("max_rate", ledger.assets)
    let plan = try SpotMarket.plan(
      request, maxRate: maxRate, percent: percent, terms: terms, ledger)
    if let victim = plan.evicts {
      try Contracts.check(plan.order, on: victim.device, in: ledger)
      _ = try scope.entry {
        try SpotMarket.evict(
          SpotMarket.bid(for: victim.id, ledger), reason: "outbid",
          observers: session.contractObservers, in: ledger)
      }
    }
    return try scope.entry {
      try SpotMarket.open(request, maxRate: maxRate, plan, in: ledger)
    }
  }
}

struct RentEvict: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "rent evict", abstract: "End a spot contract, billed to the millisecond.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    let bid = try SpotMarket.bid(for: input.text("id"), ledger)
    return try SpotMarket.evict(
      bid, reason: "by the operator", observers: session.contractObservers, in: ledger)
  }
}
