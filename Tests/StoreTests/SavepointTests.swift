// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Savepoints")
struct SavepointTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: ["a.db", "a.json"])
  func oneInsideAnother(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    try store.begin()
    let outer = try store.savepoint("outer")
    try store.append("a")
    let inner = try store.savepoint("inner")
    try store.append("b")
    try store.rollback(to: inner)
    #expect(try store.texts() == ["first", "a"])
    let second = try store.savepoint("inner")
    try store.append("c")
    try store.release(second)
    #expect(try store.texts() == ["first", "a", "c"])
    try store.rollback(to: outer)
    #expect(try store.texts() == ["first"])
    try store.append("d")
    try store.commit()
    #expect(try Store.reopen(directory(name)).texts() == ["first", "d"])
    #expect(try store.walk { _, _ in } == nil)
  }

  /// What is released inside goes with what is undone outside.
  @Test(arguments: ["a.db", "a.json"])
  func theOuterOneDecides(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    try store.begin()
    try store.append("a")
    let outer = try store.savepoint("outer")
    try store.release(store.savepoint("inner"))
    try store.append("b")
    try store.rollback(to: outer)
    try store.commit()
    #expect(try Store.reopen(directory(name)).texts() == ["first", "a"])
  }

  @Test(arguments: ["a.db", "a.json"])
  func allUndoneIsNothingWritten(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    let before = name == "a.json" ? try contents(directory(name)) : []
    try store.begin()
    let savepoint = try store.savepoint("whole")
    try store.append("a")
    try store.rollback(to: savepoint)
    try store.commit()
    #expect(try store.read { try $0.head().sequence } == 1)
    if name == "a.json" { #expect(try contents(directory(name)) == before) }
  }

  @Test(arguments: ["a.db", "a.json"])
  func numbersAndHashesAreFreeAgain(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    try store.begin()
    let head = try store.database.head()
    let savepoint = try store.savepoint("line")
    try store.append("a")
    #expect(try store.database.head() != head)
    try store.rollback(to: savepoint)
    #expect(try store.database.head() == head)
    #expect(try store.database.nextID(Note.table) == 2)
    try store.append("b")
    try store.commit()
    // As if the first attempt had never been.
    let other = try Store.notes(at: directory("other-\(name)"))
    try other.add("b")
    #expect(try store.read { try $0.head() } == other.read { try $0.head() })
  }

  @Test(arguments: ["a.db", "a.json"])
  func aSavepointIsForgottenOnceUsed(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    try store.begin()
    let savepoint = try store.savepoint("once")
    try store.release(savepoint)
    #expect(code { try store.rollback(to: savepoint) } == .internalError)
    #expect(code { try store.release(savepoint) } == .internalError)
    store.rollback()
  }

  /// Random appends, marks, undoings, releases and ends, done to both backends and to a stack of
  /// lists.
  @Test func likeAStackOfLists() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let stores = try ["a.db", "a.json"].map {
      try Store.notes(at: directory($0), options(cache: directory("cache")))
    }
    var committed = ["first"]
    var number = 0
    for round in 0..<20 {
      for store in stores { try store.begin() }
      var texts = committed
      var marks: [(texts: [String], savepoints: [Store.Savepoint])] = []
      for _ in 0..<Int.random(in: 0...14, using: &random) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<4:
          number += 1
          // Some are longer than what is kept in memory before it is written.
          let isLong = Int.random(in: 0..<12, using: &random) == 0
          let text = "\(number)" + String(repeating: "x", count: isLong ? 600_000 : number % 50)
          for store in stores { try store.append(text) }
          texts.append(text)
        case 4, 5:
          let savepoints = try stores.map { try $0.savepoint("s\(marks.count)") }
          marks.append((texts, savepoints))
        case 6:
          guard !marks.isEmpty else { continue }
          let back = Int.random(in: 0..<marks.count, using: &random)
          texts = marks[back].texts
          for (store, savepoint) in zip(stores, marks[back].savepoints) {
            try store.rollback(to: savepoint)
          }
          marks.removeSubrange(back...)
        default:
          guard let mark = marks.popLast() else { continue }
          for (store, savepoint) in zip(stores, mark.savepoints) { try store.release(savepoint) }
        }
        let isSame = try stores.allSatisfy { try $0.texts() == texts }
        #expect(isSame, "seed \(seed) round \(round)")
      }
      let isKept = Int.random(in: 0..<4, using: &random) > 0
      for store in stores { if isKept { try store.commit() } else { store.rollback() } }
      if isKept { committed = texts }
    }
    let heads = try stores.map { try $0.read { try $0.head() } }
    #expect(heads[0] == heads[1], "seed \(seed)")
    for (store, name) in zip(stores, ["a.db", "a.json"]) {
      let isSame = try Store.reopen(directory(name)).texts() == committed
      #expect(isSame, "seed \(seed) \(name)")
      #expect(try store.walk { _, _ in } == nil, "seed \(seed) \(name)")
    }
    _ = try JSON(parsing: contents(directory("a.json")))
  }
}
