// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerPlugin
import Store
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
  private func values(_ words: String...) -> [String] { run(words) }

  private func run(_ words: [String]) -> [String] {
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
    ["-ojson"], ["-qn"], ["-w", "5s"], ["-w"], ["-q", "--limit=2"], ["--at", "nonsense"],
    ["--limit", "x", "-y"], ["-h"], ["-Lother.db"], ["-no", "id"],
  ])
  func globalOptionsAreReadAsEverywhere(_ options: [String]) {
    #expect(run(options + ["ledger", "balan"]) == ["balance"])
    #expect(run(["ledger"] + options + ["balan"]) == ["balance"])
  }

  @Test func anOptionsValueMayHangOnIt() {
    ledger("-L other.db ledger init")
    ledger("-L other.db ledger create-account only-there")
    #expect(values("-Lother.db", "ledger", "balance", "on") == ["only-there"])
    #expect(values("-ojs") == ["-ojson", "-ojsonl"])
    #expect(values("-qo", "wi") == ["wide"])
    #expect(values("-Lot").isEmpty)
  }

  @Test func builtinsHaveOptions() {
    #expect(values("repl", "-f", "x") == [":files"])
    #expect(values("-q", "repl", "--k") == ["--keep-going"])
    #expect(values("repl", "-").contains("-1"))
    #expect(values("repl", "-").contains("--ledger"))
    #expect(values("repl", "-c", "x").isEmpty)
    #expect(values("repl", "x").isEmpty)
    #expect(values("doctor", "--o") == ["--output"])
    #expect(values("doctor", "x").isEmpty)
    #expect(values("help", "--a").contains("--all"))
    #expect(values("help", "ledger", "bala") == ["balance"])
    #expect(values("help", "ledger", "asset", "") == ["add", "list"])
    #expect(values("help", "nonsense", "").isEmpty)
  }

  @Test(arguments: ["get", "set", "unset"])
  func settingsAreCompleted(_ verb: String) {
    ledger("config set ledger.own thing")
    #expect(
      values("config", verb, "ledger.") == [
        "ledger.own", "ledger.asset", "ledger.auto_create_accounts", "ledger.default_provider",
      ])
    #expect(values("config", verb, "alias.b") == ["alias.bal"])
  }

  @Test func argumentsAreNotAskedForTwice() {
    #expect(values("ledger", "balance", "zoe@work", "").isEmpty)
    #expect(values("ledger", "balance", "--", "te") == ["team:alice", "team:bob"])
    #expect(values("ledger", "balance", "--asset", "ZAR", "z") == ["zoe@work"])
  }

  @Test func idsOfAnyAgeAreFound() {
    let lines = (0..<301).map { _ in #"{"name": "zoe@work", "amount": "1", "reason": "x"}"# + "\n" }
    let result = ledger.run(
      ["ledger", "credit", "--from", "-"], input: lines.joined())
    #expect(result.status == 0, "\(result.errors)")
    #expect(values("ledger", "revert", "tx-30") == ["tx-301", "tx-300", "tx-30"])
    #expect(values("ledger", "show", "tx-5").count == 11)
    #expect(values("ledger", "show", "tx-5").first == "tx-59")
    #expect(values("ledger", "show", "t").count == 200)
    #expect(values("ledger", "show", "tx-").first == "tx-301")
    for typed in ["tx-0", "tx-x", "tx-99999999999999999999", "tx--1", "x"] {
      #expect(values("ledger", "show", typed).isEmpty)
    }
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

  @Test func aLineWithoutAValueIsNone() throws {
    try ledger.writeProgram("printf '\\tdesc\\n\\nb\\t\\n'", to: "si64_complete-foo")
    #expect(values("foo", "") == ["b"])
  }

  @Test(arguments: [
    ("sleep 8", []), ("while :; do echo red; sleep 0.6; done", ["red"]),
    ("echo red; exec >&-; sleep 8", ["red"]), ("echo red; printf gre; sleep 8", ["red"]),
    ("sleep 8 & echo red", ["red"]), ("yes", []), ("trap '' TERM; echo red; sleep 8", ["red"]),
  ])
  func nobodyWaitsForAHelper(_ script: String, _ expected: [String]) throws {
    ledger.environment["PATH"] = ledger.path("bin") + ":/usr/bin:/bin"
    try ledger.writeProgram(script, to: "si64_complete-foo")
    let time = ContinuousClock().measure { #expect(values("foo", "") == expected) }
    #expect(time < .seconds(4), "the limit is a second; machines that run tests are busy")
  }

  @Test func aHelperIsEndedWithAllItStarted() throws {
    ledger.environment["PATH"] = ledger.path("bin") + ":/usr/bin:/bin"
    try ledger.writeProgram("(sleep 2; touch '\(ledger.path("late"))')", to: "si64_complete-foo")
    #expect(values("foo", "").isEmpty)
    usleep(1_800_000)
    #expect(!ledger.hasFile(containing: "late"))
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

  @Test func aLedgerInJSONIsNeverReadForIt() throws {
    let ledger = try TestLedger([LedgerPlugin.self], backend: .json)
    func names() -> String { ledger.run("__complete", "--", "ledger", "balance", "z").output }
    ledger("ledger create-account zoe")
    #expect(names() == "zoe\t\n")
    // As 'touch' and 'git checkout' leave it.
    try ledger.write(
      String(decoding: ledger.read(".si64/ledger.json"), as: UTF8.self), to: ".si64/ledger.json")
    #expect(names() == "zoe\t\n")
    try #require(rename(ledger.path(".cache"), ledger.path("elsewhere")) == 0)
    #expect(names().isEmpty)
    #expect(!ledger.hasFile(containing: ".cache"))
    ledger("ledger create-account zack")
    #expect(names() == "zack\t\nzoe\t\n")
  }

  @Test func itOnlyReads() throws {
    let before = try ledger.read(".si64/ledger.sqlite")
    _ = values("ledger", "balance", "")
    #expect(try ledger.read(".si64/ledger.sqlite") == before)
  }
}
