// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Glances, which wait for nothing")
struct GlanceTests {
  private let directory: TemporaryDirectory
  private let path: String
  private let cached: Store.Options
  private let passing: Store.Options

  init() throws {
    directory = try TemporaryDirectory()
    path = directory("a.json")
    cached = options(cache: directory("cache"))
    var passing = cached
    passing.onlyGlances = true
    self.passing = passing
    try Store.notes(at: path, cached).add("b")
  }

  private func glance() -> [String]? { try? Store.reopen(path, passing).glimpse() }

  private func cacheFile() -> String {
    directory("cache/" + (namesIn(directory("cache")).first { $0.hasSuffix(".sqlite") } ?? "none"))
  }

  @Test func seeTheCacheThatFits() throws {
    #expect(glance() == ["first", "b"])
    #expect(try Store.reopen(path, cached).glimpse() == ["first", "b"])
  }

  @Test func seeOneThatLagsALittle() throws {
    try Store.reopen(path).add("c")
    #expect(glance() == ["first", "b"])
    let before = try contents(cacheFile())
    #expect(glance() == ["first", "b"])
    #expect(try contents(cacheFile()) == before)
    try Store.reopen(path).add(String(repeating: "x", count: 1 << 20))
    #expect(glance() == nil)
    #expect(try Store.reopen(path, cached).texts().count == 4)
    #expect(glance()?.count == 4)
  }

  @Test func makeNoCache() throws {
    removeTree(directory("cache"))
    #expect(glance() == nil)
    #expect(directory.names() == ["a.json"])
    var options = passing
    options.cacheDirectory = nil
    #expect((try? Store.reopen(path, options)) == nil)
  }

  @Test func leaveADamagedCacheAlone() throws {
    let file = cacheFile()
    for ending in ["-wal", "-shm"] { unlink(file + ending) }
    let bytes = [UInt8](repeating: 0x41, count: 10_000)
    try put(bytes, at: file)
    #expect(glance() == nil)
    #expect(try contents(file) == bytes)
  }

  @Test func doNotSeeAnotherFile() throws {
    let store = try Store.reopen(path, cached)
    unlink(path)
    let other = try Store.notes(at: path, cached)
    try other.add("x")
    #expect(try store.glimpse() == nil)
    #expect(glance() == ["first", "x"])
  }

  /// The writer holds the lock of the file and of the cache all the while.
  @Test(arguments: ["a.json", "a.sqlite"])
  func passAWriter(_ name: String) throws {
    let path = directory(name)
    if name.hasSuffix("sqlite") { try Store.notes(at: path, cached).add("b") }
    let writer = try Store.reopen(path, cached)
    try writer.begin()
    try writer.append("c")
    #expect(try Store.reopen(path, passing).glimpse() == ["first", "b"])
    #expect(try writer.glimpse() == ["first", "b", "c"])
    try writer.commit()
    #expect(try writer.glimpse() == ["first", "b", "c"])
    #expect(try Store.reopen(path, passing).glimpse() == ["first", "b", "c"])
  }
}

extension Store {
  fileprivate func glimpse() throws -> [String]? {
    try glance { try $0.fetch(Note.table, "ORDER BY id", []).map { try Note($0).text } }
  }
}
