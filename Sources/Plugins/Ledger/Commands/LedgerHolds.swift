// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerHold: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger hold", abstract: "Set money aside, to be captured or released.")

  @Argument(help: "Whose money.") var from: String?
  @Argument(help: "How much.") var amount: String?
  @Option(help: "Who captures will pay.") var to: String?
  @Option(help: "Give it back after this long, as in 7d.") var expiresIn: String?
  @OptionGroup var batch: BatchOptions

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Hold {
    let from = try input.text("from")
    let to = try input.optionalText("to")
    let amount = try input.amount("amount", ledger.assets)
    let expiresAt = try input.span("expires_in").map {
      try ledger.now.advanced(by: $0.milliseconds)
    }
    try ledger.refuseReserved(from)
    if let to { try ledger.refuseReserved(to) }
    return try ledger.openHold(amount, from: from, to: to, expiresAt: expiresAt)
  }
}

struct LedgerCapture: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger capture", abstract: "Pay all or part of a hold on.")

  @Argument(help: "The hold.") var id: String
  @Argument(help: "How much; all of it if left out.") var amount: String?
  @Option(help: "Who is paid, if the hold does not say.") var to: String?

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> HoldMove {
    let input = try meaning(of: input, in: session)
    let hold = try ledger.find(Hold.self, input.text("id"))
    let ofHold = Input(
      fields: input.fields, place: input.place, defaultAsset: hold.amount.asset.code)
    let amount = try ofHold.optionalAmount("amount", ledger.assets)
    let to = try input.optionalText("to")
    if let to { try ledger.refuseReserved(to) }
    let fallback = try input.optionalText("default_provider")
    return try HoldMove(
      ledger.capture(hold, amount, to: to ?? hold.destination ?? fallback), ledger)
  }

  /// Who is paid where neither the hold nor `--to` says so comes from the settings.
  static func meaning(of input: Input, in session: Session) throws -> Input {
    guard input["to"] == nil, input["default_provider"] == nil,
      let provider = try session.config().value("ledger.default_provider")
    else { return input }
    return input.replacing("default_provider", with: .string(provider))
  }
}

struct LedgerRelease: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger release", abstract: "Give what is left of a hold back.")

  @Argument(help: "The hold; '-' reads ids from standard input.") var id: String

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> HoldMove {
    try HoldMove(ledger.release(ledger.find(Hold.self, input.text("id"))), ledger)
  }
}

struct LedgerHoldList: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger holds", abstract: "List holds, newest first.")

  @Option(help: "Only of this account's money.") var account: String?
  @Option(help: "open, captured, released or expired.") var status: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let account = try input.optionalText("account").map(ledger.findAccount)
    let status: Hold.State? = try input.choice("status")
    var conditions: [String] = []
    var values: [Value] = []
    if let account {
      conditions.append("payer = ?")
      values.append(.text(account.name))
    }
    if let status {
      // What is stored as open may have lapsed.
      conditions.append(status == .expired ? "state IN ('open', 'expired')" : "state = ?")
      if status != .expired { values.append(.text(status.rawValue)) }
    }
    let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND ")) "
    let holds = try ledger.all(Hold.self, filter + "ORDER BY id DESC", values)
    return .listing(
      kind: "hold",
      columns: [
        "id", "account", "to", "amount", "remaining", "asset", "status", "created_at",
        "expires_at",
      ],
      items: try holds.filter { status == nil || $0.state(at: ledger.now) == status }
        .map { try $0.item(ledger) })
  }
}
