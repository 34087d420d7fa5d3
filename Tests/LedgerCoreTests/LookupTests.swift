// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Finding transactions and records")
struct LookupTests {
  private func books() throws -> TestBooks {
    let books = try TestBooks()
    try books.open("a", "b", with: 100)
    try books.open("c")
    try books.entry {
      try $0.move(.token(1), from: "a", to: "b", TransactionDetails(jobID: "j", externalID: "x-1"))
    }
    try books.entry { try $0.move(.token(2), from: "b", to: "c", TransactionDetails(jobID: "j")) }
    try books.entry { try $0.move(.token(3), from: "a", to: "c", TransactionDetails(reverts: 3)) }
    try books.entry { ledger in
      try ledger.post([
        Posting(from: "a", to: "b", .token(4)), Posting(from: "b", to: "c", .token(4)),
      ])
    }
    return books
  }

  @Test(
    arguments: [
      (nil, nil, [6, 5, 4, 3, 2, 1]), ("a", nil, [6, 5, 3, 1]), ("b", nil, [6, 4, 3, 2]),
      ("c", nil, [6, 5, 4]), ("world", nil, [2, 1]), (nil, "j", [4, 3]), ("a", "j", [3]),
      ("c", "j", [4]), (nil, "other", []), ("world", "j", []),
    ] as [(String?, String?, [Int64])])
  func newestFirst(_ account: String?, _ job: String?, _ expected: [Int64]) throws {
    let books = try books()
    try books.read { (ledger) throws in
      let account = try account.map(ledger.findAccount)
      for limit in [100, 2, 1] {
        var found: [Int64] = []
        try ledger.eachTransaction(account: account, jobID: job) {
          found.append($0.transaction ?? 0)
          return found.count < limit
        }
        #expect(found == Array(expected.prefix(limit)))
      }
    }
  }

  @Test func byReference() throws {
    try books().read { (ledger) throws in
      #expect(try ledger.transactions(.job, "j") == [3, 4])
      #expect(try ledger.transactions(.external, "x-1") == [3])
      #expect(try ledger.transactions(.reverts, "3") == [5])
      #expect(try ledger.transactions(.job, "x-1") == [])
      #expect(try ledger.transactions(.reverts, "4") == [])
    }
  }

  @Test func theEntryOfATransaction() throws {
    try books().read { (ledger) throws in
      #expect(try ledger.entry(ofTransaction: 6).postings.count == 2)
      #expect(try ledger.entry(ofTransaction: 3).details.externalID == "x-1")
      for number in [0, -1, 7] as [Int64] {
        let failure = failure { try ledger.entry(ofTransaction: number) }
        #expect(failure?.code == .notFound)
        #expect(failure?.details["id"] == "tx-\(number)")
      }
    }
  }

  @Test(
    arguments: [
      ("tx-1", 1), ("tx-9223372036854775807", .max), ("tx-0", nil), ("tx--1", nil), ("tx-", nil),
      ("1", nil), ("TX-1", nil), ("tx-1.5", nil), ("tx-9223372036854775808", nil), ("tx-1 ", nil),
      ("", nil), ("hld-1", nil),
    ] as [(String, Int64?)])
  func numbersOfTransactions(_ text: String, _ number: Int64?) {
    #expect((try? Transaction.number(text)) == number)
    let failure = failure { try Transaction.number(text) }
    #expect(failure?.code == (number == nil ? .notFound : nil))
  }

  @Test(arguments: ["hld-2", "hld-0", "hld-01", "1", "", "tx-1", "hld-1x"])
  func recordsThatAreNotThere(_ id: String) throws {
    let books = try books()
    try books.entry { _ = try $0.openHold(.token(1), from: "a") }
    try books.read { (ledger) throws in
      #expect(try ledger.find(Hold.self, "hld-1").payer == "a")
      let failure = failure { try ledger.find(Hold.self, id) }
      #expect(failure?.code == .notFound)
      #expect(failure?.details["id"] == id)
      #expect(failure?.message.hasSuffix("ids look like hld-1") == true)
    }
  }

  @Test func accountsThatAreNotThere() throws {
    try books().read { (ledger) throws in
      #expect(failure { try ledger.findAccount("nobody") }?.details["account"] == "nobody")
      #expect(failure { try ledger.findAccount("no body") }?.code == .badName)
      #expect(try ledger.account(named: "no body") == nil)
      #expect(try ledger.account(named: "A") == nil, "names are their bytes")
    }
  }

  @Test func assetsThatAreNotThere() throws {
    let books = try books()
    try books.entry { try $0.insert(AddedAsset(try Asset(code: "ABC", decimals: 4))) }
    try books.read { (ledger) throws in
      #expect(try ledger.assets.find("ABC").decimals == 4)
      #expect(try ledger.assets.find("SOL").decimals == 9)
      for code in ["abc", "ABCD", "", "sol"] {
        #expect(failure { try ledger.assets.find(code) }?.code == .unknownAsset)
      }
    }
    #expect(failure { try AssetRegistry(nil).find("ABC") }?.code == .unknownAsset)
  }
}
