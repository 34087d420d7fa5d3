// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// An import of assets, accounts and transactions: one entry each, one commit for all.
///
/// Freezes, ceilings and limits hold for what comes later, not for what an account has done before:
/// they are set when everything is in.
final class ImportRun {
  let scope: EntryScope
  /// Whether what was imported before is passed over; else it is refused.
  let skipsExisting: Bool
  private var summary = ImportSummary()
  private var restrictions: [String: Restrictions] = [:]
  /// The number of the last account that was there before.
  private let lastBefore: Int64
  private var updated: Set<Int64> = []

  var ledger: LedgerWriter { scope.ledger }

  init(_ scope: EntryScope, skipsExisting: Bool) throws {
    self.scope = scope
    self.skipsExisting = skipsExisting
    lastBefore = try scope.ledger.rows("SELECT max(id) FROM account").first?[0].integer ?? 0
  }

  /// The name here of an account there: those that only the program posts to become ordinary ones.
  ///
  /// - Throws: `bad-name`.
  static func name(_ name: String) throws -> String {
    let name = AccountName.isReserved(name) ? "imported:" + name : name
    try AccountName.check(name)
    return name
  }

  /// Sets what had to wait for the end.
  ///
  /// - Returns: how much came in.
  func finish() throws -> ImportSummary {
    let waiting = try restrictions.sorted { $0.key < $1.key }.compactMap { name, wanted in
      guard var account = try ledger.account(named: name), account.restrictions != wanted else {
        return nil as Account?
      }
      account.restrictions = wanted
      return account
    }
    try scope.entry { for account in waiting { try ledger.update(account) } }
    try summary.note(in: scope)
    return summary
  }

  // MARK: Assets

  /// Adds an asset, unless it is known.
  ///
  /// - Throws: `conflict` where it has other decimals here.
  func take(_ asset: Asset) throws {
    do {
      let known = try ledger.assets.find(asset.code)
      guard known == asset else {
        throw Failure(
          .conflict,
          "asset \(asset.code) has \(known.decimals) decimals here, \(asset.decimals) there",
          details: ["id": asset.code])
      }
    } catch let failure as Failure where failure.code == .unknownAsset {
      try scope.entry { try ledger.insert(AddedAsset(asset)) }
      summary.assets += 1
    }
  }

  // MARK: Accounts

  /// Opens an account, or brings one that was opened for the same ledger up to date.
  ///
  /// An account that is there for another reason keeps what it has.
  /// - Throws: `exists` where this was imported before; `conflict` where the account has fallen
  ///   lower here than it may from now on.
  func take(_ line: AccountLine) throws {
    let name = line.account.name
    let known = try ledger.account(named: name)
    let key = ImportOrigin.accountKey(name, of: line.ledger)
    let origin = try ledger.fetch(ImportOrigin.self, .text(key))
    if let origin, let sequence = origin["sequence"]?.integer, sequence >= line.sequence {
      guard skipsExisting else {
        throw Failure(
          .exists, "account '\(name)' has been imported before",
          hint: "--skip-existing takes only what is new", details: ["account": name])
      }
      if let known, restrictions[name] == nil, known.restrictions != .none {
        restrictions[name] = known.restrictions
      }
      return
    }
    if known != nil && origin == nil { return }
    var account =
      try known
      ?? Account(
        id: ledger.nextID(Account.self), name: name, createdAt: line.account.createdAt)
    account.identity = line.account.identity
    account.overdraft = line.account.overdraft
    account.metadata = line.account.metadata
    account.restrictions = .none
    try scope.entry {
      if known == nil { try ledger.createAccount(account) } else { try change(account) }
      try ledger.update(
        ImportOrigin(id: key, [("sequence", String(line.sequence))]))
    }
    restrictions[name] = line.account.restrictions == .none ? nil : line.account.restrictions
    if let known {
      if known.id <= lastBefore, updated.insert(known.id).inserted { summary.updated += 1 }
    } else if !AccountName.isSystem(name) {
      summary.accounts += 1
    }
  }

  /// Replaces an account, where its balances allow that.
  private func change(_ account: Account) throws {
    let rows = try ledger.rows(
      "SELECT asset, amount FROM balance WHERE account = ? AND amount < 0", [.integer(account.id)])
    for row in rows {
      guard let asset = row[0].text, let amount = row[1].integer,
        let floor = account.floor(of: asset), amount < floor
      else { continue }
      throw Failure(
        .conflict, "account '\(account.name)' has fallen lower here than its overdraft there",
        details: ["account": account.name, "asset": asset])
    }
    try ledger.update(account)
  }

  /// Makes an account ready for a posting of this import.
  private func prepare(_ name: String, for transaction: ImportedTransaction) throws {
    if let account = try ledger.account(named: name) {
      guard restrictions[name] != nil, account.restrictions != .none else { return }
      var free = account
      free.restrictions = .none
      return try ledger.update(free)
    }
    guard !AccountName.isSystem(name) else { return }
    try ledger.createAccount(
      Account(id: ledger.nextID(Account.self), name: name, createdAt: ledger.now))
    if let source = transaction.ledger {
      try ledger.update(
        ImportOrigin(id: ImportOrigin.accountKey(name, of: source), [("sequence", "0")]))
    }
    summary.accounts += 1
  }

  /// Lets a payer opened for this import fall as low as it might where it comes from.
  private func allow(_ payment: ImportedTransaction.Payment, of source: String?) throws {
    guard var account = try ledger.account(named: payment.posting.source),
      let overdraft = payment.overdraft, account.overdraft != overdraft,
      let source
    else { return }
    let key = ImportOrigin.accountKey(account.name, of: source)
    guard try ledger.fetch(ImportOrigin.self, .text(key)) != nil else { return }
    account.overdraft = overdraft
    try change(account)
  }

  // MARK: Transactions

  /// Posts a transaction, opening accounts that are missing.
  ///
  /// - Throws: `exists` where it has been imported before; `conflict` where something else has been
  ///   under its id; what `post` throws.
  func take(_ transaction: ImportedTransaction) throws {
    if let known = try known(transaction) {
      guard skipsExisting else {
        throw Failure(
          .exists, "'\(transaction.shownID)' has been imported before, as tx-\(known)",
          hint: "--skip-existing takes only what is new", details: ["id": transaction.shownID])
      }
      summary.skipped += 1
      return
    }
    try scope.entry {
      for payment in transaction.payments {
        try prepare(payment.posting.source, for: transaction)
        try prepare(payment.posting.destination, for: transaction)
        try allow(payment, of: transaction.ledger)
      }
      ledger.setEffective(transaction.effective == ledger.now ? nil : transaction.effective)
      var details = transaction.details
      details.reverts = try transaction.reverts.flatMap { try number(of: $0, in: transaction) }
      let tx = try ledger.post(transaction.payments.map(\.posting), details)
      if let key = transaction.key {
        try ledger.insert(
          ImportOrigin(
            id: key,
            [
              ("actor", transaction.actor), ("command", transaction.command),
              ("transaction", "tx-\(tx)"),
            ]))
      }
    }
    summary.transactions += 1
  }

  /// The transaction here that the line stands for, where it has been imported.
  private func known(_ transaction: ImportedTransaction) throws -> Int64? {
    if let key = transaction.key,
      let name = try ledger.fetch(ImportOrigin.self, .text(key))?["transaction"]?.string
    {
      let tx = try Transaction.number(name)
      guard try isSame(transaction, tx) else { throw differs(transaction, tx) }
      return tx
    }
    let id = transaction.details.externalID
    guard transaction.key == nil else {
      // From elsewhere, or by an earlier build, which knew no ledgers.
      for value in [transaction.id, id].compactMap({ $0 }) {
        for tx in try ledger.transactions(.external, value) where try isSame(transaction, tx) {
          return tx
        }
      }
      return nil
    }
    guard let id, let tx = try ledger.transactions(.external, id).first else { return nil }
    if skipsExisting, try !isSame(transaction, tx) { throw differs(transaction, tx) }
    return tx
  }

  private func isSame(_ transaction: ImportedTransaction, _ tx: Int64) throws -> Bool {
    guard let known = Transaction(try ledger.entry(ofTransaction: tx)) else { return false }
    let (theirs, ours) = (transaction.details, known.details)
    return (transaction.effective ?? known.time) == (known.effective ?? known.time)
      && theirs.jobID == ours.jobID && theirs.note == ours.note && theirs.reason == ours.reason
      && known.mainPostings.count == transaction.payments.count
      && zip(known.mainPostings, transaction.payments).allSatisfy {
        $0.source == $1.posting.source && $0.destination == $1.posting.destination
          && $0.amount == $1.posting.amount
      }
  }

  private func differs(_ transaction: ImportedTransaction, _ tx: Int64) -> Failure {
    Failure(
      .conflict,
      "'\(transaction.shownID)' has been imported before, as tx-\(tx), but with other content",
      details: ["id": transaction.shownID])
  }

  /// The number here of another transaction of the same file.
  private func number(of id: String, in transaction: ImportedTransaction) throws -> Int64? {
    if let source = transaction.ledger,
      let origin = try ledger.fetch(ImportOrigin.self, .text("\(source)/\(id)")),
      let name = origin["transaction"]?.string
    {
      return try Transaction.number(name)
    }
    return try ledger.transactions(.external, id).first
  }
}

extension ImportOrigin {
  /// The id of what is known of an account that was opened for a ledger.
  static func accountKey(_ name: String, of ledger: String?) -> String {
    "\(ledger ?? "")/account:\(name)"
  }
}
