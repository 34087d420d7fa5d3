// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Signing
import Store
import TestKit
import Testing

@Suite("ledger backup, restore, copy, compact")
struct BackupTests {
  /// Accounts, an asset, holds, a lapse, a sweep of two entries, a revert, a checkpoint.
  private func busy(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    for line in [
      "ledger asset add R_2026 --decimals 3", "ledger credit alice 5.125R_2026 --reason gift",
      "ledger transfer alice bob 10 --job-id j --note n", "ledger revert tx-3 --reason r",
      "ledger hold alice 5 --expires-in 1s", "ledger hold alice 6 --expires-in 1s",
      "ledger limit set bob --per-day 9", "ledger checkpoint",
    ] { #expect(ledger(line).status == 0, "\(line)") }
    ledger.clock += 5000
    #expect(ledger("ledger sweep").status == 0)
    return ledger
  }

  private func everything(_ ledger: TestLedger) -> [String] {
    [
      "ledger list-accounts -o json", "ledger history -o json", "ledger report trial",
      "ledger limit list", "ledger asset list", "ledger info -o json --columns entries,head",
    ].map { ledger($0).output }
  }

  @Test func backupsOfBothBackendsAreTheJSONBackendsOwnBytes() throws {
    let json = try busy(.json)
    let sqlite = try busy(.sqlite)
    #expect(json("ledger backup b.json").output == "b.json\n")
    #expect(sqlite("ledger backup b.json").status == 0)
    let file = try json.read(".si64/ledger.json")
    #expect(try json.read("b.json") == file)
    #expect(try sqlite.read("b.json") == file)
    #expect(String(decoding: file, as: UTF8.self).contains("\"more\":true"))
  }

  @Test(arguments: Location.Backend.allCases)
  func restoreIntoAnEmptyLedger(_ backend: Location.Backend) throws {
    let original = try busy(.sqlite)
    original("ledger backup b.json")
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    let result = ledger("ledger restore \(original.path("b.json")) -o json")
    #expect(result.status == 0)
    #expect(!result.errors.contains("warning"))
    let previous = try #require(try result.json()["previous"]?.string)
    #expect(result.errors.contains(previous))
    #expect(File.exists(previous))
    #expect(everything(ledger) == everything(original))
    #expect(ledger("ledger verify").status == 0)
    ledger.clock = original.clock
    #expect(ledger("ledger transfer alice bob 1").status == 0)
    ledger("ledger backup again.json")
    original("ledger transfer alice bob 1")
    original("ledger backup again.json")
    #expect(try ledger.read("again.json") == original.read("again.json"))
  }

  @Test(arguments: Location.Backend.allCases)
  func aLedgerInUseIsMovedAsideOnlyWhenConfirmed(_ backend: Location.Backend) throws {
    let original = try busy(backend)
    original("ledger backup b.json")
    let ledger = try threePeople(backend)
    let before = ledger.head
    let line = "ledger restore \(original.path("b.json"))"
    #expect(ledger(line).status == 6)
    ledger.answer = "no"
    #expect(ledger(line).status == 6)
    #expect(ledger(line + " -n").status == 0)
    #expect(ledger.head == before)
    ledger.answer = "yes"
    let result = ledger(line + " -o json")
    #expect(result.status == 0)
    #expect(everything(ledger) == everything(original))
    let aside = try #require(try result.json()["previous"]?.string)
    let name = backend == .sqlite ? "old.sqlite" : "old.json"
    try File.replace(ledger.path(name), with: File(aside, 0).readAll())
    #expect(ledger("ledger info -o json --columns entries,head -L \(name)").output == before)
  }

  @Test func aForeignKeyIsWarnedAbout() throws {
    let original = try busy(.json)
    original("ledger backup b.json")
    let ledger = try TestLedger([LedgerPlugin.self])
    let other = try KeyPair(seed: [UInt8](repeating: 9, count: 32))
    try File.replace(ledger.path(".si64/keys/treasury.json"), with: other.solanaJSON())
    let result = ledger("ledger restore \(original.path("b.json"))")
    #expect(result.status == 0)
    #expect(result.errors.contains("warning"))
    #expect(try ledger.read(".si64/keys/treasury.json") == other.solanaJSON())
  }

  @Test(arguments: ["cut", "cut-line", "cut-commit", "edited", "no-end", "more", "empty", "text"])
  func aFileThatDoesNotVerifyIsRefused(_ damage: String) throws {
    let original = try busy(.json)
    original("ledger backup b.json")
    let text = String(decoding: try original.read("b.json"), as: UTF8.self)
    var lines = text.split(separator: "\n").map(String.init)
    switch damage {
    case "cut": lines.removeLast(2)
    case "cut-line": lines[lines.count - 2].removeLast(20)
    case "cut-commit": lines.remove(at: lines.count - 2)
    case "edited":
      lines = lines.map { String($0.split(separator: "\"note\":\"n\"")[0]) }
    case "no-end": lines.removeLast()
    case "more": lines.append("{}")
    case "empty": lines = []
    default: lines = ["hello"]
    }
    try original.write(lines.joined(separator: "\n"), to: "b.json")
    let ledger = try TestLedger([LedgerPlugin.self])
    let before = ledger.head
    let result = ledger("ledger restore \(original.path("b.json")) -y -o json")
    #expect(result.code == "damaged")
    #expect(result.status == 65)
    #expect(ledger.head == before)
  }

  @Test func aSoundChainOfBrokenRulesIsRefused() throws {
    let original = try threePeople(.json)
    original("ledger backup b.json")
    var entries: [[UInt8]] = []
    try JournalDocument.eachEntry(of: original.path("b.json")) { entry, _, _ in
      entries.append(Array(entry))
    }
    let forged =
      "{\"actor\":\"x\",\"command\":\"ledger transfer\",\"postings\":[{\"amount\":\"500\",\"asset\":\"TOKEN\",\"destination\":\"bob\",\"source\":\"alice\"}],\"sequence\":5,\"time\":1767225600000,\"tx\":2}"
    entries.append(Array(forged.utf8))
    var head = Head.empty
    try JournalDocument.write(original.path("forged.json")) { visit in
      for entry in entries {
        head = entry.withUnsafeBytes { head.following($0) }
        try entry.withUnsafeBufferPointer { try visit($0, head, false) }
      }
    }
    let ledger = try TestLedger([LedgerPlugin.self])
    let result = ledger("ledger restore \(original.path("forged.json")) -y -o json")
    #expect(result.code == "damaged")
    #expect(result.errors.contains("floors"))
  }

  @Test(arguments: Location.Backend.allCases, ["copy.sqlite", "copy.db", "copy.json", "elsewhere"])
  func copiesAreTheSameLedger(_ backend: Location.Backend, _ name: String) throws {
    let ledger = try busy(backend)
    let made = ledger("ledger copy \(name)")
    #expect(made.status == 0)
    #expect(made.errors.contains("keys"))
    let places = [
      "list-accounts -o json", "history -o json", "info -o json --columns entries,head",
    ]
    for line in places {
      #expect(ledger("ledger \(line) -L \(name)").output == ledger("ledger \(line)").output)
    }
    #expect(ledger("ledger verify -L \(name)").status == 0)
    ledger("ledger backup a.json")
    ledger("ledger backup b.json -L \(name)")
    #expect(try ledger.read("a.json") == ledger.read("b.json"))
    let again = ledger("ledger copy \(name) -y -o json")
    #expect(again.code == "exists")
    #expect(again.status == 4)
    #expect(ledger("ledger checkpoint -L \(name) -o json").code == "not-found")
  }

  @Test(arguments: Location.Backend.allCases)
  func compactKeepsEverything(_ backend: Location.Backend) throws {
    let ledger = try busy(backend)
    let before = everything(ledger)
    let result = try ledger("ledger compact -o json").json()
    #expect(result["backend"]?.string == backend.rawValue)
    #expect((result["bytes_after"]?.integer ?? 0) > 0)
    #expect(everything(ledger) == before)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func aDryRunWritesNothing() throws {
    let ledger = try busy(.sqlite)
    #expect(ledger("ledger backup b.json -n").status == 0)
    #expect(ledger("ledger copy c.json -n").status == 0)
    #expect(ledger("ledger compact -n").status == 0)
    #expect(!File.exists(ledger.path("b.json")))
    #expect(!File.exists(ledger.path("c.json")))
  }

  @Test(arguments: [
    ("ledger backup taken", "prompt-needed", 6),
    ("ledger backup missing/b.json", "not-found", 3),
    ("ledger restore missing", "not-found", 3),
    ("ledger restore taken", "damaged", 65),
    ("ledger copy taken.json", "exists", 4),
    ("ledger copy c.json --backend sqlite", "bad-value", 64),
    ("ledger copy c --backend paper", "bad-value", 64),
    ("ledger copy .", "exists", 4),
    ("ledger backup", "usage", 64),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try busy(.sqlite)
    try ledger.write("{}", to: "taken")
    try ledger.write("{}", to: "taken.json")
    let before = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
    #expect(try ledger.read("taken") == Array("{}".utf8))
  }

  @Test func backupReplacesWhenToldTo() throws {
    let ledger = try busy(.json)
    try ledger.write("{}", to: "taken")
    #expect(ledger("ledger backup taken --yes").status == 0)
    #expect(try ledger.read("taken") == ledger.read(".si64/ledger.json"))
    #expect(ledger("ledger backup .si64/ledger.json --yes").status == 4)
  }
}
