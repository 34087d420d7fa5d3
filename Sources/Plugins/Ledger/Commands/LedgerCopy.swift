// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerCopy: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger copy",
    abstract: "Make another ledger with the same journal, on either backend.")

  @Argument(help: "A directory, or a file ending in .sqlite, .db or .json.") var destination: String
  @Option(help: "sqlite or json; for a directory.") var backend: String?

  static let runsInTransaction = false

  func run(in session: Session) throws {
    try session.willPrint(Ledgers.fieldNames)
    let wanted = try backend.map { name in
      guard let backend = Location.Backend(rawValue: name) else {
        throw Failure(.badValue, "'backend' is '\(name)', not one of sqlite, json")
      }
      return backend
    }
    let store = try session.store()
    let target = try session.newLocation(at: session.absolute(destination), wanted)
    try Self.refuseExisting(target)
    if session.globals.dryRun {
      let head = try store.read { try $0.head() }
      try session.say("dry run: nothing written")
      return try session.print(.changed(Ledgers.item("copy", target.path, head)))
    }
    try Path.makeDirectory(Path.parent(of: target.path))
    try Store.build(target, Ledgers.options(session)) { try store.eachEntry($0) }
    do {
      let (report, _) = try Ledgers.verify(target, session, name: "the copy")
      try session.print(.changed(Ledgers.item("copy", target.path, report.head)))
    } catch {
      Ledgers.discard(target.path)
      throw error
    }
    try session.say(
      "keys and config are not copied; those of the original are in \(store.location.keys)")
  }

  private static func refuseExisting(_ target: Location) throws {
    var paths = [target.path]
    if target.config != nil {
      let home = Path.parent(of: target.path)
      paths = Location.Backend.allCases.map { Location(home: home, backend: $0).path }
    }
    for path in paths where File.exists(path) {
      throw Failure(.exists, "there is a ledger already: \(path)", hint: "copy to another place")
    }
  }
}
