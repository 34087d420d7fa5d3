// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import LedgerCore

@Suite("Entries as bytes")
struct EntryCodingTests {
  private static let tables = TestBooks.schema.tablesByName

  private func bytes(_ entry: Entry) -> String {
    var writer = JSONWriter()
    entry.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func parse(_ text: String) throws -> Entry {
    try Array(text.utf8).withUnsafeBufferPointer {
      try Entry(parsing: $0, tables: Self.tables, assets: AssetRegistry(nil))
    }
  }

  private func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  private func least() -> Entry {
    Entry(sequence: 2, time: time(5), actor: "me", command: "ledger credit")
  }

  @Test func theLeastThereIs() throws {
    let text = "{\"actor\":\"me\",\"command\":\"ledger credit\",\"sequence\":2,\"time\":5}"
    #expect(bytes(least()) == text)
    let read = try parse(text)
    #expect(read.postings.isEmpty)
    #expect(read.transaction == nil)
    #expect(read.idempotency == nil)
    #expect(read.details == TransactionDetails())
    #expect(read.module == "ledger")
  }

  private func full() -> Entry {
    var entry = least()
    entry.effective = time(4)
    entry.idempotency = .init(key: "k/1", arguments: "ab")
    entry.partOf = 1
    entry.transaction = 9
    entry.postings = [
      Posting(from: "a", to: "b", .token(3)),
      Posting(from: "hold:hld-1", to: "a", .sol(.max), effective: time(1)),
    ]
    entry.details = TransactionDetails(
      jobID: "j", note: "n\"\n", reason: "r", externalID: "x", reverts: 8)
    entry.rows = [
      RowChange(table: AddedAsset.table, key: "ABC", after: [2]),
      RowChange(table: Hold.table, key: 1, after: nil),
    ]
    return entry
  }

  /// Byte for byte: hashes of ledgers that exist depend on it.
  @Test func allThereIs() throws {
    let expected = [
      "{\"actor\":\"me\",\"arguments\":\"ab\",\"command\":\"ledger credit\",\"effective\":4,",
      "\"external_id\":\"x\",\"job_id\":\"j\",\"key\":\"k/1\",\"note\":\"n\\\"\\n\",\"part_of\":1,",
      "\"postings\":[{\"amount\":\"3\",\"asset\":\"TOKEN\",\"destination\":\"b\",\"source\":\"a\"},",
      "{\"amount\":\"9223372036854775807\",\"asset\":\"SOL\",\"destination\":\"a\",\"effective\":1,",
      "\"source\":\"hold:hld-1\"}],\"reason\":\"r\",\"reverts\":8,",
      "\"rows\":[[\"asset\",\"ABC\",{\"decimals\":2}],[\"hold\",1,null]],",
      "\"sequence\":2,\"time\":5,\"tx\":9}",
    ].joined()
    #expect(bytes(full()) == expected)
    // The hand-written order is the canonical one.
    #expect(try JSON(parsing: expected).canonicalText == expected)
  }

  @Test func allOfItComesBack() throws {
    let entry = full()
    let read = try parse(bytes(entry))
    #expect(read.postings == entry.postings)
    #expect(read.details == entry.details)
    #expect(read.idempotency == entry.idempotency)
    #expect(read.effective == entry.effective)
    #expect(read.partOf == entry.partOf)
    #expect(read.transaction == entry.transaction)
    #expect(read.rows.map(\.key) == entry.rows.map(\.key))
    #expect(read.rows.map(\.after) == entry.rows.map(\.after))
    #expect(bytes(read) == bytes(entry))
  }

  @Test func randomEntriesAreCanonicalAndComeBack() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Seeded(state: seed)
    let texts = ["", "a", "é\u{301}", "\"\\/", "\u{1}\u{1F}\u{7F}", "\u{1F600}", ",\"tx\":1}"]
    func text() -> String { texts.randomElement(using: &random) ?? "" }
    func perhaps<T>(_ value: T) -> T? { Bool.random(using: &random) ? value : nil }
    for _ in 0..<300 {
      var entry = Entry(
        sequence: Int64(random.next() >> 11), time: time(Int64(random.next() >> 20)),
        effective: perhaps(time(-5)), actor: text(), command: text())
      entry.idempotency = perhaps(.init(key: text(), arguments: text()))
      entry.partOf = perhaps(Int64(random.next() >> 12))
      entry.details = TransactionDetails(
        jobID: perhaps(text()), note: perhaps(text()), reason: perhaps(text()),
        externalID: perhaps(text()), reverts: perhaps(3))
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        entry.postings.append(
          Posting(
            from: text(), to: text(), .token(Int64(random.next() >> 1 | 1)),
            effective: perhaps(time(7))))
      }
      entry.transaction = perhaps(4)
      let written = bytes(entry)
      #expect(try JSON(parsing: written).canonicalText == written, "seed \(seed)")
      let read = try parse(written)
      #expect(bytes(read) == written, "seed \(seed)")
      #expect(read.postings == entry.postings, "seed \(seed)")
      #expect(read.details == entry.details, "seed \(seed)")
    }
  }

  @Test(arguments: [
    "{}", "[]", "null", "1", "{\"actor\":\"a\",\"command\":\"c\",\"sequence\":1}",
    "{\"actor\":\"a\",\"command\":\"c\",\"time\":1}", "{\"actor\":\"a\",\"sequence\":1,\"time\":1}",
    "{\"command\":\"c\",\"sequence\":1,\"time\":1}",
    "{\"actor\":5,\"command\":\"c\",\"sequence\":1,\"time\":1}",
    "{\"actor\":\"a\",\"command\":\"c\",\"sequence\":1.5,\"time\":1}",
    "{\"actor\":\"a\",\"command\":\"c\",\"sequence\":1,\"time\":99999999999999999999}",
  ])
  func whatIsNoEntry(_ text: String) {
    #expect(failure { try parse(text) }?.code == .damaged)
  }

  @Test(arguments: [
    "\"postings\":[{}]", "\"postings\":[5]",
    "\"postings\":[{\"amount\":\"1\",\"asset\":\"SOL\",\"destination\":\"b\"}]",
    "\"postings\":[{\"amount\":\"1\",\"asset\":\"SOL\",\"source\":\"b\"}]",
    "\"postings\":[{\"amount\":\"1\",\"destination\":\"a\",\"source\":\"b\"}]",
    "\"postings\":[{\"amount\":\"0\",\"asset\":\"SOL\",\"destination\":\"a\",\"source\":\"b\"}]",
    "\"postings\":[{\"amount\":\"-1\",\"asset\":\"SOL\",\"destination\":\"a\",\"source\":\"b\"}]",
    "\"postings\":[{\"amount\":\"1.5\",\"asset\":\"SOL\",\"destination\":\"a\",\"source\":\"b\"}]",
    "\"rows\":[[]]", "\"rows\":[5]", "\"rows\":[[\"nothing\",1,null]]",
    "\"rows\":[[\"hold\",\"one\",null]]", "\"rows\":[[\"account\",1,{\"strange\":1}]]",
  ])
  func aPartThatIsUnreadable(_ part: String) {
    let text = "{\"actor\":\"a\",\"command\":\"c\",\(part),\"sequence\":7,\"time\":1}"
    let failure = failure { try parse(text) }
    #expect(failure?.code == .damaged)
    #expect(failure?.message.hasPrefix("entry 7: ") == true)
  }

  @Test func anAssetNobodyKnows() {
    let posting = "{\"amount\":\"1\",\"asset\":\"QQ\",\"destination\":\"a\",\"source\":\"b\"}"
    let text =
      "{\"actor\":\"a\",\"command\":\"c\",\"postings\":[\(posting)],\"sequence\":7,\"time\":1}"
    #expect(failure { try parse(text) }?.code == .unknownAsset)
    // An asset that the same entry adds can be used in it.
    let added =
      "{\"actor\":\"a\",\"command\":\"c\",\"postings\":[\(posting)],"
      + "\"rows\":[[\"asset\",\"QQ\",{\"decimals\":2}]],\"sequence\":7,\"time\":1}"
    #expect((try? parse(added))?.postings.first?.amount.asset.decimals == 2)
  }

  /// What a later version adds to an entry does not keep this one from reading it.
  @Test func unknownMembersAreLeftAlone() throws {
    let text =
      "{\"actor\":\"a\",\"command\":\"c d\",\"future\":{\"x\":[1]},\"sequence\":1,\"time\":1}"
    #expect(try parse(text).command == "c d")
  }

  @Test func theFirstEntryOfALedger() {
    let genesis = Genesis(publicKey: "KEY", createdAt: time(1_767_225_600_000))
    #expect(
      String(decoding: genesis.firstEntry(actor: "me"), as: UTF8.self)
        == "{\"actor\":\"me\",\"command\":\"ledger init\",\"rows\":[[\"genesis\",1,"
        + "{\"created_at\":1767225600000,\"public_key\":\"KEY\"}]],\"sequence\":1,"
        + "\"time\":1767225600000}")
  }

  // MARK: Records

  private func again<R: Record>(_ record: R) throws -> R {
    var writer = JSONWriter()
    RowChange(table: R.table, key: record.key, after: record.values).write(to: &writer)
    let change = try #require(RowChange(JSON(parsing: writer.bytes), tables: Self.tables))
    return try R(try #require(change.row))
  }

  @Test func anAccountComesBack() throws {
    var account = Account(id: 3, name: "a:b", createdAt: time(9))
    #expect(try again(account) == account)
    account.identity = .flagged
    account.isFrozen = true
    account.overdraft = .init(asset: "SOL", minor: .max)
    account.ceiling = .init(asset: "TOKEN", minor: 0)
    account.limits = SpendingLimits(perMinute: 1, perDay: 2, perMonth: 3, asset: "SOL")
    account.metadata = [.init(key: "a", value: "é\"\n"), .init(key: "b", value: "")]
    #expect(try again(account) == account)
    for identity in Account.Identity.allCases {
      account.identity = identity
      #expect(try again(account).identity == identity)
    }
  }

  @Test(arguments: Hold.State.allCases)
  func aHoldComesBack(_ state: Hold.State) throws {
    var hold = Hold(
      id: 7, payer: "a", destination: nil, amount: .sol(5), createdAt: time(1), expiresAt: nil)
    #expect(hold.account == "hold:hld-7")
    #expect(try again(hold) == hold)
    hold = Hold(
      id: 7, payer: "a", destination: "b", amount: .sol(5), createdAt: time(1), expiresAt: time(2))
    hold.state = state
    hold.remaining = 2
    hold.changedAt = time(3)
    #expect(try again(hold) == hold)
    #expect(hold.state(at: time(1)) == state)
    #expect(hold.state(at: time(2)) == (state == .open ? .expired : state))
  }

  @Test(arguments: [("SOL", 9), ("A1", 0), ("R_2026", 3)])
  func anAssetComesBack(_ code: String, _ decimals: Int) throws {
    let asset = try Asset(code: code, decimals: decimals)
    #expect(try again(AddedAsset(asset)).asset == asset)
  }

  @Test func aCheckpointComesBack() throws {
    let made = Checkpoint(id: 2, head: Head(sequence: 5, hash: "ab"), time: time(6))
    let read = try again(made)
    #expect(read.displayID == "chk-2")
    #expect(read.head == made.head)
    #expect(read.time == made.time)
  }
}
