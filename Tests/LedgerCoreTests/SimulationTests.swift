// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Random operations against a model")
struct SimulationTests {
  @Test(arguments: Location.Backend.allCases)
  func replayEqualsLive(_ backend: Location.Backend) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    let simulator = Simulator(seed)
    let books = try TestBooks(backend)
    for name in Simulator.names { try books.open(name) }
    for round in 0..<25 {
      let before = simulator.model
      do {
        try books.write { ledger in try simulator.run(ledger) }
      } catch let failure as Failure where failure.code == .refused {
        simulator.model = before
      }
      books.now += simulator.pick(0...2000)
      for name in Simulator.names {
        let expected = simulator.model.available(name, at: books.now)
        #expect(try books.available(name) == expected, "seed \(seed) round \(round) \(name)")
      }
      if round % 8 == 0 { #expect(try books.verify() == [], "seed \(seed) round \(round)") }
    }
    #expect(try books.verify() == [], "seed \(seed)")
  }
}

/// What a ledger should say, kept the simple way.
private struct Model {
  var balances: [String: Int64] = [:]
  var holds: [Held] = []

  struct Held {
    let payer: String
    var left: Int64
    let expires: Int64?
    var isOpen = true
  }

  func available(_ name: String, at now: Int64) -> Int64 {
    var sum = balances[name, default: 0]
    for hold in holds where hold.payer == name && hold.isOpen {
      if let expires = hold.expires, expires <= now { sum += hold.left }
    }
    return sum
  }

  /// What a debit records first.
  mutating func lapse(_ name: String, at now: Int64) {
    for index in holds.indices where holds[index].payer == name && holds[index].isOpen {
      guard let expires = holds[index].expires, expires <= now else { continue }
      giveBack(index)
    }
  }

  mutating func giveBack(_ index: Int) {
    balances[holds[index].payer, default: 0] += holds[index].left
    holds[index].left = 0
    holds[index].isOpen = false
  }
}

/// Makes up operations and does them twice: in the ledger and in the model.
private final class Simulator {
  static let names = ["a", "b", "c", "d"]
  var model = Model()
  private var random: Seeded

  init(_ seed: UInt64) { random = Seeded(state: seed) }

  func pick(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

  private func name() -> String { Self.names[Int(pick(0...3))] }

  /// Some operations in one transaction, which may fail as a whole.
  func run(_ ledger: LedgerWriter) throws {
    for _ in 0..<pick(1...12) {
      let before = model
      let kind = pick(0...5)
      let from = name()
      let amount = pick(-1...60)
      do {
        try ledger.undoingFailure {
          _ = try ledger.entry("test entry") { try step(ledger, kind, from, amount) }
        }
      } catch let failure as Failure {
        model = before
        check(failure, kind, from, amount, ledger.now.milliseconds)
      }
    }
    if pick(0...4) == 0 { throw Failure(.refused, "on purpose") }
  }

  private func check(
    _ failure: Failure, _ kind: Int64, _ from: String, _ amount: Int64, _ now: Int64
  ) {
    let expected: [ErrorCode] = [
      .insufficientFunds, .badAmount, .badValue, .badState, .notFound, .amountTooLarge,
    ]
    #expect(expected.contains(failure.code), "\(failure)")
    if failure.code == .insufficientFunds {
      #expect(amount > model.available(from, at: now))
    }
  }

  private func step(
    _ ledger: LedgerWriter, _ kind: Int64, _ from: String, _ amount: Int64
  ) throws {
    let to = name()
    let now = ledger.now.milliseconds
    switch kind {
    case 0:
      try ledger.move(.token(amount), from: "world", to: to)
      model.balances[to, default: 0] += amount
    case 1, 2:
      try ledger.move(.token(amount), from: from, to: to)
      debit(from, amount, now)
      model.balances[to, default: 0] += amount
    case 3: try hold(ledger, from, to, amount)
    default: try finish(ledger, isCapture: kind == 4, to, amount)
    }
  }

  private func debit(_ name: String, _ amount: Int64, _ now: Int64) {
    model.lapse(name, at: now)
    model.balances[name, default: 0] -= amount
  }

  private func hold(
    _ ledger: LedgerWriter, _ from: String, _ to: String, _ amount: Int64
  ) throws {
    let now = ledger.now.milliseconds
    let expires: Int64? = pick(0...1) == 0 ? nil : now + pick(1...3000)
    let time: Timestamp? = expires.map { Timestamp(milliseconds: $0) }
    let hold = try ledger.openHold(.token(amount), from: from, to: to, expiresAt: time)
    debit(from, amount, now)
    model.holds.append(Model.Held(payer: from, left: amount, expires: expires))
    #expect(hold.id == Int64(model.holds.count))
  }

  private func finish(
    _ ledger: LedgerWriter, isCapture: Bool, _ to: String, _ amount: Int64
  ) throws {
    let id = Int(pick(0...Int64(model.holds.count)))
    let hold = try ledger.find(Hold.self, "hld-\(id)")
    if isCapture {
      _ = try ledger.capture(hold, .token(amount), to: to)
      model.holds[id - 1].left -= amount
      if model.holds[id - 1].left == 0 { model.holds[id - 1].isOpen = false }
      model.balances[to, default: 0] += amount
    } else {
      let wasOpen = hold.state == .open
      _ = try ledger.release(hold)
      if wasOpen { model.giveBack(id - 1) }
    }
  }
}
