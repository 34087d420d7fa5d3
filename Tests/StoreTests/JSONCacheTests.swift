// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Caches of JSON ledgers")
struct JSONCacheTests {
  private let directory: TemporaryDirectory
  private let path: String
  private let cached: Store.Options

  init() throws {
    directory = try TemporaryDirectory()
    path = directory("a.json")
    cached = options(cache: directory("cache"))
    try Store.notes(at: path, cached).add("b")
  }

  private func texts() throws -> [String] {
    let store = try Store.reopen(path, cached)
    let texts = try store.texts()
    #expect(store.notices == [])
    return texts
  }

  private var cacheFile: String {
    let names = namesIn(directory("cache")).filter { $0.hasSuffix(".sqlite") }
    return directory("cache/\(names.first ?? "none")")
  }

  @Test func deleted() throws {
    removeTree(directory("cache"))
    #expect(try texts() == ["first", "b"])
    try Store.reopen(path, cached).add("c")
    #expect(try texts() == ["first", "b", "c"])
  }

  @Test func deletedUnderAnOpenStore() throws {
    let store = try Store.reopen(path, cached)
    #expect(try store.texts() == ["first", "b"])
    removeTree(directory("cache"))
    try? store.add("c")
    let expected = try Store.reopen(path).texts()
    #expect(try texts() == expected)
    try Store.reopen(path, cached).add("d")
    #expect(try texts() == expected + ["d"])
  }

  @Test(arguments: [0, 1, 15, 100, 4096, 5000, 9000])
  func cutShort(_ length: Int) throws {
    let bytes = try contents(cacheFile)
    unlink(cacheFile + "-wal")
    try put(Array(bytes.prefix(length)), at: cacheFile)
    #expect(try texts() == ["first", "b"])
    try Store.reopen(path, cached).add("c")
    #expect(try texts() == ["first", "b", "c"])
  }

  @Test(arguments: 0..<20)
  func garbage(_ page: Int) throws {
    var bytes = try contents(cacheFile)
    unlink(cacheFile + "-wal")
    let start = page * 4096
    guard start < bytes.count else { return }
    for place in start..<min(start + 4096, bytes.count) { bytes[place] = UInt8(place % 251) }
    try put(bytes, at: cacheFile)
    // At worst the first command says so, and the next one works.
    for _ in 0..<2 { _ = try? Store.reopen(path, cached).texts() }
    #expect(try texts() == ["first", "b"])
    for _ in 0..<2 where try !texts().contains("c") {
      try? Store.reopen(path, cached).add("c")
    }
    #expect(try Store.reopen(path).texts() == ["first", "b", "c"])
    #expect(try texts() == ["first", "b", "c"])
  }

  @Test func notADatabase() throws {
    try put(Array(repeating: 0x41, count: 10_000), at: cacheFile)
    #expect(try texts() == ["first", "b"])
  }

  @Test func aDirectoryInItsPlace() throws {
    let file = cacheFile
    for ending in ["", "-wal", "-shm"] { unlink(file + ending) }
    mkdir(file, 0o700)
    #expect(try texts() == ["first", "b"])
    try Store.reopen(path, cached).add("c")
    #expect(try texts() == ["first", "b", "c"])
  }

  @Test func ofAnotherLedger() throws {
    let other = directory("other.json")
    let store = try Store.notes(at: other, options(cache: directory("cache2")))
    for number in 0..<9 { try store.add("o\(number)") }
    let names = namesIn(directory("cache2")).filter { $0.hasSuffix(".sqlite") }
    let foreign = try contents(directory("cache2/\(names[0])"))
    let file = cacheFile
    for ending in ["-wal", "-shm"] { unlink(file + ending) }
    try put(foreign, at: file)
    #expect(try texts() == ["first", "b"])
  }

  @Test func afterAnotherProgramAppended() throws {
    #expect(try texts() == ["first", "b"])
    try Store.reopen(path, options(cache: directory("elsewhere"))).add("c")
    #expect(try texts() == ["first", "b", "c"])
    try Store.reopen(path).add("d", "e")
    try Store.reopen(path, cached).add("f")
    #expect(try Store.reopen(path).texts() == ["first", "b", "c", "d", "e", "f"])
  }

  /// As `git checkout` does: another file under the same name.
  @Test(arguments: [true, false])
  func afterAnOlderFileCameBack(_ inPlace: Bool) throws {
    let old = try contents(path)
    let store = try Store.reopen(path, cached)
    try store.add("c")
    try store.add("d")
    if inPlace {
      try put(old, at: path)
    } else {
      try File.replace(path, with: old)
    }
    // Who has it open is told once.
    #expect(code { try store.texts() } == .conflict)
    #expect(try store.texts() == ["first", "b"])
    try store.add("other")
    #expect(try texts() == ["first", "b", "other"])
    #expect(try Store.reopen(path).texts() == ["first", "b", "other"])
  }

  @Test func afterALongerFileOfAnotherHistoryCameInPlace() throws {
    let base = try contents(path)
    let store = try Store.reopen(path, cached)
    try store.add("mine")
    let fork = directory("fork.json")
    try put(base, at: fork)
    try Store.reopen(fork).add("theirs and longer", "x", "y")
    try put(contents(fork), at: path)
    #expect(try texts() == ["first", "b", "theirs and longer", "x", "y"])
  }

  @Test func twoLedgersAtOnePlaceOneAfterTheOther() throws {
    #expect(try texts() == ["first", "b"])
    unlink(path)
    let store = try Store.notes(at: path, cached)
    #expect(try store.texts() == ["first"])
    try store.add("z")
    #expect(try texts() == ["first", "z"])
  }

  @Test func aFileRemovedUnderAnOpenStore() throws {
    let store = try Store.reopen(path, cached)
    _ = try store.texts()
    unlink(path)
    #expect(code { try store.add("c") } != nil)
    #expect(code { try store.texts() } != nil)
    #expect(!directory.names().contains("a.json"))
  }

  @Test func nowhereToPutIt() throws {
    try put([], at: directory("plain"))
    for place in [directory("plain/cache"), "/proc/si64-cache", "/dev/null"] {
      let store = try Store.reopen(path, options(cache: place))
      #expect(try store.texts().starts(with: ["first", "b"]))
      try store.add("at \(place)")
    }
    #expect(try texts().count == 5)
  }

  @Test func ofAnotherSchemaVersion() throws {
    let newer = Schema(version: 2, tables: [Note.table], derived: [])
    for _ in 0..<3 {
      #expect(
        try Store.reopen(path, options(cache: directory("cache"), schema: newer)).texts() == [
          "first", "b",
        ])
      #expect(try texts() == ["first", "b"])
    }
    let old = try Store.reopen(path, cached)
    let new = try Store.reopen(path, options(cache: directory("cache"), schema: newer))
    try old.add("c")
    try new.add("d")
    try old.add("e")
    #expect(try texts() == ["first", "b", "c", "d", "e"])
  }
}
