// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

extension LedgerWriter {
  /// Sets money aside.
  ///
  /// - Parameter expiresAt: when it goes back by itself; `nil` for never.
  /// - Throws: what `post` throws; `bad-value` for an expiry that has passed.
  package func openHold(
    _ amount: Amount, from payer: String, to destination: String? = nil,
    expiresAt: Timestamp? = nil
  ) throws -> Hold {
    if let expiresAt, expiresAt <= now {
      throw Failure(.badValue, "a hold must expire later than now")
    }
    if let destination { _ = try require(destination) }
    let hold = Hold(
      id: try nextID(Hold.self), payer: payer, destination: destination, amount: amount,
      createdAt: now, expiresAt: expiresAt)
    try move(amount, from: payer, to: hold.account)
    try insert(hold)
    try books.state(of: payer)?.nextLapse = nil
    return hold
  }

  /// Pays all or part of a hold on.
  ///
  /// - Parameters:
  ///   - amount: at most what is left; `nil` for all of it.
  ///   - destination: where to, if the hold does not say.
  /// - Throws: `clock-regression`, `bad-state`, `bad-amount`, `amount-too-large`,
  ///   `missing-argument`, `conflict` where the hold is for somebody else, `above-ceiling`.
  package func capture(
    _ hold: Hold, _ amount: Amount? = nil, to destination: String? = nil
  ) throws -> Hold {
    var hold = try opened(hold, for: .captured)
    let left = Amount(minor: hold.remaining, asset: hold.amount.asset)
    let amount = amount ?? left
    guard amount.asset.code == left.asset.code else {
      throw Failure(.badAmount, "\(hold.displayID) holds \(left.asset.code)")
    }
    guard amount.minor <= left.minor else {
      throw Failure(
        .amountTooLarge, "\(hold.displayID) holds \(left), less than \(amount.trimmed)",
        details: ["available": left.text, "required": amount.text, "asset": left.asset.code])
    }
    guard let destination = destination ?? hold.destination else {
      throw Failure(.missingArgument, "\(hold.displayID) does not say who is to be paid")
    }
    if let promised = hold.destination, promised != destination {
      throw Failure(
        .conflict, "\(hold.displayID) is for '\(promised)', not for '\(destination)'",
        hint: "'si64 ledger release \(hold.displayID)' gives it back",
        details: ["id": hold.displayID, "to": promised])
    }
    // To anybody but the payer it is new money.
    if destination != hold.payer, let payee = try books.state(of: destination) {
      try checkCeiling(of: payee, with: Int128(amount.minor), amount.asset)
    }
    try move(amount, from: hold.account, to: destination)
    // bounded: at most what is left
    hold.remaining -= amount.minor
    if hold.remaining == 0 { hold.state = .captured }
    return try changed(hold)
  }

  /// Gives what is left of a hold back; a repeated release changes nothing.
  ///
  /// - Throws: `bad-state` where it was captured or has lapsed, `clock-regression`.
  package func release(_ hold: Hold) throws -> Hold {
    if hold.state == .released { return hold }
    var hold = try opened(hold, for: .released)
    try giveBack(hold, effective: nil)
    hold.remaining = 0
    hold.state = .released
    return try changed(hold)
  }

  /// Records that a hold has lapsed, as of the moment it did.
  package func lapse(_ hold: Hold) throws -> Hold {
    guard hold.state == .open, let expiresAt = hold.expiresAt, now >= expiresAt else {
      return hold
    }
    var hold = hold
    try giveBack(hold, effective: expiresAt)
    hold.remaining = 0
    hold.state = .expired
    hold.changedAt = expiresAt
    try update(hold)
    try books.state(of: hold.payer)?.nextLapse = nil
    return hold
  }

  /// Whether some hold of a payer has lapsed and nobody has recorded it; asked once an account.
  func hasLapsedHolds(_ payer: AccountState) throws -> Bool {
    if payer.nextLapse == nil {
      let row = try database.first(
        "SELECT min(expires_at) FROM hold WHERE payer = ? AND state = 'open'",
        [.text(payer.account.name)])
      payer.nextLapse = .some(row?[0].integer.map(Timestamp.init(milliseconds:)))
    }
    guard let earliest = payer.nextLapse ?? nil else { return false }
    return earliest <= now
  }

  /// Records all lapsed holds of a payer, before it is debited.
  func releaseLapsedHolds(of payer: AccountState) throws {
    guard try hasLapsedHolds(payer) else { return }
    for hold in try openHolds(of: payer.account.name) where try fits(hold, payer) {
      _ = try lapse(hold)
    }
  }

  /// Whether what is left of a hold can go back at all; what does not fit into 64 bits waits until
  /// there is room, and must not keep its payer from paying.
  private func fits(_ hold: Hold, _ payer: AccountState) throws -> Bool {
    let balance = try books.balance(payer, hold.amount.asset.code)
    return !balance.addingReportingOverflow(hold.remaining).overflow
  }

  private func giveBack(_ hold: Hold, effective: Timestamp?) throws {
    let left = Amount(minor: hold.remaining, asset: hold.amount.asset)
    try apply(Posting(from: hold.account, to: hold.payer, left, effective: effective))
  }

  private func opened(_ hold: Hold, for wanted: Hold.State) throws -> Hold {
    _ = try time(after: hold.changedAt)
    let state = hold.state(at: now)
    guard state == .open else {
      throw Failure(
        .badState, "\(hold.displayID) is \(state.rawValue)",
        details: ["from": state.rawValue, "to": wanted.rawValue])
    }
    return hold
  }

  private func changed(_ hold: Hold) throws -> Hold {
    var hold = hold
    hold.changedAt = try time(after: hold.changedAt)
    try update(hold)
    return hold
  }
}
