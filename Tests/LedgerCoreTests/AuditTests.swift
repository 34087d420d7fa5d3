// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Signing
import Store
import Testing

@testable import LedgerCore

/// A journal whose chain is sound says nothing about what stands in it: whoever writes the file can
/// hash it too.
@Suite("A sound chain of broken rules")
struct AuditTests {
  private func books(_ backend: Location.Backend) throws -> TestBooks {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 100)
    try books.entry { _ = try $0.openHold(.token(7), from: "a", to: "b") }
    return books
  }

  /// Appends an entry that nobody has checked, with its proper hash.
  private func forge(_ text: String, _ books: TestBooks) throws {
    try books.store.begin()
    let head = try books.store.database.head()
    let members = text.isEmpty ? "" : ",\(text)"
    let tail = "\"sequence\":\(head.sequence + 1),\"time\":\(books.now)"
    let entry = "{\"actor\":\"x\",\"command\":\"x y\"\(members),\(tail)}"
    try Array(entry.utf8).withUnsafeBytes {
      try books.store.append($0, head: head.following($0))
    }
    try books.store.commit()
  }

  private static func posting(_ from: String, _ to: String, _ amount: String = "5") -> String {
    """
    "postings":[{"amount":"\(amount)","asset":"TOKEN","destination":"\(to)","source":"\(from)"}]
    """
  }

  struct Forgery: Sendable {
    let entry: String
    let audit: String
    let words: String
  }

  static let forgeries: [Forgery] = [
    Forgery(
      entry: posting("a", "nobody") + ",\"tx\":4", audit: "replay", words: "does not exist"),
    Forgery(entry: posting("a", "b") + ",\"tx\":5", audit: "replay", words: "out of order"),
    Forgery(entry: posting("a", "b") + ",\"tx\":3", audit: "replay", words: "out of order"),
    Forgery(entry: posting("a", "b"), audit: "replay", words: "does not exist"),
    Forgery(entry: posting("a", "b", "-5") + ",\"tx\":4", audit: "replay", words: "unreadable"),
    Forgery(entry: posting("a", "b", "0") + ",\"tx\":4", audit: "replay", words: "unreadable"),
    Forgery(
      entry: posting("world", "b", "9223372036854775807") + ",\"tx\":4", audit: "replay",
      words: "64 bits"),
    Forgery(entry: "\"rows\":[[\"strange\",1,null]]", audit: "replay", words: "unreadable"),
    Forgery(entry: "\"rows\":[[\"account\",1,{}]]", audit: "replay", words: "account"),
    Forgery(
      entry: "\"rows\":[[\"hold\",1,{\"asset\":\"TOKEN\"}]]", audit: "replay", words: "NULL"),
    Forgery(
      entry: posting("a", "b", "500") + ",\"tx\":4", audit: "floors", words: "a is at -407"),
    Forgery(
      entry: posting("hold:hld-1", "b", "3") + ",\"tx\":4", audit: "holds",
      words: "hld-1 says 7 is left, its account has 4"),
    Forgery(
      entry: posting("b", "hold:hld-1", "3") + ",\"tx\":4", audit: "holds",
      words: "hld-1 says 7 is left, its account has 10"),
    Forgery(
      entry: posting("hold:hld-1", "b", "9") + ",\"tx\":4", audit: "floors",
      words: "hold:hld-1 is at -2"),
    Forgery(entry: "\"rows\":[[\"hold\",1,null]]", audit: "", words: ""),
  ]

  @Test(arguments: forgeries, Location.Backend.allCases)
  func isFound(_ forgery: Forgery, _ backend: Location.Backend) throws {
    let books = try books(backend)
    #expect(try books.verify() == [])
    try forge(forgery.entry, books)
    let findings = try books.verify().filter {
      // SQLite's tables were not brought up to what was appended behind their back.
      !$0.hasPrefix("tables: ")
    }
    if forgery.audit.isEmpty {
      #expect(findings == [])
    } else {
      #expect(findings.contains { $0.hasPrefix("\(forgery.audit): ") }, "\(findings)")
      #expect(findings.contains { $0.contains(forgery.words) }, "\(findings)")
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func anEntryThatSaysAnotherNumber(_ backend: Location.Backend) throws {
    let books = try books(backend)
    try books.store.begin()
    let entry = "{\"actor\":\"x\",\"command\":\"x y\",\"sequence\":9,\"time\":1}"
    try Array(entry.utf8).withUnsafeBytes {
      try books.store.append($0, head: books.store.database.head().following($0))
    }
    try books.store.commit()
    #expect(try books.verify().first == "replay: entry 5: entry 5 says it is number 9")
  }

  @Test func theJSONBackendRefusesToReadIt() throws {
    let books = try books(.json)
    try forge(Self.posting("a", "nobody") + ",\"tx\":4", books)
    let store = try Store.open(books.location, options)
    let failure = failure { try store.read { try $0.head() } }
    #expect(failure?.code == .damaged)
    #expect(failure?.message.contains("line 6") == true)
  }

  private var options: Store.Options {
    let tables = TestBooks.schema.tablesByName
    return Store.Options(
      schema: TestBooks.schema, lockTimeout: 0, cacheDirectory: nil,
      replay: { try Replayer($0, tables: tables) })
  }

  /// Cards may go below zero by a force-post, accounts by their overdraft, and some without bound.
  @Test(arguments: [
    ("world", true), ("issuer:GRID", true), ("fx:clearing", true), ("card:crd-1", true),
    ("fx:spread", false), ("pool:prizes", false), ("treasury", false),
    ("escrow:order:ord-1", false),
    ("revenue:rent", false), ("b", false), ("poor", true),
  ])
  func whoMayBeBelowZero(_ name: String, _ isAllowed: Bool) throws {
    let books = try books(.sqlite)
    try books.open("poor")
    try books.change("poor") { $0.overdraft = .init(asset: "TOKEN", minor: 200) }
    try books.open("rich")
    for system in [
      "card:crd-1", "fx:spread", "pool:prizes", "treasury", "escrow:order:ord-1",
      "revenue:rent", "issuer:GRID", "fx:clearing",
    ] {
      try books.pay(1, "world", system)
      try books.pay(1, system, "world")
    }
    let tx = try books.read { try $0.rows("SELECT max(tx) FROM posting")[0][0].integer ?? 0 }
    try forge(Self.posting(name, "rich", "150") + ",\"tx\":\(tx + 1)", books)
    let floors = try books.verify().filter { $0.hasPrefix("floors: ") }
    #expect(floors.isEmpty == isAllowed, "\(floors)")
  }

  @Test func theReportCountsWhatItSaw() throws {
    let books = try books(.json)
    var heads: [Head] = []
    let report = try books.store.inspect {
      try Verifier(books.store, audits: [], now: Timestamp(milliseconds: books.now)).run {
        heads.append($0)
      }
    }
    #expect(report.findings == [])
    #expect(report.transactions == 3)
    #expect(report.head == (try books.read { try $0.head() }))
    #expect(heads.map(\.sequence) == [1, 2, 3, 4])
    #expect(heads.last == report.head)
  }

  /// A damaged SQLite file and a damaged JSON file are told of, and the audits still run on what
  /// stands before the break.
  @Test func auditsSeeWhatStandsBeforeABreak() throws {
    let books = try books(.sqlite)
    try books.store.database.execute(
      "UPDATE journal SET entry = replace(entry, '\"7\"', '\"8\"') WHERE sequence = 4")
    let seen = Audit("accounts") { ledger in
      try ledger.all(Account.self, "ORDER BY id").map(\.name)
    }
    let report = try Verifier(books.store, audits: [seen], now: Timestamp(milliseconds: 0)).run()
    #expect(report.head.sequence == 3)
    #expect(
      report.findings.map { "\($0.audit): \($0.message)" } == [
        "chain: entry 4: its hash does not fit the chain", "accounts: a", "accounts: world",
        "accounts: b",
      ])
  }
}
