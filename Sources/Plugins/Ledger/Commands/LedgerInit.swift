// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Signing
import Store
import System

struct LedgerInit: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger init", abstract: "Make a ledger here, or where -L says.")

  @Option(help: "sqlite or json.") var backend: String?
  @Option(help: "Use this treasury key instead of a new one.") var keyFile: String?
  @Flag(help: "Add the twelve devices and three funded wallets.") var demo = false

  static let runsInTransaction = false

  func run(in session: Session) throws {
    try session.willPrint(LedgerWhere.fieldNames + ["public_key"])
    let wanted = try backend.map { name in
      guard let backend = Location.Backend(rawValue: name) else {
        throw Failure(.badValue, "'backend' is '\(name)', not one of sqlite, json")
      }
      return backend
    }
    let location = try session.newLocation(wanted)
    try refuseExisting(location)
    let given = try keyFile.map { try KeyFile.load(path: session.absolute($0)) }
    if session.globals.dryRun { return try session.say("dry run: nothing written") }
    try Path.makeDirectory(location.keys)
    // One winner, also where the other one makes a ledger of the other backend.
    let lock = DirectoryLock(location.keys)
    defer { withExtendedLifetime(lock) {} }
    try refuseExisting(location)
    let keys = try treasuryKey(given, location, session)
    let genesis = Genesis(publicKey: keys.publicKey.base58, createdAt: session.instant.time)
    _ = try Store.create(
      location, session.storeOptions, first: genesis.firstEntry(actor: session.actor))
    let made = Session(session.plugins, session.globals(at: location), session.surroundings)
    if demo { try made.write { try fill($0, session.plugins) } }
    var item = try LedgerWhere.item(location, session)
    item.add("public_key", genesis.publicKey)
    try session.print(.changed(item))
  }

  private func refuseExisting(_ location: Location) throws {
    var paths = [location.path]
    if location.config != nil {
      let home = Path.parent(of: location.path)
      paths = Location.Backend.allCases.map { Location(home: home, backend: $0).path }
    }
    for path in paths where File.exists(path) {
      throw Failure(
        .exists, "there is a ledger already: \(path)", hint: "-L names another place")
    }
  }

  private func treasuryKey(
    _ given: KeyPair?, _ location: Location, _ session: Session
  ) throws -> KeyPair {
    let path = location.treasuryKey
    if File.exists(path) {
      let present = try KeyFile.load(path: path)
      guard given == nil || given?.publicKey == present.publicKey else {
        throw Failure(.exists, "there is another treasury key already: \(path)")
      }
      return present
    }
    let keys = given ?? session.surroundings.makeKeyPair()
    try KeyFile.create(path: path, keys)
    return keys
  }

  private func fill(_ ledger: LedgerWriter, _ plugins: PluginSet) throws {
    for plugin in plugins.plugins {
      _ = try ledger.entry("ledger init") { try plugin.addDemo(to: ledger) }
    }
  }
}
