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
}
