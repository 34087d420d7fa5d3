// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("si64 help")
struct HelpTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    ledger.environment["PATH"] = ledger.path("bin")
    ledger.environment["MANPATH"] = ledger.path("man")
    try ledger.writeProgram("exit 0", to: "si64-foo")
    try ledger.writeProgram("exit 0", to: "man")
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\ndue = ledger info\n", to: ".config/si64/config")
  }

  private func addPage(_ name: String, _ section: Int = 1) throws {
    ledger.makeDirectory("man/man\(section)")
    try ledger.write(".Dd\n", to: "man/man\(section)/\(name).\(section)")
  }

  @Test func allOfItComesInGroups() {
    let text = ledger("help -a").output
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.filter { !$0.isEmpty && !$0.hasPrefix(" ") } == [
        "Built in", "Aliases", "Plugins on PATH",
      ])
    for word in ["  ledger ", "  doctor ", "  due ", "  foo "] { #expect(text.contains(word)) }
    #expect(text.contains("ledger info"))
    #expect(!text.contains("__complete"))
  }

  @Test func allOfItAsData() throws {
    let items = try #require(ledger("help -a -o json").json().array)
    func group(_ name: String) -> String? {
      items.first { $0["id"]?.string == name }?["group"]?.string
    }
    #expect(group("ledger") == "built-in")
    #expect(group("due") == "alias")
    #expect(group("foo") == "external")
    #expect(ledger("help -a -q").output.contains("foo\n"))
  }

  @Test func emptyGroupsAreLeftOut() throws {
    let bare = try TestLedger([LedgerPlugin.self])
    #expect(!bare("help -a").output.contains("Aliases"))
  }

  @Test func theUsageOfACommandIsWhatOneTypes() {
    let lines = ledger("ledger transfer --help").output.split(separator: "\n")
    let start = lines.firstIndex { $0.hasPrefix("USAGE: si64 ledger transfer [<from>] ") } ?? 0
    #expect(start > 0)
    // An option stands on one line with its value.
    #expect(lines[start + 1].hasPrefix("            [--note <note>] "))
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(ledger("ledger transfer alice -h").output == ledger("ledger transfer -h").output)
  }

  @Test func aPageIsOpenedAtATerminal() throws {
    try addPage("si64-ledger")
    ledger.isTerminal = true
    #expect(ledger("help ledger").output.isEmpty)
    let launch = try #require(ledger.launched.first)
    #expect(launch.path == ledger.path("bin/man"))
    #expect(launch.arguments == ["-l", ledger.path("man/man1/si64-ledger.1")])
    ledger.launchStatus = 5
    #expect(ledger("help ledger").status == 5)
  }

  @Test func aScriptGetsTheShortText() throws {
    try addPage("si64-ledger")
    #expect(ledger("help ledger").output.contains("create-account"))
    #expect(ledger.launched.isEmpty)
  }

  @Test func withoutThePageOrTheProgramItIsTheShortText() throws {
    ledger.isTerminal = true
    ledger.environment["MANPATH"] = nil
    #expect(ledger("help config").output.contains("unset"))
    try addPage("si64-ledger")
    ledger.environment["MANPATH"] = ledger.path("man")
    ledger.environment["PATH"] = "/nowhere"
    #expect(ledger("help ledger").output.contains("create-account"))
    #expect(ledger.launched.isEmpty)
  }

  @Test func whatIsKnownOfAliasesAndPlugins() throws {
    #expect(ledger("help due").output == "'due' is an alias for 'ledger info'\n")
    #expect(ledger("help foo").output.contains("--help"))
    try addPage("si64-foo")
    ledger("help foo")
    #expect(ledger.launched.last?.arguments.last == ledger.path("man/man1/si64-foo.1"))
  }

  @Test func topicsHavePagesToo() throws {
    try addPage("si64-accounting", 7)
    ledger("help accounting")
    #expect(ledger.launched.last?.arguments.last == ledger.path("man/man7/si64-accounting.7"))
  }

  @Test func aVerbIsExplainedHereAndNowhereElse() throws {
    try addPage("si64-ledger")
    ledger.isTerminal = true
    #expect(ledger("help ledger asset add").output.contains("USAGE: si64 ledger asset add "))
    let half = ledger("help ledger asset").output
    #expect(half.contains("asset add") && half.contains("asset list") && !half.contains("revert"))
    #expect(ledger.launched.isEmpty)
  }

  @Test(arguments: [
    ("help ledger nonsense", "unknown-command"), ("help ledger info x", "usage"),
    ("help due x", "usage"), ("-h nonsense", "unknown-command"),
  ])
  func whatIsBehindTheNameCounts(_ line: String, _ code: String) {
    let result = ledger("\(line) -o json")
    #expect(result.status == 64)
    #expect(result.code == code)
  }

  @Test func theProgramItself() throws {
    #expect(ledger("help si64").output == ledger("help").output)
    try addPage("si64")
    #expect(ledger("help si64").output == ledger("help").output)
    ledger.isTerminal = true
    ledger("help si64")
    #expect(ledger.launched.last?.arguments.last == ledger.path("man/man1/si64.1"))
  }

  @Test func otherThingsAreExplainedFromTheFrontToo() {
    #expect(ledger("-h doctor").output == ledger("doctor -h").output)
    #expect(ledger("--help due").output == ledger("help due").output)
    #expect(ledger("-h help").output == ledger("help").output)
  }

  @Test(arguments: ["\u{1B}[31mred", "two\nlines", "a\tb", "\u{202E}x"])
  func namesThatDriveTheTerminalAreLeftOut(_ name: String) throws {
    try ledger.writeProgram("exit 0", to: "si64-\(name)")
    let plain = try HelpTests()
    let lines = [["help", "-a"], ["help", "-a", "-q"], ["help", "-a", "-o", "csv"]]
    for words in lines + [["__complete", "--", ""], ["__complete", "--", "help", ""]] {
      let output = ledger.run(words, input: "").output
      let expected = plain.ledger.run(words, input: "").output
      #expect(
        output.split(separator: "\n").count == expected.split(separator: "\n").count, "\(words)")
      #expect(output.contains("foo"))
      #expect(output.allSatisfy { $0 == "\n" || $0 == "\t" || !"\u{1B}\u{202E}".contains($0) })
    }
  }

  @Test(arguments: ["help ledgre", "help nothing-at-all", "help ../x", "help foo/bar"])
  func whatIsUnknownIsSaid(_ line: String) {
    let result = ledger("\(line) -o json")
    #expect(result.status == 64)
    #expect(result.code == "unknown-command")
    #expect(ledger.launched.isEmpty)
  }
}
