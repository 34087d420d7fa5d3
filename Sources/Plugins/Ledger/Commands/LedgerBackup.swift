// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerBackup: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger backup",
    abstract: "Write the whole ledger to a file, as the JSON document it is.")

  @Argument(help: "The file, which must not exist.") var file: String

  static let runsInTransaction = false

  func run(in session: Session) throws {
    try session.willPrint(Ledgers.fieldNames)
    let store = try session.store()
    try session.refuseOverwriting(file)
    let path = session.absolute(file)
    guard path != store.location.path else {
      throw Failure(.conflict, "\(file) is the ledger itself")
    }
    var head = Head.empty
    let source: (JournalVisitor) throws -> Void = { visit in
      try store.eachEntry { entry, next, hasMore in
        head = next
        try visit(entry, next, hasMore)
      }
    }
    if session.globals.dryRun {
      try source { _, _, _ in }
      try session.say("dry run: nothing written")
    } else {
      try JournalDocument.write(path, from: source)
    }
    try session.print(.changed(Ledgers.item("backup", file, head)))
  }
}
