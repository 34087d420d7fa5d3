// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

/// What may lie behind the last whole commit, and what a writer makes of it.
@Suite("Unfinished ends of JSON ledgers")
struct TornTailTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory("a.json")
    try Store.notes(at: path).add("b")
  }

  /// The file without its bracket.
  private func body() throws -> [UInt8] { try contents(path).dropLast(JSONLines.closing.count) }

  /// The lines that a commit of `texts` adds, as they would stand in the file.
  private func lines(_ texts: [String]) throws -> [UInt8] {
    let copy = directory("copy.json")
    try put(contents(path), at: copy)
    try Store.reopen(copy).add(texts)
    let whole = try contents(copy)
    unlink(copy)
    return Array(whole[try body().count..<(whole.count - JSONLines.closing.count)])
  }

  private var torn: [String] { directory.names().filter { $0.contains("torn") } }

  @Test(arguments: [
    "", "\n", "\n]", ",", ",\n", ",\n{", "\0", "\0\0\0\0", ",\n{\"entry\":{}}", "\n]}\n",
    ",\n{\"entry\":{},\"hash\":\"00\"}", "\n]}garbage", "\n]} ", ",\n\0\0{\"entry\":",
  ])
  func readersPassOverItAndAWriterMovesItAway(_ tail: String) throws {
    let body = try body()
    try put(body + Array(tail.utf8), at: path)
    for cache in [nil, directory("cache"), directory("cache")] {
      let reader = try Store.reopen(path, options(cache: cache))
      #expect(try reader.texts() == ["first", "b"])
      #expect(reader.notices == [])
      #expect(try reader.walk { _, _ in } == nil)
    }
    #expect(try contents(path) == body + Array(tail.utf8))
    #expect(torn == [])
    let writer = try Store.reopen(path, options(cache: directory("cache")))
    try writer.begin()
    // It is mended before anything else is written.
    writer.rollback()
    #expect(try contents(path) == body + JSONLines.closing)
    let isWorthKeeping = tail.utf8.contains { !JSONLines.closing.contains($0) }
    #expect(torn == (isWorthKeeping ? ["a.json.torn-1"] : []))
    if isWorthKeeping {
      #expect(try contents(directory("a.json.torn-1")) == Array(tail.utf8))
      #expect(File.permissions(of: directory("a.json.torn-1"))?.mode == 0o600)
      #expect(
        writer.notices == [
          "an unfinished commit of \(tail.utf8.count) bytes was moved to a.json.torn-1"
        ])
    }
    try writer.add("c")
    #expect(try Store.reopen(path).texts() == ["first", "b", "c"])
    #expect(torn.count <= 1)
  }

  /// Lines of a commit whose last one never came, with and without the document's bracket.
  @Test(arguments: ["", "\n]}", "\n]", "\0\0\0"])
  func linesWithMoreAndNoLastOne(_ ending: String) throws {
    let body = try body()
    let commit = try lines(["c", "d", "e"])
    let feeds = commit.indices.filter { commit[$0] == 0x0A }
    let lastLine = commit[..<(feeds[2] - 1)]
    #expect(lastLine.suffix(13).elementsEqual(Array(",\"more\":true}".utf8)))
    try put(body + lastLine + Array(ending.utf8), at: path)
    let reader = try Store.reopen(path)
    #expect(try reader.texts() == ["first", "b"])
    #expect(reader.notices == [])
    try reader.add("next")
    #expect(try Store.reopen(path).texts() == ["first", "b", "next"])
    #expect(torn == ["a.json.torn-1"])
    #expect(try contents(directory("a.json.torn-1")) == lastLine + Array(ending.utf8))
  }

  @Test func aWholeCommitBeforeATornOneStays() throws {
    let body = try body()
    let commit = try lines(["c", "d"])
    try put(body + commit + Array(",\n{\"entry\":{\"rows\":[[\"no".utf8), at: path)
    let store = try Store.reopen(path, options(cache: directory("cache")))
    #expect(try store.texts() == ["first", "b", "c", "d"])
    try store.add("e")
    #expect(try Store.reopen(path).texts() == ["first", "b", "c", "d", "e"])
    #expect(
      try contents(directory("a.json.torn-1")) == Array(",\n{\"entry\":{\"rows\":[[\"no".utf8))
  }

  /// A valid commit behind garbage is nothing that a crash leaves.
  @Test(arguments: ["garbage", "{\"entry\":{},\"hash\":\"0\"}", "\0\0\0"])
  func garbageBeforeAWholeCommitIsAnEdit(_ garbage: String) throws {
    let body = try body()
    let commit = try lines(["c"])
    let edited = body + Array(",\n\(garbage)".utf8) + commit + JSONLines.closing
    try put(edited, at: path)
    let store = try Store.reopen(path)
    #expect(try store.texts() == ["first", "b"])
    #expect(store.notices.first?.contains("line 4") == true)
    #expect(code { try store.add("d") } == .damaged)
    #expect(try store.walk { _, _ in }?.hasPrefix("line 4:") == true)
    #expect(try contents(path) == edited)
    #expect(torn == [])
  }

  @Test func aLineLeftOutIsAnEdit() throws {
    try Store.reopen(path).add("c")
    try Store.reopen(path).add("d")
    let whole = try contents(path)
    let feeds = whole.indices.filter { whole[$0] == 0x0A }
    for line in 1..<4 {
      let edited = Array(whole[...feeds[line - 1]] + whole[(feeds[line] + 1)...])
      try put(edited, at: path)
      let store = try Store.reopen(path)
      // Line 1 is the header.
      #expect(try store.walk { _, _ in }?.hasPrefix("line \(line + 1):") == true, "\(line)")
      #expect(code { try store.add("x") } == .damaged, "\(line)")
      #expect(try contents(path) == edited)
    }
  }

  @Test func tornFilesTakeTheFirstFreeNumber() throws {
    try put([], at: directory("a.json.torn-1"))
    try put([], at: directory("a.json.torn-3"))
    for expected in [2, 4] {
      try put(body() + Array(",\nx".utf8), at: path)
      try Store.reopen(path).add("n\(expected)")
      #expect(try contents(directory("a.json.torn-\(expected)")) == Array(",\nx".utf8))
    }
    #expect(try contents(directory("a.json.torn-1")) == [])
    #expect(torn.count == 4)
  }

  /// Cuts a commit of three entries at every byte, and lets one process after another go on.
  @Test func aWriterGoesOnAfterEveryCut() throws {
    let body = try body()
    let commit = try lines(["c", "d", "e"])
    let cached = options(cache: directory("cache"))
    for length in stride(from: 0, through: commit.count, by: 3) {
      try put(body + commit[..<length], at: path)
      let isWhole = length == commit.count
      try Store.reopen(path, length % 2 == 0 ? cached : options()).add("next")
      let expected = ["first", "b"] + (isWhole ? ["c", "d", "e"] : []) + ["next"]
      #expect(try Store.reopen(path, cached).texts() == expected, "\(length)")
      #expect(try Store.reopen(path).walk { _, _ in } == nil, "\(length)")
      for name in torn { unlink(directory(name)) }
    }
  }

  /// A commit overwrites the bracket. However far it gets, and whatever the rest of its place
  /// holds, what was acknowledged before stays, and a commit is there whole or not at all.
  ///
  /// The file's length before the write is chosen so that the write begins just before, at or
  /// behind the edge of a sector or page.
  @Test(arguments: [["c"], ["c", "d"]])
  func everyPrefixOfAWriteAtEveryEdge(_ commit: [String]) throws {
    let edge = 4_096
    for shift in -3...1 {
      let padding = (edge + shift - (try body().count % edge) + edge) % edge
      try extendBody(by: padding)
      #expect((try body().count - shift) % edge == 0)
      let old = try contents(path)
      let acknowledged = try Store.reopen(path).texts()
      let added = try lines(commit) + JSONLines.closing
      let start = try body().count
      for length in 0...added.count {
        let written = old[..<start] + added[..<length]
        let behind = old.dropFirst(start + length)
        let missing = start + added.count - written.count - behind.count
        let endings = [[UInt8](behind), behind + [UInt8](repeating: 0, count: max(0, missing))]
        for ending in endings {
          try put(written + ending, at: path)
          try checkGoesOn(acknowledged, commit, "\(shift) \(length)")
        }
      }
      try put(old, at: path)
    }
  }

  /// Makes the body so many bytes longer with one more commit, where that is enough for one.
  private func extendBody(by count: Int) throws {
    let shortest = try lines([""]).count
    guard count > 0 else { return }
    let store = try Store.reopen(path)
    // No two notes have the same text.
    let name = "\(try store.texts().count)"
    let length = (count < shortest + name.count ? count + 4_096 : count) - shortest
    try store.add(name + String(repeating: "x", count: length - name.count))
  }

  private func checkGoesOn(
    _ acknowledged: [String], _ commit: [String], _ place: String
  ) throws {
    let reader = try Store.reopen(path)
    let seen = try reader.texts()
    #expect(seen == acknowledged || seen == acknowledged + commit, "\(place)")
    #expect(reader.notices == [], "\(place)")
    #expect(try reader.walk { _, _ in } == nil, "\(place)")
    try Store.reopen(path).add("next")
    #expect(try Store.reopen(path).texts() == seen + ["next"], "\(place)")
    _ = try JSON(parsing: contents(path))
    for name in torn { unlink(directory(name)) }
  }

  /// What stands behind the last entry's brace is no part of it, be it the first byte of a commit
  /// or a line feed gone bad.
  @Test(arguments: [",]}", "]}", "\0]}", "X]}", ",", "\0\0", ",\0\0\n]}", "garbage"])
  func theLastEntryCountsWhateverFollowsIt(_ rest: String) throws {
    let whole = try body() + (try lines(["c", "d"]))
    try put(whole + Array(rest.utf8), at: path)
    for cache in [nil, directory("cache"), directory("cache")] {
      let reader = try Store.reopen(path, options(cache: cache))
      #expect(try reader.texts() == ["first", "b", "c", "d"])
    }
    guard rest.last != "}" || !rest.contains("\n") else { return }
    let copy = directory("out.json")
    let source = try Store.reopen(path)
    try Store.build(.file(copy), options()) { visitor in try source.eachEntry(visitor) }
    #expect(try contents(copy) == whole + JSONLines.closing)
    try Store.reopen(path).add("e")
    #expect(try Store.reopen(path).texts() == ["first", "b", "c", "d", "e"])
  }

  @Test func nothingButTheHeader() throws {
    try put(JSONLines.header + Array("]}".utf8), at: path)
    let store = try Store.reopen(path)
    // No ledger is without its first entry: there is nothing to go on from.
    #expect(code { try store.texts() } == .damaged)
    #expect(code { try store.add("b") } == .damaged)
    #expect(try store.walk { _, _ in } == nil)
    #expect(code { try store.eachEntry { _, _, _ in } } == .damaged)
  }
}
