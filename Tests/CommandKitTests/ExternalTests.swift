// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin
import TestKit
import Testing

@Suite("Plugins on PATH")
struct ExternalTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    ledger.environment["PATH"] = ledger.path("bin") + ":/usr/bin:/bin"
    try ledger.writeProgram("exit 0", to: "si64-foo")
  }

  @Test func wordsBehindTheNameAreItsOwn() throws {
    ledger.launchStatus = 3
    let words = ["foo", "a b", "-o", "file.txt", "--dry-run", "--", "-L", "é"]
    #expect(ledger.run(words, input: "").status == 3)
    let launch = try #require(ledger.launched.first)
    #expect(launch.path == ledger.path("bin/si64-foo"))
    #expect(launch.arguments == Array(words.dropFirst()))
  }

  @Test func theEnvironmentSaysWhereWeAre() throws {
    ledger("-o json --actor carol foo")
    let environment = try #require(ledger.launched.first).environment
    #expect(environment["SI64_LEDGER"] == ledger.directory + "/.si64")
    #expect(environment["SI64_OUTPUT"] == "json")
    #expect(environment["SI64_ACTOR"] == "carol")
    #expect(environment["SI64_BIN"] == "/opt/si64/bin/si64")
    #expect(environment["HOME"] == ledger.directory)
  }

  @Test func withoutOptionsItSaysWhatSi64WouldDo() throws {
    ledger("foo")
    let environment = try #require(ledger.launched.first).environment
    #expect(environment["SI64_OUTPUT"] == "tsv")
    #expect(environment["SI64_ACTOR"] == "tester")
    ledger("-q foo")
    #expect(ledger.launched.last?.environment["SI64_OUTPUT"] == "id")
  }

  @Test func theLedgerIsAlwaysAbsolute() throws {
    ledger("-L other.db ledger init")
    ledger("-L other.db foo")
    #expect(ledger.launched.last?.environment["SI64_LEDGER"] == ledger.path("other.db"))
    ledger.environment["SI64_LEDGER"] = "other.db"
    ledger("foo")
    #expect(ledger.launched.last?.environment["SI64_LEDGER"] == ledger.path("other.db"))
  }

  @Test func withoutALedgerThereIsNone() throws {
    let bare = try TestLedger([LedgerPlugin.self], backend: nil)
    bare.environment["PATH"] = ledger.path("bin")
    #expect(bare("foo").status == 0)
    let environment = try #require(bare.launched.first).environment
    #expect(environment["SI64_LEDGER"] == nil)
  }

  @Test func aDryRunIsNotPassedOver() {
    #expect(ledger("--dry-run foo -o json").status == 64)
    #expect(ledger.launched.isEmpty)
  }

  @Test func builtInsAndAliasesComeFirst() throws {
    for name in ["si64-ledger", "si64-help", "si64-info"] {
      try ledger.writeProgram("exit 0", to: name)
    }
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\ninfo = ledger info\n", to: ".config/si64/config")
    for line in ["ledger info", "help", "info"] { #expect(ledger(line).status == 0) }
    #expect(ledger.launched.isEmpty)
  }

  @Test func anAliasMayNameAPlugin() throws {
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\nf = -o csv foo --deep\n", to: ".config/si64/config")
    ledger("f more")
    let launch = try #require(ledger.launched.first)
    #expect(launch.arguments == ["--deep", "more"])
    #expect(launch.environment["SI64_OUTPUT"] == "csv")
  }

  @Test(arguments: [
    ("fooo", "foo"), ("legder", "ledger"), ("inof", "info"), ("docter", "doctor"),
  ])
  func theSuggestionKnowsThemAll(_ typed: String, _ meant: String) throws {
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\ninfo = ledger info\n", to: ".config/si64/config")
    let result = ledger(typed)
    #expect(result.status == 64)
    #expect(result.errors.contains("'\(meant)'"))
    #expect(ledger.launched.isEmpty)
  }

  @Test(arguments: ["../bin/si64-foo", "/bin/sh", "bar", "", "-foo"])
  func whatIsNotOnPathIsNotRun(_ name: String) {
    #expect(ledger.run([name], input: "").status == 64)
    #expect(ledger.launched.isEmpty)
  }

  @Test func onlyProgramsInAbsoluteDirectoriesCount() throws {
    try ledger.write("#!/bin/sh\n", to: "bin/si64-plain")
    ledger.makeDirectory("bin/si64-directory")
    #expect(ledger("plain").status == 64)
    #expect(ledger("directory").status == 64)
    ledger.environment["PATH"] = "bin:."
    #expect(ledger("foo").status == 64)
    #expect(ledger.launched.isEmpty)
  }
}
