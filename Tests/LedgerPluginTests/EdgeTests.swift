// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

/// Where rules meet: each of these went wrong once.
@Suite("Edges")
struct EdgeTests {
  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger("ledger create-account alice --balance 100")
    ledger("ledger create-account bob")
    return ledger
  }

  @Test(arguments: Location.Backend.allCases)
  func aRevertNeverPutsMoneyBackOnALapsedHold(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    ledger("ledger hold alice 40 --expires-in 10m --at 2026-01-01T00:00:10Z")
    let transfer = ledger("ledger transfer alice bob 70 --at 2026-01-01T00:10:10Z -o json")
    #expect(try transfer.json()["amount"]?.string == "70")
    #expect(ledger("ledger revert tx-3 --reason oops --at 2026-01-01T00:10:10Z").status == 0)
    #expect(ledger("ledger balance alice --at 2026-01-02").output == "TOKEN\t100\t100\t0\n")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: ["3TOKEN", "003"])
  func oneAmountInOtherWordsIsTheSameCall(_ other: String) throws {
    let ledger = try ledger()
    let first = ledger("ledger transfer alice bob 3 --idempotency-key k")
    let again = ledger("ledger transfer alice bob \(other) --idempotency-key k")
    #expect(again.status == 0)
    #expect(again.output == first.output)
    #expect(ledger("ledger balance bob").output == "TOKEN\t3\t3\t0\n")
  }

  @Test func theSameWordsWithAnotherMeaningAreAnotherCall() throws {
    let ledger = try ledger()
    ledger("ledger credit alice 9USD --reason gift")
    ledger("ledger transfer alice bob 5 --idempotency-key asset")
    ledger.environment["SI64_LEDGER_ASSET"] = "USD"
    let other = ledger("ledger transfer alice bob 5 --idempotency-key asset -o json")
    #expect(other.code == "idempotency-mismatch")
    ledger.environment = ["SI64_LEDGER_DEFAULT_PROVIDER": "bob"]
    ledger("ledger transfer alice 1 --idempotency-key provider")
    ledger("ledger create-account carol")
    ledger.environment = ["SI64_LEDGER_DEFAULT_PROVIDER": "carol"]
    let moved = ledger("ledger transfer alice 1 --idempotency-key provider -o json")
    #expect(moved.code == "idempotency-mismatch")
  }

  @Test func watchIsNothingForCommandsThatWrite() throws {
    let ledger = try ledger()
    let result = ledger("ledger transfer alice bob 1 --watch 500ms -o json")
    #expect(result.status == 64)
    #expect(result.code == "usage")
    #expect(ledger("ledger balance alice").output == "TOKEN\t100\t100\t0\n")
  }

  @Test func whatAnOverdraftAllowsCanBePaid() throws {
    let ledger = try ledger()
    ledger("ledger create-account carol --overdraft 10")
    #expect(ledger("ledger balance carol --at-least 10").status == 0)
    #expect(ledger("ledger balance carol --at-least 11").status == 1)
    #expect(ledger("ledger transfer carol bob 10").status == 0)
    #expect(ledger("ledger balance carol --at-least 1").status == 1)
  }

  @Test func moneyOfALapsedHoldIsShownOnce() throws {
    let ledger = try ledger()
    ledger("ledger hold alice 40 --expires-in 10m")
    let late = "--at 2026-01-02"
    #expect(ledger("ledger balance alice \(late)").output == "TOKEN\t100\t100\t0\n")
    #expect(ledger("ledger balance hold:hld-1 \(late)").output == "TOKEN\t0\t0\t0\n")
    #expect(ledger("ledger balance hold:hld-1").output == "TOKEN\t40\t40\t0\n")
  }

  @Test func aBackupMakesALedgerWhereThereIsNone() throws {
    let ledger = try ledger()
    let file = ledger.path("backup.json")
    #expect(ledger("ledger backup \(file)").status == 0)
    let new = ledger.path("new.sqlite")
    #expect(ledger("ledger restore \(file) -L \(new)").status == 0)
    #expect(ledger("ledger balance alice -L \(new)").output == "TOKEN\t100\t100\t0\n")
    #expect(ledger("ledger verify -L \(new)").status == 0)
  }

  @Test func controlCharactersOfBothKindsAreRefused() throws {
    let ledger = try ledger()
    for note in ["a\u{1B}[31m", "a\u{9B}31m", "a\u{7F}"] {
      let result = ledger.run("ledger", "transfer", "alice", "bob", "1", "--note", note, "-ojson")
      #expect(result.code == "bad-text")
    }
    #expect(ledger.run("ledger", "transfer", "alice", "bob", "1", "--note", "å→é 🙂").status == 0)
  }

  @Test(arguments: [
    ("ledger transfer alice bob -1", "bad-amount"),
    ("ledger create-account carol --balance -5", "bad-amount"),
    ("ledger asset add ABC --decimals -1", "bad-value"),
    ("ledger transfer alice bob 1 --colour red", "unknown-option"),
  ])
  func wordsTheParserTakesForOptions(_ line: String, _ code: String) throws {
    let result = try ledger()("\(line) -o json")
    #expect(result.status == 64)
    #expect(result.code == code)
  }

  @Test func aCaptureIsNoWayPastACeiling() throws {
    let ledger = try ledger()
    ledger("ledger create-account low --max-balance 10")
    ledger("ledger hold alice 50 --to low")
    let refused = ledger("ledger capture hld-1 -o json")
    #expect(refused.code == "above-ceiling")
    #expect(ledger("ledger capture hld-1 10").status == 0)
    #expect(ledger("ledger capture hld-1 1 -o json").code == "above-ceiling")
    // What goes back is the payer's own, whatever the payer may hold by then.
    #expect(ledger("ledger release hld-1").status == 0)
    #expect(ledger("ledger balance low").output == "TOKEN\t10\t10\t0\n")
  }

  @Test func historyListsWhatSomebodyDid() throws {
    let ledger = try ledger()
    ledger("ledger transfer alice bob 1 --actor robot")
    #expect(ledger("ledger history --actor robot -q").output == "tx-2\n")
    #expect(ledger("ledger history --actor tester -q").output == "tx-1\n")
    #expect(ledger("ledger history --actor nobody -q").output.isEmpty)
    #expect(ledger("ledger history -q").output == "tx-2\ntx-1\n")
  }

  @Test(arguments: ["tx-01", "tx-+1", "tx-0", "tx-1 ", "TX-1", "tx-"])
  func anIdIsWrittenInOneWay(_ id: String) throws {
    let ledger = try ledger()
    #expect(ledger.run("ledger", "show", id, "-o", "json").code == "not-found")
    #expect(ledger.run("ledger", "revert", id, "--reason", "x", "-o", "json").code == "not-found")
  }

  /// Also right behind the last entry, and also where a cache knows that entry.
  @Test(arguments: ["x", " ", ",{}", ", ", ",\n"], [true, false])
  func anEditedFileIsReadOnly(_ more: String, _ isWarm: Bool) throws {
    let ledger = try ledger(.json)
    let path = ".si64/ledger.json"
    let text = String(decoding: try ledger.read(path), as: UTF8.self)
    #expect(text.hasSuffix("}\n]}"))
    // In place: another file would not go on from what the cache knows.
    let file = try File(ledger.path(path), 2)
    try file.write(Array("\(more)\n]}".utf8), at: Int64(text.utf8.count - 3))
    if !isWarm { ledger.environment["XDG_CACHE_HOME"] = ledger.path("other") }
    let before = try ledger.read(path)
    #expect(ledger("ledger create-account carol").status == 65)
    #expect(ledger("ledger verify").status == 1)
    #expect(try ledger.read(path) == before)
  }
}
