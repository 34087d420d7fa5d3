// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("What verify finds")
struct TamperingTests {
  private func books() throws -> TestBooks {
    let books = try TestBooks()
    try books.open("a", "b", with: 100)
    try books.entry { ledger in
      try ledger.move(.token(5), from: "a", to: "b", TransactionDetails(jobID: "j"))
    }
    try books.write { ledger in
      _ = try ledger.entry(
        "test entry", idempotency: .init(key: "k", arguments: "f00")
      ) {
        try ledger.openHold(.token(7), from: "a", to: "b")
      }
    }
    try books.entry { try $0.insert(AddedAsset(Asset(code: "ABC", decimals: 2))) }
    return books
  }

  @Test(arguments: [
    "UPDATE balance SET amount = amount + 1 WHERE account = 1",
    "DELETE FROM balance WHERE amount > 0",
    "INSERT INTO balance VALUES (99, 'TOKEN', 5)",
    "UPDATE posting SET amount = amount + 1 WHERE tx = 1",
    "UPDATE posting SET time = time - 1 WHERE tx = 3",
    "DELETE FROM posting WHERE tx = 2",
    "UPDATE reference SET value = 'other'",
    "DELETE FROM reference",
    "UPDATE idempotency SET arguments = 'other'",
    "DELETE FROM idempotency",
    "UPDATE account SET frozen = 1 WHERE name = 'a'",
    "UPDATE account SET overdraft = 5, overdraft_asset = 'TOKEN' WHERE name = 'a'",
    "UPDATE hold SET remaining = 6", "UPDATE hold SET state = 'released'", "DELETE FROM hold",
    "UPDATE asset SET decimals = 3", "DELETE FROM asset",
    "UPDATE genesis SET public_key = 'mine'",
    "INSERT INTO checkpoint VALUES (1, 1, 'x', 1)",
    "UPDATE journal SET entry = replace(entry, 'tester', 'tamper') WHERE sequence = 3",
    "UPDATE journal SET hash = 'x' WHERE sequence = 1",
    "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)",
    "DELETE FROM journal", "DROP TABLE reference",
  ])
  func everyTable(_ sql: String) throws {
    let books = try books()
    #expect(try books.verify() == [])
    try books.store.database.execute(sql)
    #expect(try books.verify() != [])
  }

  @Test func allOfIt() throws {
    let books = try books()
    try books.store.database.execute("UPDATE balance SET amount = amount + 1 WHERE account = 1")
    try books.store.database.execute("UPDATE hold SET remaining = 6")
    try books.store.database.execute("UPDATE account SET frozen = 1 WHERE name = 'a'")
    try books.store.database.execute("DELETE FROM idempotency")
    let findings = try books.verify().joined(separator: "\n")
    for table in ["balance", "hold", "account", "idempotency"] {
      #expect(findings.contains("tables: \(table) "), "\(findings)")
    }
  }

  @Test func auditsAllRunThoughOneFails() throws {
    let books = try books()
    let audits = [
      Audit("first") { _ in throw Failure(.damaged, "cannot look") },
      Audit("second") { _ in ["one", "two"] },
      Audit("third") { _ in [] },
    ]
    let report = try Verifier(books.store, audits: audits, now: Timestamp(milliseconds: 0)).run()
    #expect(
      report.findings.map { "\($0.audit): \($0.message)" } == [
        "first: cannot look", "second: one", "second: two",
      ])
  }

  @Test(arguments: Location.Backend.allCases)
  func savepointsRollBackExactlyTheBadOne(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    try books.open("b")
    try books.write { ledger in
      for amount in [1, 1000, 2, 0, 3] as [Int64] {
        try? ledger.undoingFailure {
          _ = try ledger.entry("test entry") {
            try ledger.createAccount(
              Account(id: ledger.nextID(Account.self), name: "n\(amount)", createdAt: ledger.now))
            try ledger.move(.token(amount), from: "a", to: "n\(amount)")
          }
        }
      }
    }
    #expect(try books.available("a") == 94)
    let accounts = try books.read { try $0.all(Account.self, "ORDER BY id") }
    #expect(accounts.map(\.id) == Array(1...Int64(accounts.count)))
    #expect(accounts.map(\.name).suffix(3) == ["n1", "n2", "n3"])
    let transactions = try books.read { try $0.rows("SELECT DISTINCT tx FROM posting ORDER BY tx") }
    #expect(transactions.map { $0[0].integer } == [1, 2, 3, 4])
    #expect(try books.verify() == [])
  }

  @Test func bothBackendsHaveOneChain() throws {
    let heads = try Location.Backend.allCases.map { backend in
      let books = try TestBooks(backend)
      try books.open("a", "b", with: 100)
      for amount in 1...20 { try books.pay(Int64(amount % 5 + 1), "a", "b") }
      return try books.read { try $0.head() }
    }
    #expect(heads[0] == heads[1])
  }
}
