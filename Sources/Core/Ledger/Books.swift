// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Accounts and balances of a running write, in memory until `flush`.
///
/// Live writes and replay go through the same code, so that a rebuilt table cannot differ from the
/// one that was written.
final class Books {
  private let database: Database
  private var states: [String: AccountState] = [:]
  private var dirty: [AccountState] = []
  private let insertPosting: Statement
  private let insertKey: Statement
  /// Keeps the memory of a bulk write bounded, whatever number of accounts it touches.
  private static let capacity = 50_000

  init(_ database: Database) throws {
    self.database = database
    insertPosting = try database.prepare(
      """
      INSERT INTO posting (tx, leg, sequence, source, destination, asset, amount, time, effective) \
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insertKey = try database.prepare(
      "INSERT INTO idempotency (key, arguments, sequence) VALUES (?, ?, ?)")
  }

  /// The account as it is in this write, or `nil` where there is none.
  func state(of name: String) throws -> AccountState? {
    if let state = states[name] { return state }
    let row = try database.fetchFirst(Account.table, "WHERE name = ?", [.text(name)])
    guard let row else { return nil }
    return remember(AccountState(try Account(row)))
  }

  /// Takes note of a new or changed account.
  func note(_ account: Account) {
    if let state = states[account.name] {
      state.account = account
    } else {
      _ = remember(AccountState(account))
    }
  }

  /// The balance of one asset, in minor units.
  func balance(_ state: AccountState, _ asset: String) throws -> Int64 {
    if let known = state.balance(of: asset) { return known }
    let row = try database.first(
      "SELECT amount FROM balance WHERE account = ? AND asset = ?",
      [.integer(state.account.id), .text(asset)])
    let amount = row?[0].integer ?? 0
    state.load(asset, amount)
    return amount
  }

  /// Adds to a balance; `overflow` outside 64 bits.
  func add(_ minor: Int64, _ asset: String, to state: AccountState) throws {
    let (sum, overflow) = try balance(state, asset).addingReportingOverflow(minor)
    guard !overflow else {
      throw Failure.outOfRange(state.account.name)
    }
    if state.set(asset, sum) { dirty.append(state) }
  }

  /// Writes a posting's row and moves its amount.
  func apply(_ posting: Posting, leg: Int, of entry: Entry) throws {
    guard let source = try state(of: posting.source),
      let destination = try state(of: posting.destination), let tx = entry.transaction
    else {
      throw Failure(.damaged, "entry \(entry.sequence) posts to an account that does not exist")
    }
    let asset = posting.amount.asset.code
    try add(-posting.amount.minor, asset, to: source)
    try add(posting.amount.minor, asset, to: destination)
    let effective = posting.effective ?? entry.effective ?? entry.time
    insertPosting.bind(tx, at: 1)
    insertPosting.bind(Int64(leg), at: 2)
    insertPosting.bind(entry.sequence, at: 3)
    insertPosting.bind(source.account.id, at: 4)
    insertPosting.bind(destination.account.id, at: 5)
    insertPosting.bind(asset, at: 6)
    insertPosting.bind(posting.amount.minor, at: 7)
    insertPosting.bind(entry.time.milliseconds, at: 8)
    insertPosting.bind(effective.milliseconds, at: 9)
    try insertPosting.run()
  }

  /// Gives the postings of an entry that are written already its time.
  func date(_ entry: Entry) throws {
    guard let tx = entry.transaction else { return }
    for (leg, posting) in entry.postings.enumerated() {
      let effective = posting.effective ?? entry.effective ?? entry.time
      try database.run(
        "UPDATE posting SET time = ?, effective = ? WHERE tx = ? AND leg = ?",
        [
          .integer(entry.time.milliseconds), .integer(effective.milliseconds), .integer(tx),
          .integer(Int64(leg)),
        ])
    }
  }

  /// Writes what an entry can be found by.
  func index(_ entry: Entry) throws {
    if let idempotency = entry.idempotency, entry.partOf == nil {
      insertKey.bind(idempotency.key, at: 1)
      insertKey.bind(idempotency.arguments, at: 2)
      insertKey.bind(entry.sequence, at: 3)
      try insertKey.run()
    }
    guard let tx = entry.transaction else { return }
    if let job = entry.details.jobID { try refer(.job, job, tx) }
    if let id = entry.details.externalID { try refer(.external, id, tx) }
    if let reverted = entry.details.reverts { try refer(.reverts, String(reverted), tx) }
  }

  /// Writes changed balances out; frees memory where there is much.
  func flush() throws {
    guard !dirty.isEmpty || states.count > Self.capacity else { return }
    let upsert = try database.prepare(
      """
      INSERT INTO balance (account, asset, amount) VALUES (?, ?, ?) \
      ON CONFLICT (account, asset) DO UPDATE SET amount = excluded.amount
      """)
    for state in dirty {
      try state.eachDirty { asset, amount in
        upsert.bind(state.account.id, at: 1)
        upsert.bind(asset, at: 2)
        upsert.bind(amount, at: 3)
        try upsert.run()
      }
    }
    dirty.removeAll(keepingCapacity: true)
    if states.count > Self.capacity { states.removeAll(keepingCapacity: true) }
  }

  /// Whether it is time to `flush` in the middle of a bulk write.
  var isFull: Bool { states.count > Self.capacity }

  /// Forgets everything: a rollback has undone what was known.
  func forget() {
    states.removeAll()
    dirty.removeAll()
  }

  private func remember(_ state: AccountState) -> AccountState {
    states[state.account.name] = state
    return state
  }

  private func refer(_ kind: ReferenceKind, _ value: String, _ tx: Int64) throws {
    try database.run(
      "INSERT INTO reference (kind, value, tx) VALUES (?, ?, ?)",
      [.text(kind.rawValue), .text(value), .integer(tx)])
  }
}

extension Failure {
  /// A balance would leave 64 bits: a rule of the ledger, whatever was typed.
  static func outOfRange(_ account: String) -> Failure {
    var failure = Failure(
      .overflow, "the balance of \(account) would exceed 64 bits", details: ["account": account])
    failure.isOfState = true
    return failure
  }
}
