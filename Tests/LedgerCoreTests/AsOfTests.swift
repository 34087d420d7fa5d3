// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Balances as of a time")
struct AsOfTests {
  private let start: Int64 = 1_767_225_600_000

  private func asOf(
    _ time: Int64, _ basis: TimeBasis, _ name: String, _ books: TestBooks
  ) throws -> [String] {
    try books.read { ledger in
      try ledger.balances(
        of: ledger.findAccount(name), asOf: Timestamp(milliseconds: time), by: basis
      ).map { "\($0.amount.asset.code) \($0.amount.minor) \($0.held.minor)" }
    }
  }

  /// A payment recorded at 10 that took effect at 5, another of both at 20.
  private func books(_ backend: Location.Backend) throws -> TestBooks {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    try books.open("b")
    books.now = start + 10
    try books.write { ledger in
      _ = try ledger.entry("test entry", effective: Timestamp(milliseconds: start + 5)) {
        try ledger.move(.token(30), from: "a", to: "b")
      }
    }
    books.now = start + 20
    try books.entry { ledger in
      try ledger.post([
        Posting(from: "a", to: "b", .token(1)),
        Posting(from: "world", to: "b", .sol(7)),
        // Of one transaction, one leg may have a time of its own.
        Posting(
          from: "a", to: "b", .token(2), effective: Timestamp(milliseconds: start + 15)),
      ])
    }
    return books
  }

  @Test(
    arguments: [
      (-1, .recorded, []), (0, .recorded, ["TOKEN 100 0"]), (9, .recorded, ["TOKEN 100 0"]),
      (10, .recorded, ["TOKEN 70 0"]), (19, .recorded, ["TOKEN 70 0"]),
      (20, .recorded, ["TOKEN 67 0"]), (1000, .recorded, ["TOKEN 67 0"]),
      (-1, .effective, []), (4, .effective, ["TOKEN 100 0"]), (5, .effective, ["TOKEN 70 0"]),
      (14, .effective, ["TOKEN 70 0"]), (15, .effective, ["TOKEN 68 0"]),
      (19, .effective, ["TOKEN 68 0"]), (20, .effective, ["TOKEN 67 0"]),
    ] as [(Int64, TimeBasis, [String])], Location.Backend.allCases)
  func bothTimes(
    _ row: (offset: Int64, basis: TimeBasis, expected: [String]), _ backend: Location.Backend
  ) throws {
    let books = try books(backend)
    #expect(try asOf(start + row.offset, row.basis, "a", books) == row.expected)
  }

  @Test func assetsAreSortedAndOnlyThoseThatMoved() throws {
    let books = try books(.sqlite)
    #expect(try asOf(start + 20, .recorded, "b", books) == ["SOL 7 0", "TOKEN 33 0"])
    #expect(try asOf(start + 19, .recorded, "b", books) == ["TOKEN 30 0"])
    #expect(try asOf(start + 20, .recorded, "world", books) == ["SOL -7 0", "TOKEN -100 0"])
  }

  /// A hold is the payer's until it is captured, and shows as held as of every instant between.
  @Test(arguments: Location.Backend.allCases)
  func holdsAreHeldAsOfThen(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    try books.open("b")
    books.now = start + 10
    try books.entry { ledger in
      _ = try ledger.openHold(
        .token(40), from: "a", to: "b", expiresAt: Timestamp(milliseconds: start + 50))
      _ = try ledger.openHold(.token(5), from: "a", to: "b")
    }
    books.now = start + 20
    try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-1"), .token(15)) }
    // Lapsed at 50, recorded at 90.
    books.now = start + 90
    try books.pay(1, "a", "b")
    let expected: [(Int64, TimeBasis, String)] = [
      (9, .recorded, "TOKEN 100 0"), (10, .recorded, "TOKEN 55 45"),
      (20, .recorded, "TOKEN 55 30"), (49, .recorded, "TOKEN 55 30"),
      (50, .recorded, "TOKEN 80 5"), (90, .recorded, "TOKEN 79 5"), (49, .effective, "TOKEN 55 30"),
      (50, .effective, "TOKEN 80 5"), (90, .effective, "TOKEN 79 5"),
    ]
    for (offset, basis, text) in expected {
      #expect(try asOf(start + offset, basis, "a", books) == [text], "\(offset) \(basis)")
    }
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func likeAListOfPostings(_ backend: Location.Backend) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Seeded(state: seed)
    let names = ["a", "b", "c"]
    let books = try TestBooks(backend)
    for name in names { try books.open(name) }
    var postings: [(from: String, to: String, amount: Int64, time: Int64, effective: Int64)] = []
    for _ in 0..<40 {
      books.now += Int64.random(in: 0...5, using: &random)
      let effective = books.now - Int64.random(in: 0...60, using: &random)
      let to = names.randomElement(using: &random) ?? "a"
      let from = (names + ["world"]).filter { $0 != to }.randomElement(using: &random) ?? "world"
      let amount = Int64.random(in: 1...9, using: &random)
      for name in names {
        try books.change(name) { $0.overdraft = .init(asset: "TOKEN", minor: 999) }
      }
      try books.write { ledger in
        _ = try ledger.entry("test entry", effective: Timestamp(milliseconds: effective)) {
          try ledger.move(.token(amount), from: from, to: to)
        }
      }
      postings.append((from, to, amount, books.now, effective))
    }
    for _ in 0..<60 {
      let time = start + Int64.random(in: -70...260, using: &random)
      let name = names.randomElement(using: &random) ?? "a"
      for basis in TimeBasis.allCases {
        let seen = postings.filter { (basis == .recorded ? $0.time : $0.effective) <= time }
        let touches = seen.contains { $0.from == name || $0.to == name }
        let sum = seen.reduce(Int64(0)) {
          $0 + ($1.to == name ? $1.amount : 0) - ($1.from == name ? $1.amount : 0)
        }
        #expect(
          try asOf(time, basis, name, books) == (touches ? ["TOKEN \(sum) 0"] : []),
          "seed \(seed) \(basis) \(time - start)")
      }
    }
    #expect(try books.verify() == [], "seed \(seed)")
  }
}
