// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Random operations against a model")
struct SimulationTests {
  /// Payments, holds, freezes, limits, ceilings, a clock that goes forth and back, days that end,
  /// commits that are undone: the ledger refuses exactly what the model does, and for its reason.
  @Test(arguments: Location.Backend.allCases)
  func replayEqualsLive(_ backend: Location.Backend) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    let simulator = Simulator(seed)
    let books = try TestBooks(backend)
    for name in Simulator.names { try books.open(name) }
    for round in 0..<40 {
      let before = simulator.model
      do {
        try books.write { ledger in try simulator.run(ledger) }
      } catch let failure as Failure where failure.code == .refused {
        simulator.model = before
      }
      books.now += simulator.step()
      try compare(books, simulator.model, "seed \(seed) round \(round)")
      if round % 5 == 4 {
        let answers = try answers(books)
        try books.write { ledger in try simulator.sweep(ledger) }
        #expect(try self.answers(books) == answers, "seed \(seed) round \(round), swept")
        try compare(books, simulator.model, "seed \(seed) round \(round), swept")
      }
      if round % 8 == 0 { #expect(try books.verify() == [], "seed \(seed) round \(round)") }
    }
    #expect(try books.verify() == [], "seed \(seed)")
  }

  private func compare(_ books: TestBooks, _ model: Model, _ where: String) throws {
    for name in Simulator.names {
      let balance = try books.balance(name)
      #expect(balance.amount.minor == model.balance(name, at: books.now), "\(`where`) \(name)")
      #expect(balance.held.minor == model.held(name, at: books.now), "\(`where`) \(name)")
      let payable = try books.read { try $0.payable(by: name, .token) }
      #expect(payable == model.payable(name, at: books.now), "\(`where`) \(name)")
    }
    for (index, hold) in model.holds.enumerated() {
      let found = try books.read { try $0.find(Hold.self, "hld-\(index + 1)") }
      let now = Timestamp(milliseconds: books.now)
      let state = hold.hasLapsed(at: books.now) ? Hold.State.expired : hold.state
      #expect(found.state(at: now) == state, "\(`where`) hld-\(index + 1)")
    }
  }

  /// What reports say, which recording what the clock has done must not change.
  private func answers(_ books: TestBooks) throws -> [String] {
    try books.read { ledger in
      var lines: [String] = []
      for basis in TimeBasis.allCases {
        let movements = Movements(ledger, by: basis)
        let (source, values) = movements.source()
        lines += try ledger.rows(
          """
          SELECT source, destination, asset, amount, moment, \(Movements.transaction) \
          FROM \(source) ORDER BY \(Movements.order)
          """, values
        ).map { "\($0.dropLast()) \($0.last?.integer ?? 0 < 0)" }
        for name in Simulator.names + ["hold:hld-1", "hold:hld-2"] {
          guard let account = try ledger.account(named: name) else { continue }
          lines.append("\(try ledger.balances(of: account))")
          lines.append("\(try ledger.limitUse(of: account))")
          for back in [0, 1000, 86_400_000] as [Int64] {
            let time = Timestamp(milliseconds: ledger.now.milliseconds - back)
            lines.append("\(try ledger.balances(of: account, asOf: time, by: basis))")
          }
        }
      }
      return lines
    }
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

  /// How far the clock goes: mostly on a little, at times back, at times to another day.
  func step() -> Int64 {
    switch pick(0...9) {
    case 0: pick(-40_000 ... -1)
    case 1: pick(0...86_400_000)
    default: pick(0...2000)
    }
  }

  /// Some operations in one transaction, which may fail as a whole.
  func run(_ ledger: LedgerWriter) throws {
    for _ in 0..<pick(1...12) {
      let before = model
      var expected: ErrorCode?
      do {
        try ledger.undoingFailure {
          _ = try ledger.entry("test entry") { expected = try step(ledger, pick(0...11)) }
        }
        #expect(expected == nil, "it was done")
      } catch let failure as Failure {
        #expect(failure.code == wanted, "\(failure)")
        model = before
      }
    }
    if pick(0...4) == 0 { throw Failure(.refused, "on purpose") }
  }

  /// What the model says of the operation that is running.
  private var wanted: ErrorCode?

  func sweep(_ ledger: LedgerWriter) throws {
    model.lapse(nil, at: ledger.now.milliseconds)
    for hold in try ledger.lapsedHolds() {
      _ = try ledger.entry("test sweep") { try ledger.lapse(hold) }
    }
  }

  /// - Returns: why it should have been refused.
  private func step(_ ledger: LedgerWriter, _ kind: Int64) throws -> ErrorCode? {
    let now = ledger.now.milliseconds
    let (from, to, amount) = (name(), name(), pick(-1...60))
    switch kind {
    case 0, 1:
      wanted = model.refusal(of: amount, from: "world", to: to, at: now)
      try ledger.move(.token(amount), from: "world", to: to)
      model[to].stored += amount
    case 2, 3, 4:
      wanted = model.refusal(of: amount, from: from, to: to, at: now)
      try ledger.move(.token(amount), from: from, to: to)
      model.debit(from, amount, at: now)
      model[to].stored += amount
    case 5, 6: try hold(ledger, from, pick(0...2) == 0 ? nil : to, amount)
    case 7, 8: try capture(ledger, pick(0...2) == 0 ? to : nil, amount)
    case 9: try release(ledger)
    default: try change(ledger, from, amount)
    }
    return wanted
  }

  private func hold(
    _ ledger: LedgerWriter, _ from: String, _ to: String?, _ amount: Int64
  ) throws {
    let now = ledger.now.milliseconds
    let expires: Int64? = pick(0...1) == 0 ? nil : now + pick(1...3000)
    wanted = model.refusal(of: amount, from: from, to: nil, at: now)
    let hold = try ledger.openHold(
      .token(amount), from: from, to: to,
      expiresAt: expires.map { Timestamp(milliseconds: $0) })
    model.debit(from, amount, at: now, hold: model.holds.count)
    model.holds.append(
      Model.Held(payer: from, destination: to, left: amount, expires: expires, changed: now))
    #expect(hold.id == Int64(model.holds.count))
  }

  private func capture(_ ledger: LedgerWriter, _ to: String?, _ amount: Int64) throws {
    let index = Int(pick(-1...Int64(model.holds.count) - 1))
    let now = ledger.now.milliseconds
    wanted = index < 0 ? .notFound : model.captureRefusal(index, amount, to: to, at: now)
    let hold = try ledger.find(Hold.self, "hld-\(index + 1)")
    let captured = try ledger.capture(hold, .token(amount), to: to)
    model.capture(index, amount, to: to, at: now)
    #expect(captured.changedAt.milliseconds == max(now, hold.changedAt.milliseconds))
    #expect(ledger.now == captured.changedAt, "the whole entry is of that time")
  }

  private func release(_ ledger: LedgerWriter) throws {
    let index = Int(pick(-1...Int64(model.holds.count) - 1))
    let now = ledger.now.milliseconds
    let isDone = index >= 0 && model.holds[index].state == .released
    wanted = isDone ? nil : index < 0 ? .notFound : model.moment(index, at: now, for: false).1
    _ = try ledger.release(ledger.find(Hold.self, "hld-\(index + 1)"))
    guard !isDone else { return }
    model.holds[index].changed = max(now, model.holds[index].changed)
    model.giveBack(index, .released)
  }

  /// Freezes, limits and caps at random, and lifts it again.
  private func change(_ ledger: LedgerWriter, _ name: String, _ amount: Int64) throws {
    var account = try ledger.findAccount(name)
    wanted = nil
    let isSet = pick(0...2) == 0
    let kind = pick(0...2)
    if kind == 0 { model[name].isFrozen = isSet }
    if kind == 1 { model[name].perDay = isSet ? amount + 2 : nil }
    if kind == 2 { model[name].ceiling = isSet ? amount + 100 : nil }
    account.isFrozen = model[name].isFrozen
    account.limits = SpendingLimits(
      perDay: model[name].perDay, asset: model[name].perDay == nil ? nil : "TOKEN")
    account.ceiling = model[name].ceiling.map { .init(asset: "TOKEN", minor: $0) }
    try ledger.update(account)
  }
}
