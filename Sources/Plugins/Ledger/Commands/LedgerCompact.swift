// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import Money
import Store

struct LedgerCompact: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger compact",
    abstract: "Give unused space back to the file system; nothing of the ledger is lost.")

  static let runsInTransaction = false

  func run(in session: Session) throws {
    try session.willPrint(["path", "backend", "bytes_before", "bytes_after"])
    let store = try session.store()
    let path = store.location.path
    let before = Ledgers.size(path)
    if session.globals.dryRun {
      try session.say("dry run: nothing written")
    } else {
      try store.compact()
    }
    var item = Item(kind: "compaction", id: path)
    item.add("path", path)
    item.add("backend", store.location.backend.rawValue)
    item.add("bytes_before", before)
    item.add("bytes_after", Ledgers.size(path))
    try session.print(.changed(item))
  }
}
