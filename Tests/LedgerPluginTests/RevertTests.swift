// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger revert")
struct RevertTests {
  @Test(arguments: Location.Backend.allCases)
  func aTransferGoesBackWhole(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let id = ledger("ledger transfer alice bob 30 --job-id j1 --note lunch").output.dropLast()
    let revert = try ledger("ledger revert \(id) --reason wrong -o json").json()
    #expect(revert["reverts"]?.string == String(id))
    #expect(revert["from"]?.string == "bob")
    #expect(revert["to"]?.string == "alice")
    #expect(revert["amount"]?.string == "30")
    #expect(revert["job_id"]?.string == "j1")
    #expect(revert["note"]?.string == "lunch")
    #expect(revert["reason"]?.string == "wrong")
    #expect(try ledger.balance("alice") == "100")
    #expect(ledger("ledger history --job-id j1 -q").output.split(separator: "\n").count == 2)
    let again = ledger("ledger revert \(id) --reason again -o json")
    #expect(again.code == "not-revertible")
    #expect(again.status == 5)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func partsNeverAddUpToMoreThanTheOriginal(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger transfer alice bob 30")
    ledger("ledger credit bob 100 --reason plenty")
    #expect(ledger("ledger revert tx-2 --reason a --amount 12").status == 0)
    #expect(ledger("ledger revert tx-2 --reason b --amount 17").status == 0)
    let refused = ledger("ledger revert tx-2 --reason c --amount 2 -o json")
    #expect(refused.code == "amount-too-large")
    #expect(refused.detail("available") == "1")
    #expect(try ledger("ledger revert tx-2 --reason d -o json").json()["amount"]?.string == "1")
    #expect(ledger("ledger revert tx-2 --reason e --amount 1 -o json").code == "not-revertible")
    #expect(try ledger.balance("alice") == "100")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func everyOrderOfPartsStopsAtTheOriginal() throws {
    var random = SeededNumbers(seed: 20_260_101)
    for _ in 0..<5 {
      let ledger = try threePeople()
      ledger("ledger transfer alice bob 40")
      ledger("ledger credit bob 1000 --reason plenty")
      var left = 40
      while left > 0 {
        let part = 1 + random.next(below: 25)
        let status = ledger("ledger revert tx-2 --reason part --amount \(part)").status
        #expect(status == (part <= left ? 0 : 5), "seed 20260101, part \(part) of \(left)")
        if part <= left { left -= part }
      }
      #expect(try ledger.balance("alice") == "100")
    }
  }

  @Test func aCreditGoesBackToTheWorld() throws {
    let ledger = try threePeople()
    ledger("ledger credit bob 5 --reason oops")
    #expect(ledger("ledger revert tx-2 --reason oops").status == 0)
    #expect(try ledger.balance("bob") == "0")
    #expect(try ledger.balance("world") == "-100")
  }

  @Test func allPostingsGoBackTogether() throws {
    let ledger = try threePeople()
    let line =
      #"{"postings":[{"from":"alice","to":"bob","amount":5},{"from":"bob","to":"carol","amount":"3"}]}"#
    ledger("ledger post --from -", input: line)
    #expect(ledger("ledger revert tx-2 --reason x --amount 1 -o json").code == "bad-value")
    #expect(ledger("ledger revert tx-2 --reason x").status == 0)
    #expect(try ledger.balance("alice") == "100")
    #expect(try ledger.balance("bob") == "0")
    #expect(try ledger.balance("carol") == "0")
    #expect(ledger("ledger revert tx-2 --reason x -o json").code == "not-revertible")
  }

  @Test func goneFundsStayGone() throws {
    let ledger = try threePeople()
    ledger("ledger transfer alice bob 30")
    ledger("ledger transfer bob carol 20")
    let result = ledger("ledger revert tx-2 --reason late -o json")
    #expect(result.code == "insufficient-funds")
    #expect(result.detail("available") == "10")
    #expect(result.detail("required") == "30")
    #expect(ledger("ledger revert tx-2 --reason late --amount 10").status == 0)
  }

  @Test func aKeyMakesItHappenOnce() throws {
    let ledger = try threePeople()
    ledger("ledger transfer alice bob 30")
    let first = ledger("ledger revert tx-2 --reason x --amount 5 --idempotency-key k -o json")
    let second = ledger("ledger revert tx-2 --reason x --amount 5 --idempotency-key k -o json")
    #expect(first.output == second.output)
    #expect(try ledger.balance("bob") == "25")
  }

  @Test func idsComeFromStandardInput() throws {
    let ledger = try threePeople()
    ledger("ledger transfer alice bob 30")
    ledger("ledger transfer alice carol 30")
    #expect(ledger("ledger revert - --reason x", input: "tx-2\ntx-3\n").output == "tx-4\ntx-5\n")
    #expect(try ledger.balance("alice") == "100")
  }

  @Test(arguments: [
    ("ledger revert tx-99 --reason x", "not-found", 3),
    ("ledger revert acc-1 --reason x", "not-found", 3),
    ("ledger revert tx-2", "missing-argument", 64),
    ("ledger revert tx-2 --reason x --amount 0", "bad-amount", 64),
    ("ledger revert tx-2 --reason x --amount 1ZAR", "bad-amount", 64),
    ("ledger revert tx-2 --reason x --amount 0.5", "precision", 64),
    ("ledger revert tx-2 --reason x --amount 31", "amount-too-large", 5),
    ("ledger revert tx-1 --reason x", "not-revertible", 5),
    ("ledger revert tx-4 --reason x", "not-revertible", 5),
    ("ledger revert tx-5 --reason x", "not-revertible", 5),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    ledger("ledger transfer alice bob 30")
    ledger("ledger transfer alice carol 1")
    ledger("ledger revert tx-3 --reason x")
    ledger("ledger hold alice 5")
    let before = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
  }
}
