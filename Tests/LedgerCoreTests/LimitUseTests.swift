// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("What limits count")
struct LimitUseTests {
  private static let day: Int64 = 86_400_000

  private func books(
    _ backend: Location.Backend = .sqlite, _ limits: SpendingLimits? = nil
  ) throws -> TestBooks {
    let books = try TestBooks(backend)
    try books.open("a", with: 1000)
    try books.open("b", with: 1000)
    // Noon, so that there is time on both sides.
    books.now += Self.day / 2
    let limits = limits ?? SpendingLimits(perDay: 40, perMonth: 100, asset: "TOKEN")
    try books.change("a") { $0.limits = limits }
    return books
  }

  private func use(_ books: TestBooks) throws -> [Int128] {
    let use = try books.read { try $0.limitUse(of: $0.findAccount("a")) }
    return [use.day, use.month]
  }

  private func payable(_ books: TestBooks) throws -> Int64 {
    try books.read { try $0.payable(by: "a", .token) }
  }

  @Test(arguments: Location.Backend.allCases)
  func windowsHaveTwoEnds(_ backend: Location.Backend) throws {
    let books = try books(backend)
    let now = books.now
    books.now = now + 400 * Self.day
    try books.pay(40, "a", "b")
    books.now = now
    #expect(try use(books) == [0, 0])
    #expect(try payable(books) == 40)
    try books.pay(40, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
    books.now += Self.day
    #expect(try payable(books) == 40)
    #expect(try use(books) == [0, 40])
  }

  @Test func aMinuteHasTwoEnds() throws {
    let books = try books(.sqlite, SpendingLimits(perMinute: 1))
    books.now += 120_000
    try books.pay(1, "a", "b")
    books.now -= 120_000
    try books.pay(1, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
  }

  @Test(arguments: Location.Backend.allCases)
  func aReleasedHoldGivesBack(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try books.entry { _ = try $0.openHold(.token(40), from: "a", to: "b") }
    #expect(try payable(books) == 0)
    try books.entry { _ = try $0.capture($0.find(Hold.self, "hld-1"), .token(15)) }
    #expect(try use(books) == [40, 40])
    try books.entry { _ = try $0.release($0.find(Hold.self, "hld-1")) }
    #expect(try use(books) == [15, 15])
    try books.pay(25, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
  }

  /// Before and after somebody records it.
  @Test(arguments: Location.Backend.allCases)
  func aLapsedHoldGivesBack(_ backend: Location.Backend) throws {
    let books = try books(backend)
    let expiry = Timestamp(milliseconds: books.now + 1000)
    try books.entry { _ = try $0.openHold(.token(30), from: "a", to: "b", expiresAt: expiry) }
    books.now += 999
    #expect(try use(books) == [30, 30])
    books.now += 1
    #expect(try use(books) == [0, 0])
    #expect(try payable(books) == 40)
    try books.entry { _ = try $0.lapse($0.find(Hold.self, "hld-1")) }
    #expect(try use(books) == [0, 0])
    try books.pay(40, "a", "b")
    #expect(try use(books) == [40, 40])
    #expect(try books.verify() == [])
  }

  /// What was spent yesterday and comes back today gives nothing of today back.
  @Test func eachDayGetsItsOwnBack() throws {
    let books = try books()
    try books.entry { _ = try $0.openHold(.token(30), from: "a", to: "b") }
    books.now += Self.day
    try books.pay(35, "a", "b")
    try books.entry { _ = try $0.release($0.find(Hold.self, "hld-1")) }
    #expect(try use(books) == [35, 35])
    #expect(failure { try books.pay(6, "a", "b") }?.code == .limitExceeded)
  }

  /// Of a rental that was paid in parts, what was paid last comes back first.
  @Test(arguments: [0, 5, 10, 35, 40] as [Int64])
  func aRefundGivesBack(_ refund: Int64) throws {
    let books = try books()
    let escrow = "escrow:contract:ctr-1"
    try books.pay(30, "a", escrow)
    books.now += Self.day
    try books.pay(10, "a", escrow)
    if refund > 0 { try books.pay(refund, escrow, "a") }
    #expect(try use(books) == [10 - min(10, Int128(refund)), 40 - Int128(refund)])
    // As of yesterday, with what has come back since.
    books.now -= Self.day
    #expect(try use(books)[0] == 30 - max(0, Int128(refund) - 10))
  }

  @Test(arguments: Location.Backend.allCases)
  func aRevertGivesBack(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try books.pay(30, "a", "b")
    let number = try books.read { try $0.rows("SELECT max(tx) FROM posting")[0][0].integer ?? 0 }
    let revert = { (amount: Int64) in
      _ = try books.entry {
        try $0.post(
          [Posting(from: "b", to: "a", .token(amount))], TransactionDetails(reverts: number))
      }
    }
    try revert(10)
    #expect(try use(books) == [20, 20])
    try revert(20)
    #expect(try use(books) == [0, 0])
    try books.pay(40, "a", "b")
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
    // Money that simply comes in is no return.
    try books.pay(40, "b", "a")
    #expect(try use(books) == [40, 40])
  }

  @Test func paymentsBeyond64BitsADay() throws {
    let books = try books(.sqlite, SpendingLimits(perDay: .max, asset: "TOKEN"))
    try books.change("a") { $0.limits = SpendingLimits() }
    let most = Int64.max - 2000
    for _ in 0..<2 {
      try books.pay(most, "world", "a")
      try books.pay(most, "a", "world")
    }
    try books.change("a") { $0.limits = SpendingLimits(perDay: .max, asset: "TOKEN") }
    #expect(try use(books)[0] == 2 * Int128(most))
    #expect(failure { try books.pay(1, "a", "b") }?.code == .limitExceeded)
  }
}
