// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// What an export walks over, a few at a time, so that memory does not grow with the ledger.
struct ExportSource {
  let ledger: LedgerReader
  /// Which time dates are taken from.
  let basis: TimeBasis
  private static let piece: Int64 = 500

  /// Calls `body` with every account, oldest first.
  func eachAccount(_ body: (Account) throws -> Void) throws {
    var last: Int64 = 0
    while true {
      let accounts = try ledger.all(
        Account.self, "WHERE id > ? ORDER BY id LIMIT \(Self.piece)", [.integer(last)])
      for account in accounts { try body(account) }
      guard let id = accounts.last?.id else { return }
      last = id
    }
  }

  /// Calls `body` with every transaction, oldest first.
  func eachTransaction(_ body: (Transaction) throws -> Void) throws {
    var last: Int64 = 0
    while true {
      let rows = try ledger.rows(
        "SELECT tx, sequence FROM posting WHERE leg = 0 AND tx > ? ORDER BY tx LIMIT \(Self.piece)",
        [.integer(last)])
      for row in rows {
        guard let sequence = row[1].integer, let entry = try ledger.entry(sequence),
          let transaction = Transaction(entry)
        else { throw Failure(.damaged, "a transaction has no entry") }
        try body(transaction)
      }
      guard let id = rows.last?[0].integer else { return }
      last = id
    }
  }

  /// All assets, built-in ones first.
  func assets() throws -> [Asset] {
    Asset.builtIn + (try ledger.all(AddedAsset.self, "ORDER BY code").map(\.asset))
  }

  /// The time a transaction is dated by.
  func time(of transaction: Transaction) -> Timestamp {
    basis == .recorded ? transaction.time : transaction.effective ?? transaction.time
  }
}
