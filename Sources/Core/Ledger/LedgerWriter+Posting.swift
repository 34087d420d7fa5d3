// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

extension LedgerWriter {
  /// Adds postings to the running entry's transaction; all of them hold, or the write is undone.
  ///
  /// In this order, first failure wins, posting by posting: a positive amount, two different accounts that
  /// exist, a source that is not frozen and within its limits. Then, with the payers' lapsed holds given
  /// back and all postings made: no balance below its floor, none above its ceiling.
  ///
  /// - Returns: the transaction's number.
  /// - Throws: `bad-amount`, `bad-value`, `not-found`, `account-frozen`, `limit-exceeded`, `overflow`,
  ///   `insufficient-funds`, `above-ceiling`.
  @discardableResult
  package func post(
    _ postings: [Posting], _ details: TransactionDetails? = nil
  ) throws -> Int64 {
    let number = transactionNumber()
    if let details { pending?.details = details }
    for posting in postings {
      let payer = try checked(posting)
      try releaseLapsedHolds(of: payer)
      try apply(posting)
    }
    for posting in postings { try checkBounds(posting, among: postings) }
    return number
  }

  /// Moves one amount.
  @discardableResult
  package func move(
    _ amount: Amount, from source: String, to destination: String,
    _ details: TransactionDetails? = nil
  ) throws -> Int64 {
    try post([Posting(from: source, to: destination, amount)], details)
  }

  /// The account a posting needs, made on the spot if it is one of the program's own.
  ///
  /// - Throws: `bad-name` or `not-found`.
  func require(_ name: String) throws -> AccountState {
    if let state = try books.state(of: name) { return state }
    if AccountName.isSystem(name) {
      try AccountName.check(name)
      try createAccount(Account(id: nextID(Account.self), name: name, createdAt: now))
    } else {
      _ = try findAccount(name)
    }
    guard let state = try books.state(of: name) else {
      throw Failure(.internalError, "account \(name) cannot be found again")
    }
    return state
  }

  /// Opens an account.
  ///
  /// - Throws: `bad-name` or `exists`.
  package func createAccount(_ account: Account) throws {
    try AccountName.check(account.name)
    guard try books.state(of: account.name) == nil else {
      throw Failure(
        .exists, "account '\(account.name)' exists already",
        hint: "--if-missing makes this no error", details: ["account": account.name])
    }
    try insert(account)
  }

  private func checked(_ posting: Posting) throws -> AccountState {
    guard posting.amount.minor > 0 else {
      throw Failure(.badAmount, "an amount to move must be more than zero")
    }
    guard posting.source != posting.destination else {
      throw Failure(.badValue, "'\(posting.source)' cannot pay itself")
    }
    let source = try require(posting.source)
    _ = try require(posting.destination)
    guard !source.account.isFrozen else {
      throw Failure(
        .accountFrozen, "account '\(posting.source)' is frozen",
        hint: "'si64 ledger thaw \(posting.source)' lets it pay again",
        details: ["account": posting.source])
    }
    if !source.account.limits.isEmpty { try checkLimits(of: source.account, posting.amount) }
    return source
  }

  /// Writes one posting without asking whether it may be.
  func apply(_ posting: Posting) throws {
    _ = transactionNumber()
    guard let leg = pending?.postings.count else { return }
    pending?.postings.append(posting)
    guard let entry = pending else { return }
    try books.apply(posting, leg: leg, of: entry)
  }

  private func checkBounds(_ posting: Posting, among postings: [Posting]) throws {
    let asset = posting.amount.asset
    if let source = try books.state(of: posting.source),
      let floor = source.account.floor(of: asset.code)
    {
      let balance = try books.balance(source, asset.code)
      if balance < floor { throw try insufficient(source.account, asset, balance, floor, postings) }
    }
    if let destination = try books.state(of: posting.destination)?.account,
      let ceiling = destination.ceiling, ceiling.asset == asset.code,
      try storedBalance(destination, asset.code) > ceiling.minor
    {
      let most = Amount(minor: ceiling.minor, asset: asset)
      throw Failure(
        .aboveCeiling, "account '\(destination.name)' may not hold more than \(most)",
        details: ["account": destination.name, "ceiling": most.text, "asset": asset.code])
    }
  }

  private func insufficient(
    _ account: Account, _ asset: Asset, _ balance: Int64, _ floor: Int64, _ postings: [Posting]
  ) throws -> Failure {
    var change = Amount(minor: 0, asset: asset)
    var required = change
    for posting in postings where posting.amount.asset.code == asset.code {
      if posting.source == account.name {
        required = try required.adding(posting.amount)
        change = try change.subtracting(posting.amount)
      }
      if posting.destination == account.name { change = try change.adding(posting.amount) }
    }
    let available = try Amount(minor: balance, asset: asset).subtracting(change)
      .subtracting(Amount(minor: floor, asset: asset))
    return Failure(
      .insufficientFunds,
      "account '\(account.name)' has \(available) available, but \(required.trimmed) is required",
      details: [
        "required": required.text, "available": available.text, "account": account.name,
        "asset": asset.code,
      ])
  }

  /// - Throws: `limit-exceeded`.
  private func checkLimits(of account: Account, _ amount: Amount) throws {
    let limits = account.limits
    if let most = limits.perMinute {
      let since = now.milliseconds - 60_000
      let made = try database.first(
        "SELECT count(DISTINCT tx) FROM posting WHERE source = ? AND time > ? AND tx <> ?",
        [.integer(account.id), .integer(since), .integer(transactionNumber())])
      if made?[0].integer ?? 0 >= most {
        throw exceeded(account, "\(most) transactions a minute")
      }
    }
    guard let asset = limits.asset, asset == amount.asset.code else { return }
    for (limit, start, word) in [
      (limits.perDay, now.startOfDay, "day"), (limits.perMonth, now.startOfMonth, "month"),
    ] {
      guard let limit else { continue }
      let spent = try database.first(
        "SELECT sum(amount) FROM posting WHERE source = ? AND time >= ? AND asset = ?",
        [.integer(account.id), .integer(start.milliseconds), .text(asset)])
      let (sum, overflow) = (spent?[0].integer ?? 0).addingReportingOverflow(amount.minor)
      if overflow || sum > limit {
        throw exceeded(account, "\(Amount(minor: limit, asset: amount.asset)) a \(word)")
      }
    }
  }

  private func exceeded(_ account: Account, _ what: String) -> Failure {
    Failure(
      .limitExceeded, "account '\(account.name)' may not spend more than \(what)",
      hint: "'si64 ledger limit list \(account.name)' shows its limits",
      details: ["account": account.name, "limit": what])
  }
}
