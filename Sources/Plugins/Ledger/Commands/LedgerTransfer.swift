// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerTransfer: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger transfer", abstract: "Move money from one account to another.")

  @Argument(help: "Who pays.") var from: String?
  @Argument(help: "Who is paid; config ledger.default_provider if left out.") var to: String?
  @Argument(help: "How much, as in 10.5SOL.") var amount: String?
  @Option(help: "The job this pays for.") var jobId: String?
  @Option(help: "A note.") var note: String?
  @Flag(help: "Open the receiving account if it is missing.") var create = false
  @Option(help: "When it took effect, if not now.") var effective: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Transaction {
    let input = try meaning(of: input, in: session)
    let from = try input.text("from")
    let to = try input.text("to")
    let amount = try input.amount("amount", ledger.assets)
    let details = TransactionDetails(
      jobID: try input.optionalText("job_id"),
      note: try input.optionalText("note", keepsLines: true))
    ledger.setEffective(try input.time("effective"))
    let create = try input.flag("create")
    try ledger.refuseReserved(from)
    try ledger.refuseReserved(to)
    if try ledger.account(named: to) == nil, try create || createsAccounts(session) {
      try ledger.createAccount(
        Account(id: ledger.nextID(Account.self), name: to, createdAt: ledger.now))
    }
    try ledger.move(amount, from: from, to: to, details)
    return try ledger.currentTransaction()
  }

  /// `transfer FROM AMOUNT` pays the provider that config names.
  static func meaning(of input: Input, in session: Session) throws -> Input {
    guard input["amount"] == nil, input.place == nil,
      let provider = try session.config().value("ledger.default_provider")
    else { return input }
    return input.replacing("amount", with: input["to"]).replacing("to", with: .string(provider))
  }

  private static func createsAccounts(_ session: Session) throws -> Bool {
    try session.config().bool("ledger.auto_create_accounts") ?? false
  }
}
