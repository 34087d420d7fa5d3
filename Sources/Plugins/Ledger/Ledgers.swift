// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerCore
import Money
import Store

/// Whole ledgers: checking, measuring and moving their files.
enum Ledgers {
  /// The options of a store that leaves no cache behind.
  static func options(_ session: Session) -> Store.Options {
    var options = session.storeOptions
    options.cacheDirectory = nil
    return options
  }

  /// Checks a ledger as `ledger verify` does.
  ///
  /// - Throws: `damaged` with the first finding, called by `name`.
  static func verify(
    _ location: Location, _ session: Session, name: String
  ) throws -> (report: Verifier.Report, publicKey: String) {
    let store = try Store.open(location, options(session))
    let (report, genesis) = try store.read { database in
      let tables = store.schema.tablesByName
      let ledger = LedgerReader(database, tables: tables, now: session.instant.time)
      let report = try Verifier(store, audits: session.plugins.audits, now: ledger.now).run()
      return (report, try ledger.fetch(Genesis.self, 1))
    }
    if let finding = report.findings.first {
      throw Failure(
        .damaged, "\(name) does not verify: \(finding.audit): \(finding.message)",
        details: ["findings": String(report.findings.count)])
    }
    guard let genesis else { throw Failure(.damaged, "\(name) has no first entry") }
    return (report, genesis.publicKey)
  }

  /// What a ledger's file takes, in bytes, SQLite's write-ahead log included.
  static func size(_ path: String) -> Int64 {
    ["", "-wal"].reduce(0) { total, ending in
      var status = stat()
      return stat(path + ending, &status) == 0 ? total + Int64(status.st_size) : total
    }
  }

  /// Removes a file that was made in vain, with what SQLite keeps beside it.
  static func discard(_ path: String) {
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
  }

  /// The fields of `item`.
  static let fieldNames = ["path", "entries", "head"]

  /// The journal of `report`, as commands show it.
  static func item(_ kind: String, _ path: String, _ head: Head) -> Item {
    var item = Item(kind: kind, id: path)
    item.add("path", path)
    item.add("entries", head.sequence)
    item.add("head", head.hash)
    return item
  }
}
