// SPDX-License-Identifier: GPL-3.0-or-later
import Money

@testable import LedgerCore

/// What a ledger should say, kept the simple way.
struct Model {
  var accounts: [String: Holder] = [:]
  var holds: [Held] = []

  struct Holder {
    /// What was recorded.
    var stored: Int64 = 0
    var isFrozen = false
    var perDay: Int64?
    var ceiling: Int64?
    /// What it paid: when, how much, and to which hold.
    var debits: [(time: Int64, amount: Int64, hold: Int?)] = []
  }

  struct Held {
    let payer: String
    let destination: String?
    var left: Int64
    let expires: Int64?
    var changed: Int64
    var state = Hold.State.open
    /// What went back to its payer.
    var back: Int64 = 0

    func hasLapsed(at now: Int64) -> Bool { state == .open && expires.map { $0 <= now } ?? false }
  }

  subscript(name: String) -> Holder {
    get { accounts[name, default: Holder()] }
    set { accounts[name] = newValue }
  }

  func balance(_ name: String, at now: Int64) -> Int64 {
    holds.filter { $0.payer == name && $0.hasLapsed(at: now) }
      .reduce(self[name].stored) { $0 + $1.left }
  }

  func held(_ name: String, at now: Int64) -> Int64 {
    holds.filter { $0.payer == name && $0.state == .open && !$0.hasLapsed(at: now) }
      .reduce(0) { $0 + $1.left }
  }

  /// What the day of `now` has seen spent, less what came back of that.
  func used(_ name: String, at now: Int64) -> Int64 {
    let day = now - now % 86_400_000
    return self[name].debits.filter { $0.time >= day && $0.time < day + 86_400_000 }
      .reduce(0) { sum, debit in
        guard let hold = debit.hold.map({ holds[$0] }) else { return sum + debit.amount }
        let back = hold.back + (hold.hasLapsed(at: now) ? hold.left : 0)
        return sum + debit.amount - min(debit.amount, back)
      }
  }

  /// What `payer` may pay at most.
  func payable(_ name: String, at now: Int64) -> Int64 {
    guard !self[name].isFrozen else { return 0 }
    let funds = balance(name, at: now)
    return max(0, min(funds, self[name].perDay.map { $0 - used(name, at: now) } ?? funds))
  }

  // MARK: What a ledger refuses, in its order

  func refusal(of amount: Int64, from: String, to: String?, at now: Int64) -> ErrorCode? {
    if amount <= 0 { return .badAmount }
    if from == to { return .badValue }
    if from != "world" {
      if self[from].isFrozen { return .accountFrozen }
      if let most = self[from].perDay, used(from, at: now) + amount > most {
        return .limitExceeded
      }
      if balance(from, at: now) < amount { return .insufficientFunds }
    }
    return to.flatMap { exceeds($0, by: amount, at: now) }
  }

  func exceeds(_ name: String, by amount: Int64, at now: Int64) -> ErrorCode? {
    guard let ceiling = self[name].ceiling, balance(name, at: now) + amount > ceiling else {
      return nil
    }
    return .aboveCeiling
  }

  /// The time at which a hold may change, or why it may not.
  func moment(_ index: Int, at now: Int64, for capture: Bool) -> (Int64, ErrorCode?) {
    let hold = holds[index]
    guard hold.changed - now <= 60_000 else { return (now, .clockRegression) }
    let moment = max(now, hold.changed)
    let isOpen = hold.state == .open && !hold.hasLapsed(at: moment)
    return (moment, isOpen ? nil : .badState)
  }

  func captureRefusal(
    _ index: Int, _ amount: Int64, to wanted: String?, at now: Int64
  ) -> ErrorCode? {
    let (moment, refusal) = moment(index, at: now, for: true)
    if let refusal { return refusal }
    let hold = holds[index]
    if amount > hold.left { return .amountTooLarge }
    guard let destination = wanted ?? hold.destination else { return .missingArgument }
    if let promised = hold.destination, promised != destination { return .conflict }
    if destination != hold.payer, let refusal = exceeds(destination, by: amount, at: moment) {
      return refusal
    }
    return amount <= 0 ? .badAmount : nil
  }

  // MARK: What it does

  mutating func debit(_ name: String, _ amount: Int64, at now: Int64, hold: Int? = nil) {
    lapse(name, at: now)
    self[name].stored -= amount
    self[name].debits.append((now, amount, hold))
  }

  mutating func lapse(_ name: String?, at now: Int64) {
    for index in holds.indices where holds[index].hasLapsed(at: now) {
      guard name == nil || holds[index].payer == name else { continue }
      holds[index].changed = holds[index].expires ?? now
      giveBack(index, .expired)
    }
  }

  mutating func giveBack(_ index: Int, _ state: Hold.State) {
    let left = holds[index].left
    self[holds[index].payer].stored += left
    holds[index].back += left
    holds[index].left = 0
    holds[index].state = state
  }

  mutating func capture(_ index: Int, _ amount: Int64, to wanted: String?, at now: Int64) {
    guard let destination = wanted ?? holds[index].destination else { return }
    holds[index].changed = max(now, holds[index].changed)
    holds[index].left -= amount
    if holds[index].left == 0 { holds[index].state = .captured }
    if destination == holds[index].payer { holds[index].back += amount }
    self[destination].stored += amount
  }
}
