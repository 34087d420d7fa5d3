// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
package import Store

/// One consistent state of a ledger, as seen at `now`.
///
/// States entered by the clock are computed here, never written.
package class LedgerReader {
  let database: Database
  package let assets: AssetRegistry
  /// What the clock says; reading never changes anything, whatever it says.
  package internal(set) var now: Timestamp
  let tables: [String: Table]

  package init(_ database: Database, tables: [String: Table], now: Timestamp) {
    self.database = database
    self.tables = tables
    self.now = now
    assets = AssetRegistry(database)
  }

  // MARK: Records

  /// The record with this key, or `nil`.
  package func fetch<R: Record>(_ type: R.Type, _ key: Value) throws -> R? {
    try database.fetch(R.table, key).map(R.init)
  }

  /// The record with this id, as users type it.
  ///
  /// - Throws: `not-found`.
  package func find<R: Record>(_ type: R.Type, _ id: String) throws -> R {
    if let key = R.table.key(from: id), let record = try fetch(type, key) { return record }
    var example = ""
    if case .sequence(let prefix) = R.table.key { example = ", ids look like \(prefix)-1" }
    throw Failure(
      .notFound, "there is no \(R.table.name) '\(id)'\(example)", details: ["id": id])
  }

  /// The records a condition selects.
  ///
  /// - Parameter tail: what follows the table's name, with `?` for values.
  package func all<R: Record>(
    _ type: R.Type, _ tail: String = "", _ values: [Value] = []
  ) throws -> [R] {
    try database.fetch(R.table, tail, values).map(R.init)
  }

  /// Calls `body` with the records a condition selects, one after the other: its id, and the record
  /// or why it cannot be read.
  package func each<R: Record>(
    _ type: R.Type, _ tail: String = "", _ values: [Value] = [],
    _ body: (_ id: String, Result<R, any Error>) throws -> Void
  ) throws {
    try flushed().each(R.table, tail, values) { row in
      try body(R.table.display(row.key), Result { try R(row) })
    }
  }

  /// The rows of any other query; SQL that SQLite and PostgreSQL share.
  package func rows(_ sql: String, _ values: [Value] = []) throws -> [[Value]] {
    try flushed().rows(sql, values)
  }

  /// The database with everything in it that has been written so far.
  func flushed() throws -> Database { database }

  // MARK: Accounts

  /// The account with this name, or `nil`.
  package func account(named name: String) throws -> Account? {
    try database.fetchFirst(Account.table, "WHERE name = ?", [.text(name)]).map(Account.init)
  }

  /// The account with this name.
  ///
  /// - Throws: `bad-name` or `not-found`.
  package func findAccount(_ name: String) throws -> Account {
    try AccountName.check(name)
    if let account = try account(named: name) { return account }
    throw Failure(
      .notFound, "there is no account '\(name)'",
      hint: "'si64 ledger create-account \(name)' makes it", details: ["account": name])
  }

  /// What `account` has of `asset`, in minor units, lapsed holds not counted.
  func storedBalance(_ account: Account, _ asset: String) throws -> Int64 {
    let row = try database.first(
      "SELECT amount FROM balance WHERE account = ? AND asset = ?",
      [.integer(account.id), .text(asset)])
    return row?[0].integer ?? 0
  }

  /// The balances of `account` by asset code, sorted, with holds as of `now`.
  package func balances(of account: Account) throws -> [Balance] {
    let stored = try rows(
      "SELECT asset, amount FROM balance WHERE account = ? ORDER BY asset",
      [.integer(account.id)])
    if try lapsedHold(account) {
      return try stored.compactMap { $0[0].text }.map { code in
        let nothing = Amount(minor: 0, asset: try assets.find(code))
        return Balance(available: nothing, held: nothing)
      }
    }
    let holds = try openHolds(of: account.name)
    var balances: [Balance] = []
    for row in stored {
      guard let code = row[0].text, let amount = row[1].integer else { continue }
      balances.append(try balance(of: assets.find(code), stored: amount, holds))
    }
    return balances
  }

  /// Whether this is the account of a hold that has lapsed: what lies on it is the payer's again.
  private func lapsedHold(_ account: Account) throws -> Bool {
    guard account.name.hasPrefix("hold:"),
      let key = Hold.table.key(from: String(account.name.dropFirst(5))),
      let hold = try fetch(Hold.self, key)
    else { return false }
    return hold.state == .open && hold.state(at: now) == .expired
  }

  /// The balance of one asset, with holds as of `now`.
  package func balance(of account: Account, _ asset: Asset) throws -> Balance {
    try balance(
      of: asset, stored: storedBalance(account, asset.code), openHolds(of: account.name))
  }

  private func balance(of asset: Asset, stored: Int64, _ holds: [Hold]) throws -> Balance {
    var available = Amount(minor: stored, asset: asset)
    var held = Amount(minor: 0, asset: asset)
    for hold in holds where hold.amount.asset.code == asset.code {
      let remaining = Amount(minor: hold.remaining, asset: asset)
      if hold.state(at: now) == .open {
        held = try held.adding(remaining)
      } else {
        available = try available.adding(remaining)
      }
    }
    return Balance(available: available, held: held)
  }

  /// The holds of a payer whose money still lies on them, lapsed or not.
  func openHolds(of payer: String) throws -> [Hold] {
    try all(Hold.self, "WHERE payer = ? AND state = 'open' ORDER BY id", [.text(payer)])
  }

  // MARK: Journal

  /// The entry with this number, or `nil`.
  package func entry(_ sequence: Int64) throws -> Entry? {
    guard var text = try database.entry(sequence) else { return nil }
    return try text.withUTF8 { try Entry(parsing: $0, tables: tables, assets: assets) }
  }

  /// The hash of the first entry, from which the ledger has its id; `nil` for an empty journal.
  package func firstHash() throws -> String? {
    try database.first("SELECT hash FROM journal WHERE sequence = 1")?[0].text
  }

  /// The last entry's place in the chain.
  package func head() throws -> Head { try database.head() }

  /// The first entry written under an idempotency key, or `nil`.
  package func entry(forKey key: String) throws -> Entry? {
    let row = try database.first("SELECT sequence FROM idempotency WHERE key = ?", [.text(key)])
    return try row?[0].integer.flatMap(entry)
  }

  /// The entry a command wrote first, and those that are part of it.
  package func entries(ofCommand first: Entry) throws -> [Entry] {
    var entries = [first]
    while let next = try entry(first.sequence + Int64(entries.count)),
      next.partOf == first.sequence
    {
      entries.append(next)
    }
    return entries
  }

  /// The entry that wrote a transaction, by the transaction's number.
  ///
  /// - Throws: `not-found`.
  package func entry(ofTransaction id: Int64) throws -> Entry {
    let row = try database.first(
      "SELECT sequence FROM posting WHERE tx = ? AND leg = 0", [.integer(id)])
    guard let sequence = row?[0].integer, let entry = try entry(sequence) else {
      throw Failure(
        .notFound, "there is no transaction 'tx-\(id)'", details: ["id": "tx-\(id)"])
    }
    return entry
  }

  /// The transactions with a reference, oldest first.
  package func transactions(_ kind: ReferenceKind, _ value: String) throws -> [Int64] {
    try database.rows(
      "SELECT tx FROM reference WHERE kind = ? AND value = ? ORDER BY tx",
      [.text(kind.rawValue), .text(value)]
    ).compactMap { $0[0].integer }
  }
}

/// What an account has of one asset.
package struct Balance: Equatable, Sendable {
  /// What can be spent.
  package let available: Amount
  /// What lies on open holds.
  package let held: Amount

  package init(available: Amount, held: Amount) {
    self.available = available
    self.held = held
  }

  /// Available and held together.
  ///
  /// - Throws: `overflow`.
  package func total() throws -> Amount { try available.adding(held) }
}
