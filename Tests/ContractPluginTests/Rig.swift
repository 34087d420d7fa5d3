// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import DevicePlugin
import LedgerCore
import LedgerPlugin
import Money
import Signing
import Store
import TestKit

/// Commands that stand in for the plugins above this one.
enum RigPlugin: Plugin {
  static let name = "rig"
  static let summary = "opens contracts for tests"
  static let defaultAsset = "SOL"
  static let commands: [any SessionCommand.Type] = [
    RigOpen.self, RigEvict.self, RigBudget.self, RigMove.self, RigOwner.self,
    RigForget.self,
  ]
}

struct RigOpen: BulkCommand {
  static let configuration = CommandConfiguration(commandName: "rig open")

  @Argument var wallet: String?
  @Argument var tier: String?
  @Argument var hours: String?
  @Option var rate: String?
  @Option var device: String?
  @Option var amount: String?
  @Option var tx: String?
  @Option var start: String?
  @Option var onExhaust: String?
  @Option var fee: Int?
  @Option var cashback: Int?
  @Option var sla: Int?
  @Option var discounts: String?
  @Option var overdrawLimit: Int?
  @Option var grace: Int?
  @Option var freePause: Int?
  @Option var rules: Int?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    let tier = try input.text("tier")
    let rate =
      try input.optionalAmount("rate", ledger.assets)
      ?? ledger.find(Tier.self, tier).hourlyRate()
    guard let hours = try input.decimal("hours") else { throw input.missing("hours") }
    var order = ContractOrder(
      wallet: try input.text("wallet"), tier: tier, hours: hours, rate: rate)
    order.device = try input.optionalText("device")
    order.offered = try input.optionalAmount("amount", ledger.assets)
    order.railSignature = try input.optionalText("tx")
    order.rail = try Rails.named(session.config().value("rent.rail"))
    order.start = try input.time("start")
    order.terms = ContractTerms(
      onExhaust: try input.choice("on_exhaust") ?? .expire,
      feeBPS: try input.integer("fee", in: 0...10_000) ?? 0,
      cashbackBPS: try input.integer("cashback", in: 0...10_000) ?? 0,
      slaCreditBPS: try input.integer("sla", in: 0...10_000) ?? 0)
    try Self.change(&order.terms, input)
    return try Contracts.open(order, in: ledger)
  }
}

extension RigOpen {
  /// Terms besides those every contract has; `--rules 1` opens one as the first build did.
  private static func change(_ terms: inout ContractTerms, _ input: Input) throws {
    let any: ClosedRange<Int64> = 0...Int64.max
    if let text = try input.optionalText("discounts") {
      terms.discounts = try TermDiscount.steps(
        parsing: String(text.map { $0 == "," ? " " : $0 }))
    }
    if let limit = try input.integer("overdraw_limit", in: any) { terms.overdrawLimit = limit }
    if let grace = try input.integer("grace", in: any) { terms.exhaustedGrace = grace }
    terms.freePause = try input.integer("free_pause", in: any)
    if let rules = try input.integer("rules", in: 1...2), rules == 1 {
      terms.rules = 1
      (terms.overdrawLimit, terms.exhaustedGrace, terms.freePause) = (nil, nil, nil)
    }
  }
}

struct RigEvict: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "rig evict")

  @Argument var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    try Contracts.evict(
      ledger.find(Contract.self, input.text("id")), reason: "outbid", in: ledger)
  }
}

struct RigBudget: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "rig budget")

  @Argument var wallet: String
  @Option var burn: Int?
  @Option var spend: Int?
  @Option var contracts: Int?
  @Option var maxRate: Int?

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Account {
    let wallet = try ledger.findAccount(input.text("wallet"))
    let any: ClosedRange<Int64> = 0...Int64.max
    try ledger.update(
      Budget(
        wallet: wallet.name, asset: ledger.assets.find("SOL"),
        burnPerHour: input.integer("burn", in: any),
        spendPerMonth: input.integer("spend", in: any),
        activeContracts: input.integer("contracts", in: any),
        maxRate: input.integer("max_rate", in: any)))
    return wallet
  }
}

/// Moves money where no rule allows it, to see whether an audit notices.
struct RigMove: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "rig move")

  @Argument var from: String
  @Argument var to: String
  @Argument var amount: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Moved {
    try ledger.move(
      input.amount("amount", ledger.assets), from: input.text("from"), to: input.text("to"))
    return Moved()
  }

  struct Moved: CommandOutcome {
    static let fieldNames: [String] = []

    func item(_ ledger: LedgerReader) throws -> Item { Item(kind: "moved", id: "moved") }
    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Moved { Moved() }
  }
}

/// Gives a device another owner.
struct RigOwner: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "rig owner")

  @Argument var id: String
  @Argument var owner: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> RigMove.Moved {
    let old = try ledger.find(Device.self, input.text("id"))
    var device = Device(
      name: old.name, tier: old.tier, slots: old.slots, owner: try input.text("owner"),
      createdAt: old.createdAt)
    device.changedAt = ledger.now
    try ledger.update(device)
    return RigMove.Moved()
  }
}

/// Makes a contract as one that a build settled which noted no owner.
struct RigForget: WriteCommand {
  static let configuration = CommandConfiguration(commandName: "rig forget")

  @Argument var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Contract {
    var contract = try ledger.find(Contract.self, input.text("id"))
    contract.owner = nil
    try ledger.update(contract)
    return contract
  }
}

/// A ledger with the seeded devices and alice, who has 10 SOL.
final class Rig {
  let ledger: TestLedger
  static let start: Int64 = 1_767_225_600_000

  init(_ backend: Location.Backend = .sqlite) throws {
    ledger = try TestLedger(
      [LedgerPlugin.self, DevicePlugin.self, ContractPlugin.self, RigPlugin.self],
      backend: backend)
    ledger("device seed")
    ledger("ledger create-account alice --balance 10SOL")
  }

  @discardableResult
  func callAsFunction(_ line: String, input: String = "") -> TestLedger.Result {
    ledger(line, input: input)
  }

  /// Moves the clock to so many milliseconds after the beginning.
  func clock(_ milliseconds: Int64) { ledger.clock = Self.start + milliseconds }

  /// Opens a contract.
  @discardableResult
  func open(_ arguments: String) throws -> String {
    let result = ledger("rig open \(arguments) -o json")
    guard let id = try? result.json()["id"]?.string else {
      throw Failure(.internalError, "open failed: \(result.errors)")
    }
    return id
  }

  /// A contract as `show` shows it.
  func show(_ id: String) throws -> JSON { try ledger("contract show \(id) -o json").json() }

  /// A field of a contract.
  func field(_ name: String, of id: String) throws -> String? { try show(id)[name]?.string }

  /// What an account has of SOL.
  func balance(_ account: String) throws -> String {
    try ledger("ledger balance \(account) --asset SOL -o json").json()["balance"]?.string ?? "-"
  }

  /// The journal's head, and everything before it.
  func head() throws -> String { try ledger("ledger info -o json").json()["head"]?.string ?? "-" }

  /// Whether every invariant holds; what does not, otherwise.
  func faults() -> String {
    let result = ledger("ledger verify")
    return result.status == 0 ? "" : result.errors
  }
}

/// 64 bytes in base58, different for each number.
func signature(_ number: UInt8) -> String {
  Base58.encode([UInt8](repeating: number, count: 64))
}
