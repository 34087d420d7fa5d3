// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Journal documents, copies and rebuilds")
struct JournalDocumentTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private struct Link: Equatable {
    let entry: String
    let head: Head
    let hasMore: Bool
  }

  private func links(_ source: (JournalVisitor) throws -> Void) throws -> [Link] {
    var links: [Link] = []
    try source { entry, head, hasMore in
      links.append(
        Link(entry: String(decoding: entry, as: UTF8.self), head: head, hasMore: hasMore))
    }
    return links
  }

  /// A JSON ledger with commits of one and of three entries.
  private func document() throws -> String {
    let store = try Store.notes(at: directory("a.json"))
    try store.add("b")
    try store.add("c", "d", "e")
    try store.add("f")
    return directory("a.json")
  }

  @Test func everyEntryWithItsPlaceAndCommit() throws {
    let path = try document()
    let found = try links { try JournalDocument.eachEntry(of: path, $0) }
    #expect(found.map(\.head.sequence) == [1, 2, 3, 4, 5, 6])
    #expect(found.map(\.hasMore) == [false, false, true, true, false, false])
    #expect(found[1].entry == "{\"rows\":[[\"note\",2,{\"rank\":7,\"text\":\"b\"}]]}")
    #expect(try found.last?.head == Store.reopen(path).read { try $0.head() })
    #expect(try links { try Store.reopen(path).eachEntry($0) } == found)
  }

  @Test func whatIsWrittenIsTheSameFile() throws {
    let path = try document()
    let store = try Store.reopen(path)
    try JournalDocument.write(directory("copy.json")) { try store.eachEntry($0) }
    #expect(try contents(directory("copy.json")) == contents(path))
    #expect(File.permissions(of: directory("copy.json"))?.mode == 0o600)
  }

  /// More than fits the buffer, so that it is written in pieces.
  @Test func aLongDocument() throws {
    let store = try Store.notes(at: directory("a.json"))
    let long = String(repeating: "x", count: 400_000)
    try store.add((0..<9).map { "\($0)\(long)" })
    try JournalDocument.write(directory("copy.json")) { try store.eachEntry($0) }
    let isSame = try contents(directory("copy.json")) == contents(directory("a.json"))
    #expect(isSame)
  }

  /// A backup is whole: unlike a ledger in use, no end of it may be missing.
  @Test func everyCutIsDamage() throws {
    let path = try document()
    let whole = try contents(path)
    for length in stride(from: 0, to: whole.count, by: 3) {
      try put(Array(whole[..<length]), at: path)
      #expect(code { try JournalDocument.eachEntry(of: path) { _, _, _ in } } == .damaged)
    }
    for ending in ["\n", " ", "\0", "x", "\n]}"] {
      try put(whole + Array(ending.utf8), at: path)
      let result = code { try JournalDocument.eachEntry(of: path) { _, _, _ in } }
      #expect(result == (ending == "\n" ? nil : .damaged), "\(ending.debugDescription)")
    }
  }

  @Test func theLineIsNamed() throws {
    let path = try document()
    let whole = try contents(path)
    let starts = [0] + whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    for line in 2...7 {
      var edited = whole
      let place = starts[line - 1] + 14
      edited[place] = edited[place] == 0x78 ? 0x79 : 0x78
      try put(edited, at: path)
      let failure = #expect(throws: Failure.self) {
        try JournalDocument.eachEntry(of: path) { _, _, _ in }
      }
      #expect(failure?.code == .damaged)
      #expect(failure?.details["line"] == String(line))
      #expect(failure?.message.hasPrefix("\(path) line \(line): ") == true)
    }
  }

  @Test(arguments: [
    ("", ErrorCode.damaged), ("{}", .damaged), ("[]", .damaged),
    ("{\"format\":\"si64-ledger\",\"version\":9,\"entries\":[\n]}", .newerVersion),
    ("{\"format\":\"si64-ledger\",\"version\":1,\"entries\":[\n]}", .damaged),
  ])
  func whatIsNoDocument(_ text: String, _ expected: ErrorCode) throws {
    try put(Array(text.utf8), at: directory("x.json"))
    #expect(
      code { try JournalDocument.eachEntry(of: directory("x.json")) { _, _, _ in } } == expected)
    #expect(
      code { try JournalDocument.eachEntry(of: directory("none")) { _, _, _ in } } == .notFound)
  }

  @Test func aVisitorThatThrowsEndsTheWalkAndLeavesNoFile() throws {
    let path = try document()
    var seen = 0
    let source: (JournalVisitor) throws -> Void = { visit in
      try JournalDocument.eachEntry(of: path) { entry, head, hasMore in
        seen += 1
        if seen == 3 { throw Failure(.refused, "enough") }
        try visit(entry, head, hasMore)
      }
    }
    #expect(code { try JournalDocument.write(directory("copy.json"), from: source) } == .refused)
    #expect(seen == 3)
    for name in ["copy.json", "copy.db"] {
      seen = 0
      #expect(code { try Store.build(.file(directory(name)), options(), from: source) } == .refused)
    }
    #expect(directory.names() == ["a.json"])
  }

  @Test(arguments: ["a.db", "a.json"], ["copy.db", "copy.json"])
  func aBuiltLedgerIsTheSame(_ from: String, _ to: String) throws {
    let store = try Store.notes(at: directory(from))
    try store.add("b")
    try store.add("c", "d")
    try Store.build(.file(directory(to)), options()) { try store.eachEntry($0) }
    let copy = try Store.reopen(directory(to))
    #expect(try copy.texts() == ["first", "b", "c", "d"])
    #expect(try copy.read { try $0.head() } == store.read { try $0.head() })
    #expect(try copy.walk { _, _ in } == nil)
    #expect(
      try links { try copy.eachEntry($0) }.map(\.entry)
        == links { try store.eachEntry($0) }.map(\.entry))
    // And it goes on as any other.
    try copy.add("e")
    try store.add("e")
    #expect(try copy.read { try $0.head() } == store.read { try $0.head() })
    #expect(
      code { try Store.build(.file(directory(to)), options()) { try store.eachEntry($0) } }
        == .exists)
  }

  /// SQLite knows no commits: there the entries say which command they are part of.
  @Test func partsOfACommandAreOneCommit() throws {
    let store = try Store.notes(at: directory("a.db"))
    let entries = [
      "{\"n\":2}", "{\"n\":3,\"part_of\":2,\"z\":0}", "{\"n\":4,\"part_of\":2,\"z\":0}",
      "{\"n\":5,\"note\":\",\\\"part_of\\\":4\"}", "{\"n\":6,\"part_of\":5,\"z\":0}",
    ]
    try store.begin()
    for entry in entries {
      try Array(entry.utf8).withUnsafeBytes {
        try store.append($0, head: store.database.head().following($0))
      }
    }
    try store.commit()
    let found = try links { try store.eachEntry($0) }
    #expect(found.dropFirst().map(\.entry) == entries)
    #expect(found.map(\.hasMore) == [false, true, true, false, true, false])
  }

  @Test(arguments: [
    "UPDATE journal SET entry = entry || ' ' WHERE sequence = 2",
    "UPDATE journal SET hash = replace(hash, 'a', 'b') WHERE sequence = 2",
    "UPDATE journal SET sequence = 20 WHERE sequence = 2",
    "DELETE FROM journal WHERE sequence = 1",
  ])
  func aBrokenChainIsNotCopied(_ sql: String) throws {
    let edited = try Store.notes(at: directory("a.db"))
    try edited.add("b")
    try edited.database.execute(sql)
    let store = try Store.reopen(directory("a.db"))
    #expect(code { try store.eachEntry { _, _, _ in } } == .damaged)
    #expect(
      code { try Store.build(.file(directory("b.json")), options()) { try store.eachEntry($0) } }
        == .damaged)
    #expect(!directory.names().contains { $0.hasPrefix("b.json") })
  }

  @Test func whatAWriterIsAtDoesNotComeAlong() throws {
    let store = try Store.notes(at: directory("a.json"))
    let other = try Store.reopen(directory("a.json"))
    try store.begin()
    for number in 0..<3 { try store.append("\(number)" + String(repeating: "x", count: 600_000)) }
    #expect(try contents(directory("a.json")).count > 1_000_000)
    #expect(try links { try other.eachEntry($0) }.count == 1)
    store.rollback()
    #expect(try links { try other.eachEntry($0) }.count == 1)
  }

  @Test(arguments: ["a.db", "a.json"])
  func compactingLosesNothing(_ name: String) throws {
    let store = try Store.notes(at: directory(name))
    try store.add((0..<200).map { "\($0)" + String(repeating: "x", count: 500) })
    let head = try store.read { try $0.head() }
    let texts = try store.texts()
    try store.compact()
    #expect(try Store.reopen(directory(name)).texts() == texts)
    #expect(try store.read { try $0.head() } == head)
    #expect(try store.walk { _, _ in } == nil)
  }
}
