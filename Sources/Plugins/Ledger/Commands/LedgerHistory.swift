// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerHistory: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger history", abstract: "List transactions, newest first.")

  @Option(help: "Only those that touch this account.") var account: String?
  @Option(help: "Only those at this time or later.") var since: String?
  @Option(help: "Only those before this time.") var until: String?
  @Option(help: "Only those of this module's commands.") var module: String?
  @Option(help: "Only those for this job.") var jobId: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let account = try input.optionalText("account").map(ledger.findAccount)
    // Who looks is nobody's business: here the option for all commands says whose to list.
    let actor = session.globals.actor
    let module = try input.optionalText("module")
    let job = try input.optionalText("job_id")
    let since = try input.time("since")
    let until = try input.time("until")
    let shape = session.shape
    let most = shape.sort == nil && shape.filters.isEmpty ? shape.limit ?? Int.max : Int.max
    var items: [Item] = []
    if most > 0 {
      try ledger.eachTransaction(account: account, jobID: job) { entry in
        guard actor == nil || entry.actor == actor, module == nil || entry.module == module ?? "",
          since.map({ entry.time >= $0 }) ?? true, until.map({ entry.time < $0 }) ?? true,
          let transaction = Transaction(entry)
        else { return true }
        items.append(try transaction.item(ledger))
        return items.count < most
      }
    }
    return .listing(kind: "transaction", columns: Transaction.columns, items: items)
  }
}

struct LedgerShow: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger show", abstract: "Show one transaction, or one hold.")

  @Argument(help: "The transaction or hold; '-' reads ids from standard input.") var id: String

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let id = try input.text("id")
    if id.hasPrefix("hld-") {
      return .item(try HoldHistory(hold: ledger.find(Hold.self, id)).item(ledger))
    }
    let number = try Transaction.number(id)
    let entry = try ledger.entry(ofTransaction: number)
    guard let transaction = Transaction(entry) else {
      throw Failure(.damaged, "entry \(entry.sequence) has no transaction")
    }
    var item = try transaction.item(ledger)
    let reverts = try ledger.transactions(.reverts, String(number))
    if !reverts.isEmpty {
      item.add("reverted_by", .list(reverts.map { .text("tx-\($0)") }), wideOnly: true)
    }
    return .item(item)
  }
}
