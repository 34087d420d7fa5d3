// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerInfo: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger info", abstract: "Count what the ledger holds, and show its head.")

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let location = try session.location()
    guard let genesis = try ledger.fetch(Genesis.self, 1), let first = try ledger.firstHash() else {
      throw Failure(.damaged, "\(location.path) has no first entry")
    }
    let head = try ledger.head()
    let counts = try ledger.rows(
      "SELECT (SELECT count(*) FROM account), (SELECT COALESCE(max(tx), 0) FROM posting)")
    var item = Item(kind: "ledger", id: String(first.prefix(32)))
    item.add("path", location.path)
    item.add("backend", location.backend.rawValue)
    item.add("created_at", genesis.createdAt)
    item.add("public_key", genesis.publicKey)
    item.add("accounts", counts[0][0].integer)
    item.add("transactions", counts[0][1].integer)
    item.add("entries", head.sequence)
    item.add("head", head.hash)
    return .item(item)
  }
}
