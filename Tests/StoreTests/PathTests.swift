// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Paths and places")
struct PathTests {
  @Test(arguments: [
    ("a/b/c.json", "a/b", "c.json"), ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"),
    ("./a", ".", "a"), ("../a", "..", "a"), ("a//b", "a/", "b"), ("a/", "a", ""), ("/", "/", ""),
    ("", ".", ""), ("é/ü", "é", "ü"), ("a b/c d", "a b", "c d"),
  ])
  func parts(_ path: String, _ parent: String, _ name: String) {
    #expect(Path.parent(of: path) == parent)
    #expect(Path.name(of: path) == name)
  }

  @Test func absolutePathsGoThroughLinksAndDots() throws {
    let directory = try TemporaryDirectory()
    let real = Path.absolute(directory.path)
    try put([], at: directory("file"))
    #expect(symlink(directory("file"), directory("link")) == 0)
    #expect(symlink(directory.path, directory("self")) == 0)
    #expect(Path.absolute(directory("link")) == "\(real)/file")
    #expect(Path.absolute(directory("self/./link")) == "\(real)/file")
    // What is not there yet has the parent's place.
    #expect(Path.absolute(directory("self/new")) == "\(real)/new")
    #expect(Path.absolute(directory("no/where")) == directory("no/where"))
    #expect(Path.absolute("/") == "/")
  }

  @Test func directoriesAreMadeWithThoseAbove() throws {
    let directory = try TemporaryDirectory()
    let deep = directory("a/b/c")
    for _ in 0..<2 {
      try Path.makeDirectory(deep)
      #expect(File.permissions(of: deep)?.mode == 0o700)
      #expect(File.permissions(of: directory("a"))?.mode == 0o700)
    }
    try put([], at: directory("plain"))
    #expect(code { try Path.makeDirectory(directory("plain/x")) } == .notFound)
    #expect(code { try Path.makeDirectory("/proc/si64/x") } != nil)
  }

  @Test(
    arguments: [
      ("a.sqlite", .sqlite), ("a.db", .sqlite), ("a.json", .json), ("/x/.db", .sqlite),
      ("a.JSON", nil), ("a.sqlite3", nil), ("a", nil), ("", nil), ("db", nil), ("a.json.bak", nil),
    ] as [(String, Location.Backend?)])
  func theEndingTellsTheBackend(_ name: String, _ backend: Location.Backend?) {
    #expect(Location.backend(ofFile: name) == backend)
  }

  @Test func aBareFileKeepsItsKeysBesideIt() {
    let file = Location(file: "/x/a.db", backend: .sqlite)
    #expect(file.path == "/x/a.db")
    #expect(file.keys == "/x/a.db.keys")
    #expect(file.treasuryKey == "/x/a.db.keys/treasury.json")
    #expect(file.config == nil)
  }

  @Test(arguments: [
    (Location.Backend.sqlite, "/x/.si64/ledger.sqlite"), (.json, "/x/.si64/ledger.json"),
  ])
  func aHomeHoldsEverything(_ backend: Location.Backend, _ path: String) {
    let home = Location(home: "/x/.si64", backend: backend)
    #expect(home.path == path)
    #expect(home.keys == "/x/.si64/keys")
    #expect(home.treasuryKey == "/x/.si64/keys/treasury.json")
    #expect(home.config == "/x/.si64/config")
  }
}
