// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// What an export walks over, a few at a time, so that memory does not grow with the ledger.
struct ExportSource {
  let ledger: LedgerReader
  /// Which time dates are taken from.
  let basis: TimeBasis
  /// Tells the user what the format cannot say.
  let warn: (String) throws -> Void
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

  /// Calls `body` with every transaction by its number.
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

  /// Calls `body` with every transaction in the order of its date.
  func eachDatedTransaction(_ body: (DatedTransaction) throws -> Void) throws {
    try ledger.eachTransaction(orderedBy: basis) { try body(DatedTransaction($0, basis)) }
  }

  /// Calls `body` with every entry of the journal.
  func eachEntry(_ body: (Entry) throws -> Void) throws {
    let last = try ledger.head().sequence
    guard last > 0 else { return }
    for sequence in 1...last {
      guard let entry = try ledger.entry(sequence) else {
        throw Failure(.damaged, "the journal has no entry \(sequence)")
      }
      try body(entry)
    }
  }

  /// The transactions of an entry as both before and after lapses are recorded.
  func transactions(of entry: Entry) -> [Transaction] { Transaction(entry)?.withLapsesApart ?? [] }

  /// The lapses that nobody has recorded yet.
  func lapses() throws -> [Transaction] {
    try ledger.lapsedHolds().compactMap(Transaction.init(lapseOf:))
  }

  /// All assets, built-in ones first.
  func assets() throws -> [Asset] {
    Asset.builtIn + (try ledger.all(AddedAsset.self, "ORDER BY code").map(\.asset))
  }

  /// What tells this ledger from others: the first 16 digits of its first entry's hash.
  func ledgerID() throws -> String {
    guard let hash = try ledger.firstHash() else {
      throw Failure(.damaged, "the journal has no first entry")
    }
    return String(hash.prefix(16))
  }
}

/// A transaction with the dates a journal of another program gives it.
struct DatedTransaction {
  let transaction: Transaction
  /// When it happened: the last of its postings' times.
  let time: Timestamp
  private let basis: TimeBasis

  init(_ transaction: Transaction, _ basis: TimeBasis) {
    self.transaction = transaction
    self.basis = basis
    let times = transaction.postings.map { Self.time(of: $0, transaction, basis) }
    time = times.max() ?? transaction.time
  }

  /// When a posting happened.
  func time(of posting: Posting) -> Timestamp { Self.time(of: posting, transaction, basis) }

  /// The postings by their time, in the order in which each time comes up first.
  var parts: [(time: Timestamp, postings: [Posting])] {
    var parts: [(time: Timestamp, postings: [Posting])] = []
    for posting in transaction.postings {
      let time = time(of: posting)
      if let index = parts.firstIndex(where: { $0.time == time }) {
        parts[index].postings.append(posting)
      } else {
        parts.append((time, [posting]))
      }
    }
    return parts
  }

  private static func time(
    of posting: Posting, _ transaction: Transaction, _ basis: TimeBasis
  ) -> Timestamp {
    // Only a lapse has a time of its own: that is when it happened, whoever recorded it later.
    posting.effective
      ?? (basis == .effective ? transaction.effective : nil) ?? transaction.time
  }
}
