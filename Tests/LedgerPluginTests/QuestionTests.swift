// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

/// Nobody waits for a person who thinks about an answer.
@Suite("Questions")
struct QuestionTests {
  @Test(
    arguments: [
      "ledger checkpoint --out taken", "ledger checkpoint --out taken --idempotency-key k",
      "ledger export --format json --out taken", "ledger backup taken", "ledger restore copy",
    ], Location.Backend.allCases)
  func areAskedBeforeTheLock(_ line: String, _ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger backup copy")
    try ledger.write("old", to: "taken")
    var asked = 0
    ledger.answer = "n"
    ledger.whileAsked = { [unowned ledger] in
      asked += 1
      let other = ledger("ledger transfer alice bob 1 --lock-timeout 0")
      #expect(other.status == 0, "\(other.errors)")
    }
    let result = ledger("\(line) -o json")
    #expect(asked == 1)
    #expect(result.code == "refused")
    #expect(result.status == 6)
    #expect(try ledger.read("taken") == Array("old".utf8))
    ledger.answer = "y"
    #expect(ledger(line).status == 0)
    #expect(asked == 2)
    #expect(try line.contains("taken") == (ledger.read("taken") != Array("old".utf8)))
    #expect(ledger("ledger verify").status == 0)
  }

  /// A script that asks again because it did not hear the answer hears it, and is asked nothing.
  @Test(arguments: Location.Backend.allCases)
  func aRepeatAsksNothing(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let line = "ledger checkpoint --out new --idempotency-key k -o json"
    let first = ledger(line)
    #expect(first.status == 0)
    let file = try ledger.read("new")
    #expect(ledger(line).output == first.output)
    #expect(try ledger.read("new") == file)
  }
}
