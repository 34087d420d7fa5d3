// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Names of accounts")
struct AccountNameTests {
  @Test(arguments: [
    "a", "A", "0", "alice", "users:alice", "a:b:c:d", "a.b", "a_b", "a@b.c", "a/b", "a-b", "-", ".",
    "@", "/", "_", "a:-:b", "world", "WORLD", String(repeating: "a", count: 128),
    String(repeating: "a:", count: 63) + "aa",
  ])
  func good(_ name: String) throws { try AccountName.check(name) }

  @Test(arguments: [
    "", ":", ":a", "a:", "a::b", "::", " ", "a b", " a", "a ", "a\n", "a\0", "a+b", "a*b", "a#b",
    "a,b", "a;b", "a'b", "a\"b", "a\\b", "a=b", "a~b", "a!b", "a%b", "a&b", "(a)", "[a]", "é",
    "a\u{301}", "\u{FEFF}a", "ａ", "😀", String(repeating: "a", count: 129),
    String(repeating: "a:", count: 64) + "a",
  ])
  func bad(_ name: String) throws {
    let failure = failure { try AccountName.check(name) }
    #expect(failure?.code == .badName)
    #expect(failure?.hint?.contains("128") == true)
  }

  /// Every byte there is, alone and in the middle.
  @Test func exactlyTheseCharacters() {
    let good = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@/-".utf8)
    for byte in UInt8(0)...127 {
      let character = String(decoding: [byte], as: UTF8.self)
      let isGood = failure { try AccountName.check("a" + character + "b") } == nil
      #expect(isGood == (good.contains(byte) || character == ":"), "\(byte)")
    }
  }

  struct Kind: Sendable {
    let name: String
    var isReserved = false
    var isSystem = false
    var isUnbounded = false
  }

  static let kinds: [Kind] = [
    Kind(name: "alice"), Kind(name: "users:alice"),
    Kind(name: "world", isSystem: true, isUnbounded: true), Kind(name: "treasury", isSystem: true),
    Kind(name: "issuer:GRID", isReserved: true, isSystem: true, isUnbounded: true),
    Kind(name: "escrow:contract:ctr-1", isReserved: true, isSystem: true),
    Kind(name: "escrow:order:ord-1", isReserved: true, isSystem: true),
    Kind(name: "hold:hld-1", isReserved: true, isSystem: true),
    Kind(name: "collateral:loan:ln-1", isReserved: true, isSystem: true),
    Kind(name: "card:crd-1", isReserved: true, isSystem: true),
    Kind(name: "fx:clearing", isReserved: true, isSystem: true, isUnbounded: true),
    Kind(name: "fx:spread", isReserved: true, isSystem: true),
    Kind(name: "rail:abc", isSystem: true), Kind(name: "revenue:rent", isSystem: true),
    Kind(name: "fees:fx", isSystem: true), Kind(name: "pool:rewards", isSystem: true),
    Kind(name: "provider:visa", isReserved: true, isSystem: true),
    Kind(name: "chain:solana", isReserved: true, isSystem: true),
    Kind(name: "payout:pyt-1", isReserved: true, isSystem: true),
    Kind(name: "stake:stk-1", isReserved: true, isSystem: true),
    Kind(name: "credit:ada", isReserved: true, isSystem: true),
    Kind(name: "tax:ZA", isReserved: true, isSystem: true),
    Kind(name: "suspense:x", isReserved: true, isSystem: true),
    Kind(name: "simulated:x", isReserved: true, isSystem: true),
    Kind(name: "provider"), Kind(name: "taxes:ZA"), Kind(name: "my:chain:solana"),
    // A word alone, or one that only begins like it, is a name as any other.
    Kind(name: "hold"), Kind(name: "escrow"), Kind(name: "issuer"), Kind(name: "fx"),
    Kind(name: "card"), Kind(name: "pool"), Kind(name: "holds:1"), Kind(name: "issuers:GRID"),
    Kind(name: "Hold:hld-1"), Kind(name: "ISSUER:GRID"), Kind(name: "my:hold:hld-1"),
    Kind(name: "worlds"), Kind(name: "world:a"), Kind(name: "treasury:a"),
    Kind(name: "fx:clearings", isReserved: true, isSystem: true),
    Kind(name: "fx-clearing"), Kind(name: "a:fx:clearing"),
  ]

  @Test(arguments: kinds)
  func whatEachIs(_ kind: Kind) throws {
    #expect(AccountName.isReserved(kind.name) == kind.isReserved)
    #expect(AccountName.isSystem(kind.name) == kind.isSystem)
    #expect(AccountName.isUnbounded(kind.name) == kind.isUnbounded)
    let refusal = failure { try AccountName.refuseReserved(kind.name) }
    #expect(refusal?.code == (kind.isReserved ? .reservedAccount : nil))
    #expect(refusal?.details["account"] == (kind.isReserved ? kind.name : nil))
    let account = Account(id: 1, name: kind.name, createdAt: Timestamp(milliseconds: 0))
    #expect(account.floor(of: "SOL") == (kind.isUnbounded ? nil : 0))
  }

  /// Every name of the kernel is a good one.
  @Test(arguments: kinds)
  func allOfThemCanBeOpened(_ kind: Kind) throws { try AccountName.check(kind.name) }

  @Test(arguments: kinds)
  func onlyTheProgramsOwnComeIntoBeing(_ kind: Kind) throws {
    let books = try TestBooks()
    let refusal = failure { try books.pay(1, "world", kind.name) }
    if kind.name == "world" {
      #expect(refusal?.code == .badValue)
    } else {
      #expect(refusal?.code == (kind.isSystem ? nil : .notFound))
    }
    #expect(
      try books.read { try $0.account(named: kind.name) } != nil || !kind.isSystem
        || kind.name == "world")
    #expect(try books.verify() == [])
  }
}
