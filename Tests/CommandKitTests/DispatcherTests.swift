// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("From words to commands")
struct DispatcherTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self])
    ledger("ledger create-account alice --balance 100")
    ledger("ledger create-account bob")
  }

  @Test(arguments: [
    ("legder info", "unknown-command", "ledger"),
    ("ledger blance alice", "unknown-command", "balance"),
    ("ledger transfr alice bob 1", "unknown-command", "transfer"),
    ("ledger create-acount carol", "unknown-command", "create-account"),
    ("ledger", "usage", ""), ("", "usage", ""), ("frobnicate", "unknown-command", ""),
    ("ledger transfer alice bob 1 --ntoe x", "", "--note"),
    ("ledger info --ouput json", "unknown-option", "'--output'"),
    ("ledger info --dryrun", "unknown-option", "'--dry-run'"),
    ("ledger info --quite=1", "unknown-option", "'--quiet'"),
    ("--ouput csv ledger info", "unknown-option", "'--output'"),
    ("ledger info --zzzzzz", "unknown-option", "si64 ledger info --help"),
    ("ledger aset list", "unknown-command", "'asset list'"),
    ("ledger asset lst", "unknown-command", "'asset list'"),
    ("ledger asset", "usage", "si64 help ledger asset"),
    ("ledger nonsense -h", "unknown-command", ""),
    ("ledger balance", "", ""), ("ledger balance alice extra words", "", ""),
  ])
  func mistypedIsSuggestedAndNeverRun(_ line: String, _ code: String, _ hint: String) {
    let head = ledger("ledger info -o json").output
    let result = ledger("\(line) -o json")
    #expect(result.status == 64)
    if !code.isEmpty { #expect(result.code == code) }
    #expect(result.errors.contains(hint), "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(ledger("ledger info -o json").output == head)
  }

  @Test(arguments: [
    "-o json ledger balance alice", "ledger -o json balance alice", "ledger balance -o json alice",
    "ledger balance alice -ojson", "ledger balance alice --output=json",
    "--output json ledger balance alice", "ledger balance -qojson alice -o json --color never",
  ])
  func globalOptionsGoAnywhere(_ line: String) throws {
    let expected = ledger("ledger balance alice -o json").output
    let result = ledger(line)
    #expect(result.status == 0)
    if !line.contains("-q") { #expect(result.output == expected) }
  }

  @Test(arguments: [
    "help", "--help", "-h", "help ledger", "ledger --help", "ledger transfer --help",
  ])
  func helpGoesToStandardOutput(_ line: String) {
    let result = ledger(line)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("ledger"))
  }

  @Test(arguments: [
    "ledger -h info", "--help ledger info", "-h ledger info", "ledger info -h", "-qh ledger info",
    "help ledger info", "ledger --help info extra",
  ])
  func helpInAnyPositionExplainsTheVerb(_ line: String) {
    let result = ledger(line)
    #expect(result.output.hasPrefix("OVERVIEW: Count what the ledger holds"))
    #expect(result.status == 0)
  }

  @Test func version() {
    #expect(ledger("--version").output == "si64 test\n")
  }

  @Test func errorsAreOneLineOfJSONOrTwoOfText() throws {
    let json = ledger("ledger balance nobody -o json")
    #expect(json.status == 3)
    #expect(json.errors.split(separator: "\n").count == 1)
    let error = try #require(try JSON(parsing: json.errors)["error"])
    #expect(error["exit"]?.integer == 3)
    #expect(error["account"]?.string == "nobody")
    let text = ledger("ledger balance nobody")
    #expect(text.errors.hasPrefix("si64: "))
    #expect(text.errors.contains("\nhint: "))
    #expect(text.output.isEmpty)
  }
}
