// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Names that became the program's own")
struct SystemAccountTests {
  static let levels = [
    "provider", "chain", "payout", "stake", "credit", "tax", "suspense", "simulated",
  ]

  @Test(arguments: levels, Location.Backend.allCases)
  func theProgramsOwn(_ level: String, _ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", with: 10)
    let name = "\(level):x"
    try books.pay(5, "a", name)
    try books.read { ledger in
      let account = try ledger.findAccount(name)
      #expect(account.isSystem)
      #expect(failure { try ledger.refuseReserved(name) }?.code == .reservedAccount)
    }
    // What stands for somebody outside may owe us without end.
    let code = failure { try books.pay(6, name, "a") }?.code
    #expect(code == (["provider", "chain"].contains(level) ? nil : .insufficientFunds))
    #expect(try books.verify() == [])
  }

  /// Opened by a user while the name was free: no mark, so replay says so as well.
  @Test(arguments: levels, Location.Backend.allCases)
  func aUsersOfAnEarlierBuild(_ level: String, _ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    let name = "\(level):acme"
    try books.open(name, with: 10)
    try books.open("a")
    #expect(failure { try books.pay(11, name, "a") }?.code == .insufficientFunds)
    try books.read { ledger in
      let account = try ledger.findAccount(name)
      #expect(!account.isSystem && !account.isTrust)
      #expect(account.floor(of: "TOKEN") == 0)
      #expect(try ledger.balance(of: account, .token).available == .token(10))
      #expect(failure { try ledger.refuseReserved(name) } == nil, "the money must not get stuck")
    }
    try books.change(name) { $0.isFrozen = true }
    #expect(failure { try books.pay(1, name, "a") }?.code == .accountFrozen)
    #expect(try books.verify() == [])
  }

  /// Nothing of an account record changes for names that have always been the program's: the
  /// hashes of ledgers stay.
  @Test func oldNamesCarryNoMark() throws {
    let books = try TestBooks()
    try books.open("a", with: 10)
    for name in ["escrow:contract:ctr-1", "hold:hld-9", "revenue:rent", "issuer:GRID", "card:c"] {
      try books.pay(1, "a", name)
      #expect(try books.read { try $0.findAccount(name).isSystem } == false, "\(name)")
    }
  }

  /// An old ledger may have them frozen or limited.
  @Test(arguments: ["escrow:contract:ctr-1", "hold:hld-9", "collateral:loan:ln-1"])
  func whatLiesInTrustGoesOn(_ name: String) throws {
    let books = try TestBooks()
    try books.open("a", with: 10)
    try books.pay(5, "a", name)
    try books.change(name) {
      $0.isFrozen = true
      $0.limits = SpendingLimits(perMinute: 1, perDay: 1, asset: "TOKEN")
    }
    try books.change("a") { $0.ceiling = .init(asset: "TOKEN", minor: 1) }
    for amount in [2, 3] as [Int64] { try books.pay(amount, name, "a") }
    #expect(try books.available("a") == 10)
    #expect(try books.verify() == [])
  }

  @Test func whatIsGivenBackPassesTheCeiling() throws {
    let books = try TestBooks()
    try books.open("a", with: 10)
    try books.change("a") { $0.ceiling = .init(asset: "TOKEN", minor: 1) }
    let back = [Posting(from: "world", to: "a", .token(5))]
    #expect(failure { try books.entry { try $0.post(back) } }?.code == .aboveCeiling)
    try books.entry { _ = try $0.post(back, givesBack: true) }
    #expect(try books.available("a") == 15)
  }
}
