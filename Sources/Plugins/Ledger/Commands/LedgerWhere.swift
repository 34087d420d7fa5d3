// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import Money
import Store

struct LedgerWhere: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger where", abstract: "Show which ledger commands here use.")

  static let onlyLooks = true

  func run(in session: Session) throws {
    let location = try session.location()
    guard File.exists(location.path) else {
      throw Failure(
        .noLedger, "there is no ledger at \(location.path)", hint: "'si64 ledger init' makes one")
    }
    try session.print(.item(Self.item(location, session)))
  }

  static let fieldNames = ["path", "backend", "keys"]

  /// A ledger's place. The path is its id, so that scripts can say `$(si64 -q ledger where)`.
  static func item(_ location: Location, _ session: Session) throws -> Item {
    var item = Item(kind: "ledger", id: location.path)
    item.add("path", location.path)
    item.add("backend", location.backend.rawValue)
    item.add("keys", location.keys)
    return item
  }
}
