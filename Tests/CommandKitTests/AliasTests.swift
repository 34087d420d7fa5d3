// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Aliases")
struct AliasTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    ledger("ledger create-account alice --balance 100")
    ledger("ledger create-account bob")
  }

  /// Settings of the user's own.
  private func own(_ lines: String...) throws {
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\n" + lines.joined(separator: "\n") + "\n", to: ".config/si64/config")
  }

  /// Settings of the ledger.
  private func shared(_ lines: String...) throws {
    try ledger.write("[alias]\n" + lines.joined(separator: "\n") + "\n", to: ".si64/config")
  }

  @Test func argumentsAreAppended() throws {
    try own("pay = ledger transfer alice", "b = ledger balance")
    #expect(ledger("pay bob 5").status == 0)
    #expect(ledger("b bob").output == ledger("ledger balance bob").output)
    #expect(ledger("-o json b bob").output == ledger("ledger balance bob -o json").output)
    #expect(ledger("b bob -o json").output == ledger("ledger balance bob -o json").output)
  }

  @Test func itMayHaveQuotesAndOptionsBeforeTheModule() throws {
    try own(#"note = "-o json ledger transfer alice bob 1 --note 'two words'""#)
    let result = ledger("note")
    #expect(try result.json()["note"]?.string == "two words")
  }

  @Test func aliasesOfAliases() throws {
    try own("b = ledger balance", "mine = b alice", "json = -o json mine")
    #expect(ledger("mine").output == ledger("ledger balance alice").output)
    #expect(ledger("json").output == ledger("ledger balance alice -o json").output)
  }

  @Test(arguments: ["loop", "one", "two", "deep"])
  func loopsAreRefused(_ name: String) throws {
    try own("loop = loop x", "one = two", "two = one", "deep = -o json one")
    let result = ledger("\(name) -o json")
    #expect(result.status == 78)
    #expect(result.code == "config")
    #expect(result.errors.contains("→"))
  }

  @Test(arguments: ["ledger", "config", "help", "doctor", "__complete"])
  func builtInNamesCannotBeShadowed(_ name: String) throws {
    let before = ledger("\(name) info").output
    try own("ledger = ledger init", "config = ledger init", "help = ledger init")
    try shared("doctor = ledger init", "ledger = ledger init")
    #expect(ledger("\(name) info").output == before)
    #expect(ledger.launched.isEmpty)
  }

  @Test(arguments: ["open = ledger 'balance", "empty = ", "only = -o json"])
  func whatCannotBeACommandIsAConfigError(_ line: String) throws {
    try own(line)
    let result = ledger("\(line.prefix { $0 != " " }) -o json")
    #expect(result.status == 78)
    #expect(result.code == "config")
  }

  @Test func theFileAndLineOfABadAliasAreNamed() throws {
    try own("fine = ledger info", "bad = ledger 'info")
    #expect(ledger("bad").errors.contains(".config/si64/config:3: "))
  }

  // MARK: Shell

  @Test func aShellAliasGetsTheArgumentsAsWords() throws {
    try own("greet = !echo hello")
    ledger.launchStatus = 7
    #expect(ledger.run("greet", "two words", "-x").status == 7)
    let launch = try #require(ledger.launched.first)
    #expect(launch.path == "/bin/sh")
    #expect(launch.arguments == ["-c", "echo hello \"$@\"", "echo hello", "two words", "-x"])
    #expect(launch.environment["SI64_LEDGER"] == ledger.directory + "/.si64")
  }

  @Test func theShellReallyGetsThem() throws {
    try own("greet = !printf '<%s>'")
    ledger("greet one two")
    let launch = try #require(ledger.launched.first)
    #expect(Programs.output(of: launch) == "<one><two>")
  }

  @Test func aLedgerCannotRunAShell() throws {
    try shared("evil = !touch evil")
    let result = ledger("evil -o json")
    #expect(result.status == 78)
    #expect(result.code == "config")
    #expect(result.errors.contains("your own settings"))
    #expect(ledger.launched.isEmpty)
  }

  @Test func aLedgerCannotReplaceYourAliasesOrHideBehindThem() throws {
    try own("safe = !echo fine", "b = ledger balance", "call = evil")
    try shared("safe = !echo bad", "b = ledger transfer bob", "evil = !echo bad")
    #expect(ledger("b alice").output == ledger("ledger balance alice").output)
    #expect(ledger("call").status == 78)
    #expect(ledger.launched.isEmpty)
    #expect(ledger("safe").status == 0)
    #expect(ledger.launched.map(\.arguments[1]) == ["echo fine \"$@\""])
    #expect(ledger("help -a -q").output.contains("safe\n"))
  }

  @Test(
    arguments: [
      "config set ledger.asset SOL", "repl -c 'ledger info'", "-L /elsewhere ledger info",
      "-L/elsewhere ledger info", "--ledger=/elsewhere ledger info", "ledger close -y",
      "ledger checkpoint --out head.json", "ledger checkpoint --out=head.json",
    ])
  func aLedgersAliasStaysInThatLedger(_ text: String) throws {
    try shared("mine = \(text)")
    let result = ledger("mine -o json")
    #expect(result.status == 78)
    #expect(result.code == "config")
    #expect(result.errors.contains("your own settings"))
  }

  @Test func theEnvironmentCannotRunAShellEither() {
    ledger.environment["SI64_ALIAS_EVIL"] = "!echo bad"
    #expect(ledger("evil").status == 78)
    #expect(ledger.launched.isEmpty)
  }

  @Test func aLedgerMayHavePlainAliases() throws {
    try shared("b = ledger balance", "check = ledger verify -q", "l = ledger")
    #expect(ledger("check").output == ledger("ledger verify -q").output)
    #expect(ledger("check").status == 0)
    #expect(ledger("l info").output == ledger("ledger info").output)
    #expect(ledger("b bob").output == ledger("ledger balance bob").output)
  }
}
