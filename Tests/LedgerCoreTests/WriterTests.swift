// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Writing entries")
struct WriterTests {
  private func head(_ books: TestBooks) throws -> Head { try books.read { try $0.head() } }

  private func lastEntry(_ books: TestBooks) throws -> Entry {
    try books.read { try #require(try $0.entry($0.head().sequence)) }
  }

  @Test(arguments: Location.Backend.allCases)
  func anEntrySaysWhoDidWhatWhen(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 10)
    books.now += 5
    let effective = Timestamp(milliseconds: 77)
    try books.write { ledger in
      let (value, entry) = try ledger.entry("test pay", effective: effective) {
        try ledger.move(.token(3), from: "a", to: "b", TransactionDetails(note: "n"))
      }
      #expect(value == 3)
      #expect(entry?.transaction == 3)
    }
    let entry = try lastEntry(books)
    #expect(entry.sequence == 4)
    #expect(entry.actor == "tester")
    #expect(entry.command == "test pay")
    #expect(entry.module == "test")
    #expect(entry.time.milliseconds == books.now)
    #expect(entry.effective == effective)
    #expect(entry.details.note == "n")
    #expect(entry.rows.isEmpty, "balances follow from the postings")
    #expect(try books.read { try $0.entry(5)?.sequence } == nil)
    #expect(try books.read { try $0.entry(0)?.sequence } == nil)
  }

  @Test(arguments: Location.Backend.allCases)
  func nothingWrittenIsNoEntry(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    let before = try head(books)
    try books.write { ledger in
      let none = try ledger.entry("test nothing", idempotency: .init(key: "k", arguments: "a")) {
        try ledger.account(named: "nobody") == nil
      }
      #expect(none.value)
      #expect(none.entry?.sequence == nil)
    }
    #expect(try head(books) == before)
    // Only what wrote an entry binds a key.
    #expect(try books.read { try $0.entry(forKey: "k")?.sequence } == nil)
  }

  @Test(arguments: Location.Backend.allCases)
  func aRecordChangedTwiceIsInTheEntryOnce(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.entry { ledger in
      var account = Account(id: 1, name: "a", createdAt: ledger.now)
      try ledger.createAccount(account)
      account.isFrozen = true
      try ledger.update(account)
      account.identity = .verified
      try ledger.update(account)
    }
    let entry = try lastEntry(books)
    #expect(entry.rows.count == 1)
    let account = try #require(try entry.last(Account.self))
    #expect(account.isFrozen)
    #expect(account.identity == .verified)
    #expect(try entry.last(Hold.self) == nil)
    #expect(try books.read { try $0.findAccount("a") } == account)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func aDeletionIsWrittenDown(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    let asset = AddedAsset(try Asset(code: "ABC", decimals: 2))
    try books.entry { try $0.insert(asset) }
    #expect(failure { try books.entry { try $0.insert(asset) } }?.code == .exists)
    try books.entry { try $0.delete(asset) }
    let entry = try lastEntry(books)
    #expect(entry.rows.map(\.key) == ["ABC"])
    #expect(entry.rows.first?.after == nil)
    #expect(try books.read { try $0.all(AddedAsset.self).count } == 0)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func idsGoOnAndARollbackFreesThem(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", with: 100)
    for _ in 0..<2 {
      let refused = failure {
        try books.entry { ledger in
          let hold = try ledger.openHold(.token(1), from: "a")
          #expect(hold.displayID == "hld-1")
          #expect(try ledger.nextID(Hold.self) == 2)
          #expect(try ledger.nextID(Hold.self) == 3)
          throw Failure(.refused, "no")
        }
      }
      #expect(refused?.code == .refused)
    }
    let ids = try books.entry { ledger in
      try (0..<3).map { _ in try ledger.openHold(.token(1), from: "a").displayID }
    }
    #expect(ids == ["hld-1", "hld-2", "hld-3"])
    #expect(try lastEntry(books).transaction == 2)
    #expect(try books.verify() == [])
  }

  /// A dry run goes the same way, shows the same, and leaves nothing.
  @Test(arguments: Location.Backend.allCases)
  func whatIsUndoneShowsItsResult(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 100)
    let before = try head(books)
    try books.write { ledger in
      for _ in 0..<2 {
        let (number, available) = try ledger.undoing {
          try ledger.entry("test entry") {
            let number = try ledger.move(.token(60), from: "a", to: "b")
            let asset = Asset.token
            return (number, try ledger.balance(of: ledger.findAccount("a"), asset).amount.minor)
          }.value
        }
        #expect(number == 3)
        #expect(available == 40)
      }
      #expect(
        failure { try ledger.undoing { throw Failure(.refused, "no") } as Void }?.code == .refused)
    }
    #expect(try head(books) == before)
    #expect(try books.available("a") == 100)
    try books.pay(60, "a", "b")
    #expect(try lastEntry(books).transaction == 3)
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func aBadLineLeavesTheGoodOnes(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 100)
    try books.write { ledger in
      for amount in [10, 500, 20, -1, 30] as [Int64] {
        let refused = failure {
          try ledger.undoingFailure {
            try ledger.entry("test entry") {
              try ledger.insert(AddedAsset(try Asset(code: "X\(abs(amount))", decimals: 0)))
              try ledger.move(.token(amount), from: "a", to: "b")
            }
          }
        }
        let expected: ErrorCode? =
          amount == 500 ? .insufficientFunds : amount < 0 ? .badAmount : nil
        #expect(refused?.code == expected)
        // Assets of undone lines are unknown again, those of kept ones stay.
        let isKnown = failure { try ledger.assets.find("X\(abs(amount))") } == nil
        #expect(isKnown == (expected == nil))
      }
    }
    #expect(try books.available("b") == 160)
    #expect(
      try books.read { try $0.all(AddedAsset.self, "ORDER BY code").map(\.asset.code) }
        == ["X10", "X20", "X30"])
    #expect(try head(books).sequence == 6)
    #expect(try books.verify() == [])
  }

  /// Reads inside a write see what it has written, balances kept in memory included.
  @Test(arguments: Location.Backend.allCases)
  func readsSeeWhatWasWrittenSoFar(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 100)
    try books.write { ledger in
      _ = try ledger.entry("test entry") { try ledger.move(.token(30), from: "a", to: "b") }
      let account = try ledger.findAccount("a")
      #expect(try ledger.balance(of: account, .token).amount.minor == 70)
      #expect(try ledger.balances(of: account).map(\.amount.minor) == [70])
      #expect(
        try ledger.rows("SELECT amount FROM balance WHERE account = ?", [.integer(account.id)])
          == [[70]])
      var seen: [Int64] = []
      try ledger.eachTransaction(account: account, jobID: nil) {
        seen.append($0.transaction ?? 0)
        return true
      }
      #expect(seen == [3, 1])
      #expect(try ledger.head().sequence == 4)
    }
  }

  @Test func severalCommandsWithTheirOwnClockAndActor() throws {
    let books = try TestBooks()
    try books.open("a", "b", with: 100)
    let start = books.now
    try books.write { ledger in
      for (offset, actor) in [(10, "x"), (20, "y"), (5, "z")] as [(Int64, String)] {
        ledger.move(
          to: Instant(Timestamp(milliseconds: start + offset), isGiven: true), actor: actor)
        _ = try ledger.entry("test entry") { try ledger.move(.token(1), from: "a", to: "b") }
      }
    }
    let entries = try books.read { ledger in try (4...6).map { try #require(try ledger.entry($0)) }
    }
    #expect(entries.map(\.actor) == ["x", "y", "z"])
    #expect(entries.map { $0.time.milliseconds - start } == [10, 20, 5])
    #expect(try books.verify() == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func partsOfACommandAreFoundTogether(_ backend: Location.Backend) throws {
    let books = try TestBooks(backend)
    try books.open("a", "b", with: 100)
    let key = Entry.Idempotency(key: "k", arguments: "x")
    try books.write { ledger in
      var first: Int64?
      for amount in 1...3 as ClosedRange<Int64> {
        let entry = try ledger.entry("test run", idempotency: key, partOf: first) {
          try ledger.move(.token(amount), from: "a", to: "b")
        }.entry
        if first == nil { first = entry?.sequence }
      }
      _ = try ledger.entry("test other") { try ledger.move(.token(9), from: "a", to: "b") }
    }
    try books.read { (ledger) throws in
      let first = try #require(try ledger.entry(forKey: "k"))
      #expect(first.sequence == 4)
      #expect(first.idempotency == key)
      #expect(first.partOf == nil)
      let all = try ledger.entries(ofCommand: first)
      #expect(all.map(\.sequence) == [4, 5, 6])
      #expect(all.map(\.partOf) == [nil, 4, 4])
      let alone = try #require(try ledger.entry(7))
      #expect(try ledger.entries(ofCommand: alone).map(\.sequence) == [7])
    }
    // A key can be bound once; who asks first is told, and this is the last wall.
    let again = failure {
      try books.write { ledger in
        _ = try ledger.entry("test run", idempotency: key) {
          try ledger.move(.token(1), from: "a", to: "b")
        }
      }
    }
    #expect(again?.code == .exists)
    #expect(try books.verify() == [])
  }
}
