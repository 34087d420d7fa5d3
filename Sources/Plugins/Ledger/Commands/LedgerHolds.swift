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
    try AccountName.refuseReserved(from)
    if let to { try AccountName.refuseReserved(to) }
    return try ledger.openHold(amount, from: from, to: to, expiresAt: expiresAt)
  }
}

struct LedgerCapture: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger capture", abstract: "Pay all or part of a hold on.")

  @Argument(help: "The hold.") var id: String
  @Argument(help: "How much; all of it if left out.") var amount: String?
  @Option(help: "Who is paid, if the hold does not say.") var to: String?

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Hold {
    let input = try meaning(of: input, in: session)
    let hold = try ledger.find(Hold.self, input.text("id"))
    let ofHold = Input(
      fields: input.fields, place: input.place, defaultAsset: hold.amount.asset.code)
    let amount = try ofHold.optionalAmount("amount", ledger.assets)
    let to = try input.optionalText("to")
    if let to { try AccountName.refuseReserved(to) }
    let fallback = try input.optionalText("default_provider")
    return try ledger.capture(hold, amount, to: to ?? hold.destination ?? fallback)
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

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Hold {
    try ledger.release(ledger.find(Hold.self, input.text("id")))
  }
}
