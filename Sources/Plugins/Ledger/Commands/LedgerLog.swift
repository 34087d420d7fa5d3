// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerLog: StreamCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger log",
    abstract: "List the entries of the journal, newest first: who did what, and what it changed.")

  @Option(help: "Only those behind this entry, oldest first.") var after: String?
  @Option(help: "Only those of this module's commands.") var module: String?
  @Option(help: "Only those that changed an object of this kind.") var kind: String?
  @Option(help: "Only those that changed the object with this id.") var id: String?
  @Option(help: "Only those at this time or later.") var since: String?

  static let kind = "event"
  static let columns = ["seq", "time", "type", "actor", "key", "changed"]

  static func each(
    _ input: Input, _ ledger: LedgerReader, in session: Session, _ body: (Item) throws -> Bool
  ) throws {
    let module = try input.optionalText("module")
    let kind = try input.optionalText("kind")
    if let kind, !EventObject.kinds(session.plugins.schema.tables).contains(kind) {
      let known = EventObject.kinds(session.plugins.schema.tables).joined(separator: ", ")
      throw input.bad("kind", "is '\(kind)', not one of \(known)")
    }
    let id = try input.optionalText("id")
    let since = try input.time("since")
    // Who looks is nobody's business: here the option for all commands says whose to list.
    let actor = session.globals.actor
    try ledger.eachEntry(after: input.integer("after", in: 0...Int64.max)) { entry, hash in
      guard actor == nil || entry.actor == actor, module == nil || entry.module == module ?? "",
        since.map({ entry.time >= $0 }) ?? true
      else { return true }
      let event = try Event(entry, hash: hash, ledger.assets)
      guard event.concerns(kind: kind, id: id) else { return true }
      return try body(event.item())
    }
  }
}
