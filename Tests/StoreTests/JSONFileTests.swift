// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("JSON ledger files")
struct JSONFileTests {
  private static let zeros = String(repeating: "0", count: 64)

  /// A line as the format says, made without the code under test.
  private func line(_ rows: String, after previous: inout String, more: Bool = false) -> String {
    let entry = "{\"rows\":[\(rows)]}"
    previous = Array(entry.utf8).withUnsafeBytes {
      Head(sequence: 0, hash: previous).following($0).hash
    }
    return "{\"entry\":\(entry),\"hash\":\"\(previous)\"\(more ? ",\"more\":true" : "")}"
  }

  @Test func theFormatByteForByte() throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory("a.json"))
    try store.add("b")
    try store.add("c", "d", "e")
    var hash = Self.zeros
    let expected = [
      "{\"format\":\"si64-ledger\",\"version\":1,\"entries\":[",
      line("[\"note\",1,{\"rank\":7,\"text\":\"first\"}]", after: &hash) + ",",
      line("[\"note\",2,{\"rank\":7,\"text\":\"b\"}]", after: &hash) + ",",
      line("[\"note\",3,{\"rank\":7,\"text\":\"c\"}]", after: &hash, more: true) + ",",
      line("[\"note\",4,{\"rank\":7,\"text\":\"d\"}]", after: &hash, more: true) + ",",
      line("[\"note\",5,{\"rank\":7,\"text\":\"e\"}]", after: &hash),
      "]}",
    ].joined(separator: "\n")
    #expect(String(decoding: try contents(directory("a.json")), as: UTF8.self) == expected)
    let document = try JSON(parsing: contents(directory("a.json")))
    #expect(document["entries"]?.array?.count == 5)
  }

  @Test func modeIsPrivate() throws {
    let directory = try TemporaryDirectory()
    _ = try Store.notes(at: directory("a.json"))
    _ = try Store.notes(at: directory("a.db"))
    for name in ["a.json", "a.db"] {
      var status = stat()
      #expect(stat(directory(name), &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  /// Cuts the last commit off at every byte; the ledger must open, and a writer must mend it.
  @Test(arguments: [["b"], ["b", "c", "d"]], [0, 1, 7])
  func everyTruncation(_ last: [String], _ nuls: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    let store = try Store.notes(at: path)
    try store.add("a")
    let before = try contents(path)
    try store.add(last)
    let whole = try contents(path)
    let start = before.count - JSONLines.closing.count
    let end = whole.count - JSONLines.closing.count
    for length in start..<whole.count {
      let tail = Array(whole[start..<length]) + [UInt8](repeating: 0, count: nuls)
      try put(Array(whole[..<length]) + [UInt8](repeating: 0, count: nuls), at: path)
      // Without its bracket, a whole last line still counts.
      let isWhole = length >= end
      let expected = ["first", "a"] + (isWhole ? last : [])
      let opened = try Store.reopen(path, options(cache: length % 2 == 0 ? directory("c") : nil))
      #expect(try opened.texts() == expected, "\(length)")
      #expect(opened.notices == [], "\(length)")
      #expect(try contents(path).count == length + nuls, "reading writes nothing")
      #expect(try opened.walk { _, _ in } == nil)
      try opened.add("next")
      #expect(try Store.reopen(path).texts() == expected + ["next"], "\(length)")
      #expect(try opened.walk { _, _ in } == nil)
      let torn = directory.names().filter { $0.hasPrefix("a.json.torn-") }
      let lost = isWhole ? Array(tail[(end - start)...]) : tail
      if lost.allSatisfy({ "\n]}".utf8.contains($0) }) {
        #expect(torn == [], "\(length)")
        #expect(opened.notices == [], "\(length)")
      } else {
        #expect(torn == ["a.json.torn-1"], "\(length)")
        #expect(opened.notices.count == 1)
        #expect(opened.notices.first?.contains("a.json.torn-1") == true)
        #expect(try contents(directory("a.json.torn-1")) == lost, "\(length)")
        unlink(directory("a.json.torn-1"))
      }
      _ = try JSON(parsing: contents(path))
    }
  }

  @Test func tornFilesAreNumbered() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    _ = try Store.notes(at: path)
    for number in 1...3 {
      let bytes = try contents(path)
      try put(bytes.dropLast(3) + Array(",\n{\"entry\":".utf8), at: path)
      try Store.reopen(path).add("n\(number)")
      #expect(directory.names().contains("a.json.torn-\(number)"))
    }
  }

  @Test func anEditedByteMakesTheLedgerReadOnly() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    let cached = options(cache: directory("cache"))
    let store = try Store.notes(at: path, cached)
    try store.add("b")
    try store.add("c", "d")
    try store.add("e")
    let whole = try contents(path)
    let lineStarts = [0] + whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    let lastLine = lineStarts[lineStarts.count - 2]
    for place in lineStarts[1]..<lastLine where whole[place] != 0x0A {
      var edited = whole
      edited[place] = whole[place] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
      // A line's own comma may be edited to anything without a word being lost.
      if whole[place] == UInt8(ascii: ","), whole[place + 1] == 0x0A { continue }
      usleep(20)
      try put(edited, at: path)
      let line = lineStarts.lastIndex { $0 <= place }.map { $0 + 1 } ?? 0
      let opened = try Store.reopen(path, place % 5 == 0 ? cached : options())
      if place % 5 == 0 { touch(path, place) }
      if line == 2 {
        #expect(code { try opened.texts() } == .damaged, "\(place)")
      } else {
        let texts = try opened.texts()
        #expect(["first", "b", "c", "d", "e"].starts(with: texts), "\(place)")
        #expect(texts.count <= line - 2, "\(place)")
      }
      #expect(opened.notices.first?.contains("line \(line):") == true, "\(place) \(opened.notices)")
      let failure = #expect(throws: Failure.self) { try opened.add("x") }
      #expect(failure?.code == .damaged)
      #expect(failure?.exitStatus == 65)
      #expect(try opened.walk { _, _ in }?.hasPrefix("line \(line):") == true)
      #expect(try contents(path) == edited)
    }
    #expect(directory.names().filter { $0.contains("torn") } == [])
  }

  /// Gives the file another time, as an editor would some ms later.
  private func touch(_ path: String, _ salt: Int) {
    var times = [
      timespec(tv_sec: 1_600_000_000 + salt, tv_nsec: 0),
      timespec(tv_sec: 1_600_000_000 + salt, tv_nsec: 0),
    ]
    utimensat(AT_FDCWD, path, &times, 0)
  }

  @Test(arguments: [
    ("{\"format\":\"si64-ledger\",\"version\":2,\"entries\":[\n]}", ErrorCode.newerVersion),
    ("{\"format\":\"si64-ledger\",\"version\":10}", .damaged),
    ("{\"format\":\"si64-ledger\",\"version\":10,", .newerVersion),
    ("{\"format\":\"si64-ledger\",\"version\":0,\"entries\":[\n]}", .damaged),
    ("{\"format\":\"other\",\"version\":1,\"entries\":[\n]}", .damaged),
    ("[]", .damaged), ("\n", .damaged),
  ])
  func headers(_ text: String, _ expected: ErrorCode) throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    try put(Array(text.utf8), at: path)
    let failure = #expect(throws: Failure.self) { try Store.reopen(path) }
    #expect(failure?.code == expected)
    #expect(failure?.exitStatus == 65)
    #expect(try contents(path) == Array(text.utf8))
  }

  /// What git or an editor did to it is said, with the way back.
  @Test func aFileWithConvertedLineEnds() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    _ = try Store.notes(at: path)
    let good = try contents(path)
    try put(good.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, at: path)
    for body in [
      { _ = try Store.reopen(path) }, { try JournalDocument.eachEntry(of: path) { _, _, _ in } },
    ] {
      let failure = #expect(throws: Failure.self) { try body() }
      #expect(failure?.code == .damaged)
      #expect(failure?.message.contains("CRLF") == true)
      #expect(failure?.hint?.contains("tr -d") == true)
    }
    try put(contents(path).filter { $0 != 0x0D }, at: path)
    #expect(try contents(path) == good)
    _ = try Store.reopen(path)
  }

  @Test func aForgedEntryIsDamageToo() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    _ = try Store.notes(at: path)
    var hash = Self.zeros
    _ = line("[\"note\",1,{\"rank\":7,\"text\":\"first\"}]", after: &hash)
    let forged = line("[\"strange\",1,null]", after: &hash)
    try put(contents(path).dropLast(3) + Array(",\n\(forged)\n]}".utf8), at: path)
    let failure = #expect(throws: Failure.self) { _ = try Store.reopen(path).texts() }
    #expect(failure?.code == .damaged)
    #expect(failure?.message.contains("line 3") == true)
  }

  @Test func longCommitsGoOutInPiecesAndCanStillBeUndone() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    let store = try Store.notes(at: path, options(cache: directory("cache")))
    try store.add("b")
    let before = try contents(path)
    let long = String(repeating: "x", count: 100_000)
    try store.begin()
    for number in 0..<25 { try store.append("\(number)\(long)") }
    #expect(try contents(path).count > before.count + 1_000_000)
    // Another process sees the last commit, and nothing else.
    let other = try Store.reopen(path)
    #expect(try other.texts() == ["first", "b"])
    #expect(other.notices == [])
    #expect(try other.walk { _, _ in } == nil)
    store.rollback()
    #expect(try contents(path) == before)
    try store.add("c")
    #expect(try Store.reopen(path).texts() == ["first", "b", "c"])
  }

  /// More than a piece is written, then all of it undone by a savepoint: the bracket must come
  /// back.
  @Test func aLongLineUndoneLeavesTheFileWhole() throws {
    let directory = try TemporaryDirectory()
    let path = directory("a.json")
    let store = try Store.notes(at: path)
    let before = try contents(path)
    let long = String(repeating: "x", count: 1_200_000)
    try store.begin()
    let savepoint = try store.savepoint("line")
    try store.append(long)
    try store.rollback(to: savepoint)
    try store.commit()
    #expect(try contents(path) == before)
    try store.begin()
    try store.append("short")
    let second = try store.savepoint("line")
    try store.append("1" + long)
    try store.append("2" + long)
    try store.rollback(to: second)
    try store.append("short too")
    try store.commit()
    #expect(try Store.reopen(path).texts() == ["first", "short", "short too"])
    #expect(try store.walk { _, _ in } == nil)
    _ = try JSON(parsing: contents(path))
  }

  @Test func aLinkLeadsToTheLedger() throws {
    let directory = try TemporaryDirectory()
    _ = try Store.notes(at: directory("a.json"))
    #expect(symlink(directory("a.json"), directory("link.json")) == 0)
    try Store.reopen(directory("link.json"), options(cache: directory("cache"))).add("b")
    #expect(
      try Store.reopen(directory("a.json"), options(cache: directory("cache"))).texts() == [
        "first", "b",
      ])
    #expect(namesIn(directory("cache")).filter { $0.hasSuffix(".sqlite") }.count == 1)
    #expect(code { try Store.notes(at: directory("link.json")) } == .exists)
    #expect(symlink(directory("nowhere"), directory("dangling.json")) == 0)
    #expect(code { try Store.notes(at: directory("dangling.json")) } == .exists)
  }
}
