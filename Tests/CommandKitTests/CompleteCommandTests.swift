// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin
import TestKit
import Testing

@Suite("What Tab offers to the shells")
struct CompleteCommandTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    for name in ["team:alice", "team:bob", "zoe@work"] { ledger("ledger create-account \(name)") }
    ledger.makeDirectory(".config/si64")
    try ledger.write(
      "[alias]\nbal = ledger balance\nsh = !ls\nloop = loop x\n", to: ".config/si64/config")
    ledger.environment["PATH"] = ledger.path("bin")
    try ledger.writeProgram("exit 0", to: "si64-foo")
    try ledger.writeProgram("exit 0", to: "si64-mute")
  }

  /// The values offered behind these words, the last of which is being typed.
  private func values(_ words: String...) -> [String] {
    let result = ledger.run(["__complete", "--shell", "bash", "--"] + words, input: "")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.isEmpty || result.output.hasSuffix("\n"))
    return result.output.split(separator: "\n").map { line in
      String(line.prefix { $0 != "\t" })
    }
  }

  @Test func linesAreValueTabMeaning() {
    let result = ledger.run("__complete", "--", "led")
    #expect(result.output == "ledger\t\(LedgerPlugin.summary)\n")
  }

  @Test func firstWordsAreAllThereIs() {
    let words = values("")
    for word in ["ledger", "config", "help", "doctor", "repl", "bal", "sh", "foo", "mute"] {
      #expect(words.contains(word))
    }
    #expect(!words.contains("__complete"))
    #expect(values("help", "do") == ["doctor"])
  }

  @Test func namesWithColons() {
    #expect(values("ledger", "balance", "team:") == ["team:alice", "team:bob"])
    #expect(values("ledger", "balance", "team:b") == ["team:bob"])
    #expect(values("ledger", "transfer", "team:bob", "z") == ["zoe@work"])
  }

  @Test func optionsAndTheirValues() {
    #expect(values("ledger", "history", "--acc") == ["--account"])
    #expect(values("ledger", "history", "--account", "zo") == ["zoe@work"])
    #expect(values("ledger", "history", "--account=team:a") == ["--account=team:alice"])
    #expect(values("--output=ta") == ["--output=table"])
    #expect(values("ledger", "info", "--output", "js") == ["json", "jsonl"])
    #expect(values("-o", "wi") == ["wide"])
    #expect(values("-o", "wide", "ledger", "balan") == ["balance"])
  }

  @Test(arguments: [
    ["-L", ""], ["--ledger", "x"], ["--ledger=x"], ["ledger", "post", "--from", ""],
    ["ledger", "checkpoint", "--out", "x"], ["ledger", "checkpoint", "--out=x"],
    ["sh", "x"], ["mute", ""],
  ])
  func filesAreTheShellsBusiness(_ words: [String]) {
    let result = ledger.run(["__complete", "--"] + words, input: "")
    #expect(result.output == ":files\n")
  }

  @Test func theLedgerOnTheLineIsAsked() {
    ledger("-L other.db ledger init")
    ledger("-L other.db ledger create-account only-there")
    #expect(values("-L", "other.db", "ledger", "balance", "on") == ["only-there"])
    #expect(values("ledger", "balance", "on").isEmpty)
  }

  @Test func anAliasCompletesAsWhatItStandsFor() {
    #expect(values("bal", "team:a") == ["team:alice"])
    #expect(values("bal", "--asset") == ["--asset"])
    #expect(values("loop", "").isEmpty)
  }

  @Test func aPluginAnswersThroughItsHelper() throws {
    try ledger.writeProgram(
      "printf '%s\\n' \"$#:$1:$2\" 'red\tcolour' 'two words' \"$SI64_BIN\"",
      to: "si64_complete-foo")
    #expect(values("foo", "x y", "") == ["2:x y:", "red", "two words", "/opt/si64/bin/si64"])
    #expect(values("-o", "json", "foo", "re") == ["red"])
    try ledger.writeProgram("echo :files", to: "si64_complete-foo")
    #expect(values("foo", "") == [":files"])
  }

  @Test(arguments: ["exit 3", "echo x >&2; exit 1", "kill -9 $$", "printf '\\377\\n'"])
  func aBrokenHelperIsSilent(_ script: String) throws {
    try ledger.writeProgram(script, to: "si64_complete-foo")
    #expect(values("foo", "").isEmpty)
  }

  @Test(arguments: [
    [], ["__complete"], ["__complete", "--"], ["__complete", "--", "nonsense", "x"],
    ["__complete", "--", "ledger", "nonsense", "x"], ["__complete", "--", "--at", "x", "-o"],
    ["__complete", "--shell"], ["__complete", "x"], ["__complete", "--", "-L", "no.db", "ledger"],
  ])
  func nothingIsEverAnError(_ words: [String]) {
    guard !words.isEmpty else { return }
    let result = ledger.run(words, input: "")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
  }

  @Test func withoutALedgerOnlyNamesAreMissing() throws {
    let bare = try TestLedger([LedgerPlugin.self], backend: nil)
    #expect(bare.run("__complete", "--", "ledger", "balance", "").output.isEmpty)
    #expect(bare.run("__complete", "--", "ledger", "verif").output.hasPrefix("verify"))
    #expect(!bare.hasFile(containing: "si64"))
  }

  @Test func brokenSettingsAreSilent() throws {
    try ledger.write("[alias\n", to: ".config/si64/config")
    #expect(values("ledger", "balance", "zo") == ["zoe@work"])
    #expect(values("bal", "zo").isEmpty)
  }

  @Test func itOnlyReads() throws {
    let before = try ledger.read(".si64/ledger.sqlite")
    _ = values("ledger", "balance", "")
    #expect(try ledger.read(".si64/ledger.sqlite") == before)
  }
}
