// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

extension LedgerWriter {
  /// Adds postings to the running entry's transaction: all of them, or none.
  ///
  /// In this order, first failure wins, posting by posting: a positive amount, two different
  /// accounts that exist, a source that is not frozen and within its limits. Then, with the payers'
  /// lapsed holds given back and all postings made: no balance outside 64 bits, none below its
  /// floor, none above its ceiling. Where it throws, no posting was made.
  ///
  /// - Returns: the transaction's number.
  /// - Throws: `bad-amount`, `bad-value`, `not-found`, `account-frozen`, `limit-exceeded`,
  ///   `overflow`, `insufficient-funds`, `above-ceiling`.
  @discardableResult
  package func post(
    _ postings: [Posting], _ details: TransactionDetails? = nil
  ) throws -> Int64 {
    try post(postings, details, returning: false)
  }

  /// Adds the postings that end something: the program's own accounts pay whatever freezes or
  /// limits were put on them, and who gets money back takes it above a ceiling.
  ///
  /// - Throws: as `post` does, for other payers.
  package func settle(_ postings: [Posting]) throws -> Int64 {
    try post(postings, nil, returning: true)
  }

  private func post(
    _ postings: [Posting], _ details: TransactionDetails?, returning: Bool
  ) throws -> Int64 {
    guard !postings.isEmpty else {
      throw Failure(.badValue, "a transaction needs at least one posting")
    }
    for (index, posting) in postings.enumerated() {
      try releaseLapsedHolds(of: checked(posting, after: postings[..<index], returning))
    }
    let changes = NetChanges(postings)
    for posting in postings {
      try checkFloor(posting, changes)
      try checkCeiling(posting, changes, returning)
    }
    let number = transactionNumber()
    if let details { pending?.details = details }
    for posting in postings { try apply(posting) }
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

  private func checked(
    _ posting: Posting, after earlier: ArraySlice<Posting>, _ returning: Bool
  ) throws -> AccountState {
    guard posting.amount.minor > 0 else {
      throw Failure(.badAmount, "an amount to move must be more than zero")
    }
    guard posting.source != posting.destination else {
      throw Failure(.badValue, "'\(posting.source)' cannot pay itself")
    }
    let source = try require(posting.source)
    _ = try require(posting.destination)
    if returning, AccountName.isReserved(posting.source) { return source }
    guard !source.account.isFrozen else {
      throw Failure(
        .accountFrozen, "account '\(posting.source)' is frozen",
        hint: "'si64 ledger thaw \(posting.source)' lets it pay again",
        details: ["account": posting.source])
    }
    if !source.account.limits.isEmpty {
      try checkLimits(of: source.account, posting.amount, after: earlier)
    }
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

  private func checkFloor(_ posting: Posting, _ changes: NetChanges) throws {
    let asset = posting.amount.asset
    guard let source = try books.state(of: posting.source) else { return }
    let balance = try books.balance(source, asset.code)
    let change = changes.of(posting.source, asset.code)
    let after = Int128(balance) + change
    if let floor = source.account.floor(of: asset.code), change < 0, after < floor {
      throw try insufficient(source.account, asset, balance, floor, changes)
    }
    guard Int64(exactly: after) != nil else { throw outOfRange(posting.source) }
  }

  private func checkCeiling(
    _ posting: Posting, _ changes: NetChanges, _ returning: Bool
  ) throws {
    let asset = posting.amount.asset
    guard let destination = try books.state(of: posting.destination) else { return }
    let change = changes.of(posting.destination, asset.code)
    let after = Int128(try books.balance(destination, asset.code)) + change
    guard Int64(exactly: after) != nil else { throw outOfRange(posting.destination) }
    // What comes back from escrow or a hold is the account's own: it must not get stuck there.
    guard change > 0, !returning, !AccountName.isReserved(posting.source) else { return }
    try checkCeiling(of: destination.account, with: after, asset)
  }

  /// - Throws: `above-ceiling` where an account may not hold `balance`.
  func checkCeiling(of account: Account, with balance: Int128, _ asset: Asset) throws {
    guard let ceiling = account.ceiling, ceiling.asset == asset.code, balance > ceiling.minor else {
      return
    }
    let most = Amount(minor: ceiling.minor, asset: asset)
    throw Failure(
      .aboveCeiling, "account '\(account.name)' may not hold more than \(most)",
      details: ["account": account.name, "ceiling": most.text, "asset": asset.code])
  }

  private func outOfRange(_ account: String) -> Failure {
    Failure(.overflow, "the balance of \(account) would exceed 64 bits")
  }

  private func insufficient(
    _ account: Account, _ asset: Asset, _ balance: Int64, _ floor: Int64, _ changes: NetChanges
  ) throws -> Failure {
    let required = Amount(
      minor: Int64(clamping: changes.debits(of: account.name, asset.code)), asset: asset)
    let available = try Amount(minor: balance, asset: asset)
      .subtracting(Amount(minor: floor, asset: asset))
    return Failure(
      .insufficientFunds,
      "account '\(account.name)' has \(available) available, but \(required.trimmed) is required",
      details: [
        "required": required.text, "available": available.text, "account": account.name,
        "asset": asset.code,
      ])
  }
}
