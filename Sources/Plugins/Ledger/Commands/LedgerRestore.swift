// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Signing
import Store

struct LedgerRestore: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger restore",
    abstract: "Put a backup in the ledger's place, with the history it has.")

  @Argument(help: "A file that 'ledger backup' wrote.") var file: String

  static let runsInTransaction = false

  func run(in session: Session) throws {
    try session.willPrint(Ledgers.fieldNames + ["previous"])
    let location = try Self.target(session)
    let source = session.absolute(file)
    try JournalDocument.eachEntry(of: source) { _, _, _ in }
    let (report, publicKey) = try Ledgers.verify(
      Location(file: source, backend: .json), session, name: file)
    if !session.globals.dryRun, let question = try Self.question(about: location, session) {
      try session.confirm(question)
    }
    try warnAboutKey(location, publicKey, session)
    var item = Ledgers.item("restore", location.path, report.head)
    if session.globals.dryRun {
      try session.say("dry run: nothing written")
    } else {
      session.closeLedger()
      if let aside = try Self.replace(location, by: source, session) {
        item.add("previous", aside)
        try session.say("the ledger that was here is now \(aside)")
      }
    }
    try session.print(.changed(item))
  }

  /// The ledger that is there, or the place where `init` would make one.
  private static func target(_ session: Session) throws -> Location {
    do {
      return try session.location()
    } catch let failure as Failure where failure.code == .noLedger {
      return try session.newLocation(nil)
    }
  }

  /// What the user is asked before a ledger is replaced; `nil` where there is nothing to lose.
  private static func question(about location: Location, _ session: Session) throws -> String? {
    guard File.exists(location.path) else { return nil }
    do {
      let store = try Store.open(location, Ledgers.options(session))
      let entries = try store.read { try $0.head().sequence }
      // The first one is what 'init' wrote.
      guard entries > 1 || !store.notices.isEmpty else { return nil }
      return "\(location.path) has \(entries) entries; move it aside and restore?"
    } catch let failure as Failure where failure.code == .damaged {
      return "\(location.path) is damaged; move it aside and restore?"
    }
  }

  /// - Returns: where the ledger that was there is now, if there was one.
  private static func replace(
    _ location: Location, by source: String, _ session: Session
  ) throws -> String? {
    try Path.makeDirectory(Path.parent(of: location.path))
    let options = Ledgers.options(session)
    return try Store.replace(location, options) { made in
      try Store.build(made, options) { try JournalDocument.eachEntry(of: source, $0) }
      _ = try Ledgers.verify(made, session, name: "what was restored")
    }
  }

  /// The keys stay what they are: a restored history that another key signs is worth a word.
  private func warnAboutKey(
    _ location: Location, _ publicKey: String, _ session: Session
  ) throws {
    let own = try? KeyFile.load(path: location.treasuryKey).publicKey.base58
    guard own != publicKey else { return }
    try session.say(
      "si64: warning: \(location.treasuryKey) is not the key of this history, \(publicKey): "
        + "checkpoints and proofs need that one")
  }
}
