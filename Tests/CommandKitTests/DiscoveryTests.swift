// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Where the ledger is")
struct DiscoveryTests {
  private let place: TestLedger

  init() throws { place = try TestLedger([LedgerPlugin.self], backend: nil) }

  private func path(_ line: String) throws -> String? {
    try place(line + " -o json").json()["path"]?.string
  }

  @Test func noneIsMadeByLooking() throws {
    for line in ["ledger balance a", "ledger info", "ledger transfer a b 1", "ledger verify"] {
      let result = place(line)
      #expect(result.status == 66)
      #expect(result.errors.contains("ledger init"))
    }
    #expect(!place.hasFile(containing: "si64"))
    let missing = place("-L nowhere.db ledger info")
    #expect(missing.status == 66)
    #expect(!place.hasFile(containing: "nowhere"))
  }

  @Test(arguments: ["q.sqlite", "q.db", "q.json", "empty", "no such.db"])
  func theHintOfAGivenPathMakesThatLedger(_ name: String) throws {
    place.makeDirectory("empty")
    let path = place.path(name)
    let quoted = name.contains(" ") ? "'\(path)'" : path
    for verb in ["info", "where", "verify"] {
      let result = place.run("-L", name, "ledger", verb)
      #expect(result.status == 66)
      #expect(result.errors.hasSuffix("\nhint: to make one: si64 -L \(quoted) ledger init\n"))
    }
    #expect(place.run("-L", path, "ledger", "init").status == 0)
    #expect(place.run("-L", name, "ledger", "info").status == 0)
  }

  @Test(arguments: ["", "rel", "./rel"])
  func aHomeThatIsNoAbsolutePathIsNone(_ home: String) throws {
    let place = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: nil)
    place.environment["HOME"] = home
    let result = place("config set a.b c -o json")
    #expect(result.status == 66)
    #expect(result.code == "no-ledger")
    #expect(!place.hasFile(containing: "rel"))
    place.environment["XDG_CONFIG_HOME"] = place.path("config")
    #expect(place("config set a.b c").status == 0)
  }

  @Test func directoriesOfTheUser() {
    let standard = UserDirectories(["HOME": "/h", "XDG_STATE_HOME": "rel"])
    #expect(standard.config == "/h/.config" && standard.data == "/h/.local/share")
    #expect(standard.cache == "/h/.cache" && standard.state == "/h/.local/state")
    let own = UserDirectories(["HOME": "h", "XDG_CACHE_HOME": "/c"])
    #expect(own.home == nil && own.config == nil && own.cache == "/c" && own.state == nil)
  }

  @Test(arguments: [
    ("-L x.db", "/x.db"), ("-L x.sqlite", "/x.sqlite"), ("-L x.json", "/x.json"),
    ("-L dir", "/dir/.si64/ledger.sqlite"), ("-L .si64", "/.si64/ledger.sqlite"),
    ("", "/.si64/ledger.sqlite"),
  ])
  func initAndFind(_ option: String, _ expected: String) throws {
    #expect(place("\(option) ledger init").status == 0)
    #expect(try path("\(option) ledger where") == place.directory + expected)
    let again = place("\(option) ledger init -o json")
    #expect(again.status == 4)
    #expect(again.code == "exists")
    #expect(place("\(option) ledger verify").status == 0)
  }

  @Test func theOrderOfPlaces() throws {
    let data = place.directory + "/data"
    place.environment["XDG_DATA_HOME"] = data
    place("-L \(data)/si64/.si64 ledger init")
    try #require(rename("\(data)/si64/.si64", "\(data)/moved") == 0)
    rmdir("\(data)/si64")
    try #require(rename("\(data)/moved", "\(data)/si64") == 0)
    #expect(try path("ledger where") == "\(data)/si64/ledger.sqlite")
    place("-L \(place.directory) ledger init --backend json")
    #expect(try path("ledger where") == "\(place.directory)/.si64/ledger.json")
    place("-L env.db ledger init")
    place.environment["SI64_LEDGER"] = "env.db"
    #expect(try path("ledger where") == "\(place.directory)/env.db")
    place("-L opt.json ledger init")
    #expect(try path("-L opt.json ledger where") == "\(place.directory)/opt.json")
    place.environment["SI64_LEDGER"] = ""
    #expect(try path("ledger where") == "\(place.directory)/.si64/ledger.json")
  }

  /// One ledger under all its names: the same settings and keys.
  @Test(arguments: Location.Backend.allCases, [".si64", "shared", "moved"])
  func aFileInsideALaidOutDirectory(_ backend: Location.Backend, _ home: String) throws {
    let place = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: nil)
    place.environment["XDG_DATA_HOME"] = place.path("data")
    let shared = place.path("data/si64")
    let at = home == "shared" ? shared : place.path(".si64")
    #expect(place("-L \(at) ledger init --backend \(backend.rawValue)").status == 0)
    if home == "moved" { try #require(rename(at, place.path("moved")) == 0) }
    let directory = home == "moved" ? place.path("moved") : at
    let file = "\(directory)/ledger.\(backend == .sqlite ? "sqlite" : "json")"
    try #require(File.exists(file))
    try #require(symlink(file, place.path("link.\(backend == .sqlite ? "db" : "json")")) == 0)
    for (number, name) in [
      directory, "\(directory)/", file, place.path("link.\(backend == .sqlite ? "db" : "json")"),
    ].enumerated() {
      let line = "-L \(name)"
      #expect(place("\(line) config set a.k \(number)").status == 0)
      #expect(place("\(line) config get a.k").output == "\(number)\n")
      #expect(place("-L \(directory) config get a.k").output == "\(number)\n")
      let found = try place("\(line) ledger where -o json").json()
      #expect(found["keys"]?.string == "\(directory)/keys")
      #expect(found["path"]?.string == file)
      #expect(place("\(line) ledger checkpoint").status == 0)
      #expect(place("\(line) ledger init -o json").code == "exists")
    }
    #expect(!File.exists(place.path(".config/si64/config")))
    if home == "shared" { #expect(place("ledger where").output.contains(file)) }
  }

  /// A directory may have a `keys` of its own.
  @Test(arguments: ["ledger.sqlite", "ledger.json"])
  func aBareFileStaysOne(_ name: String) throws {
    place.makeDirectory("keys")
    #expect(place("-L \(name) ledger init").status == 0)
    try place.write("{}", to: "keys/treasury.json")
    try place.write("[a]\nb = 1\n", to: "config")
    let found = try place("-L \(name) ledger where -o json").json()
    #expect(found["keys"]?.string == place.path(name) + ".keys")
    #expect(place("-L \(name) ledger checkpoint").status == 0)
  }

  @Test(arguments: ["/", "", "//"])
  func aNewSharedLedgerIsFound(_ slashes: String) throws {
    let data = place.path("data")
    place.environment["XDG_DATA_HOME"] = data
    #expect(place("-L \(data)/si64\(slashes) ledger init").status == 0)
    #expect(try path("ledger where") == "\(data)/si64/ledger.sqlite")
    #expect(try path("-L \(data)/si64 ledger where") == "\(data)/si64/ledger.sqlite")
    #expect(place("-L \(data)/si64 ledger init -o json").code == "exists")
    #expect(place("-L \(data)/si64/ledger.json ledger init -o json").code == "exists")
    #expect(place("ledger verify").status == 0)
  }

  /// As earlier versions laid it out.
  @Test func aSharedLedgerOfOldIsFoundToo() throws {
    let data = place.path("data")
    #expect(place("-L \(data)/si64/.si64 ledger init").status == 0)
    place.environment["XDG_DATA_HOME"] = data
    #expect(try path("ledger where") == "\(data)/si64/.si64/ledger.sqlite")
    #expect(place("-L \(data)/si64 ledger init -o json").code == "exists")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"), arguments: [".si64", "dir"])
  func whatNobodyMayReadIsNoMissingLedger(_ directory: String) throws {
    #expect(place("-L \(directory) ledger init").status == 0)
    chmod(place.path(directory), 0)
    defer { chmod(place.path(directory), 0o700) }
    for line in ["-L \(directory) ledger info", "-L \(directory)/ledger.sqlite ledger info"] {
      let result = place("\(line) -o json")
      #expect(result.status == 77)
      #expect(result.code == "permission")
    }
    guard directory == ".si64" else { return }
    for line in ["ledger info", "ledger transfer a b 1"] { #expect(place(line).status == 77) }
  }

  @Test func whatCannotBeALedger() throws {
    try place.write("x", to: "notes.txt")
    #expect(place("-L notes.txt ledger info").status == 64)
    try place.write("x", to: "x.json")
    #expect(place("-L x.json ledger info").status == 65)
    #expect(place("-L x.json ledger init").status == 4)
    #expect(try place.read("x.json") == [UInt8(ascii: "x")])
    #expect(place("-L y.json ledger init --backend sqlite").status == 64)
    #expect(place("ledger init --backend postgres").status == 64)
  }
}
