// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger holds, and what a hold says of itself")
struct HoldListTests {
  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger("ledger hold alice 20 --to bob")
    ledger("ledger hold alice 10 --to bob")
    ledger("ledger capture hld-2")
    ledger("ledger hold alice 5")
    ledger("ledger release hld-3")
    ledger("ledger hold alice 2 --expires-in 1s")
    ledger("ledger credit carol 9 --reason x")
    ledger("ledger hold carol 3 --to bob")
    ledger.clock += 1000
    return ledger
  }

  @Test(
    arguments: [
      ("", "hld-5 hld-4 hld-3 hld-2 hld-1"), ("--account alice", "hld-4 hld-3 hld-2 hld-1"),
      ("--account carol", "hld-5"), ("--account bob", ""), ("--status open", "hld-5 hld-1"),
      ("--status captured", "hld-2"), ("--status released", "hld-3"),
      ("--status expired", "hld-4"), ("--account alice --status open", "hld-1"),
      ("--limit 2", "hld-5 hld-4"), ("--filter to=bob --sort id", "hld-1 hld-2 hld-5"),
    ], Location.Backend.allCases)
  func finds(_ row: (options: String, ids: String), _ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let expected = row.ids.split(separator: " ").map { $0 + "\n" }.joined()
    #expect(ledger("ledger holds \(row.options) -q").output == expected)
    ledger("ledger sweep")
    #expect(ledger("ledger holds \(row.options) -q").output == expected, "swept")
  }

  @Test func columns() throws {
    #expect(
      try ledger()("ledger holds --account carol").output
        == "hld-5\tcarol\tbob\t3\t3\tTOKEN\topen\t2026-01-01T00:00:00.000Z\t\n")
  }

  @Test(arguments: [
    ("holds --account nobody", "not-found", 3), ("holds --account a::b", "bad-name", 64),
    ("holds --status lapsed", "bad-value", 64), ("show hld-9", "not-found", 3),
    ("show hld-", "not-found", 3), ("capture hld-1 1 --to carol", "conflict", 4),
    ("capture hld-1 1 --to alice", "conflict", 4),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try ledger()
    let head = ledger.head
    let result = ledger("ledger \(line) -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == head)
  }

  @Test(arguments: Location.Backend.allCases)
  func captureAndReleaseNameWhatTheyMoved(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let part = ledger("ledger capture hld-1 5 --idempotency-key k -o json")
    #expect(try part.json()["tx"]?.string == "tx-10")
    #expect(try part.json()["captured"]?.string == "5")
    #expect(try part.json()["remaining"]?.string == "15")
    let rest = ledger("ledger release hld-1 -o json")
    #expect(try rest.json()["tx"]?.string == "tx-11")
    #expect(try rest.json()["released"]?.string == "15")
    #expect(try rest.json()["captured"] == nil)
    // Later movements do not change what a key answers.
    #expect(ledger("ledger capture hld-1 5 --idempotency-key k -o json").output == part.output)
    #expect(ledger("ledger release hld-1 -o json").output == rest.output)
    #expect(ledger("ledger capture hld-5 --to bob -q").output == "hld-5\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func aHoldShowsItsMovements(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    ledger("ledger capture hld-1 5")
    let hold = try ledger("ledger show hld-1 -o json").json()
    #expect(hold["kind"]?.string == "hold")
    #expect(hold["remaining"]?.string == "15")
    let moves = hold["postings"]?.array ?? []
    #expect(moves.map { $0["id"]?.string } == ["tx-2", "tx-10"])
    #expect(moves.map { $0["to"]?.string } == ["hold:hld-1", "bob"])
    #expect(moves.map { $0["amount"]?.string } == ["20", "5"])
    #expect(ledger("ledger show - -q", input: "hld-1\ntx-1\n").output == "hld-1\ntx-1\n")
    let lapsed = ledger("ledger show hld-4 -o tsv --columns status,remaining --no-header")
    #expect(lapsed.output == "expired\t0\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func whatLiesOnAHoldCannotBeFrozen(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(ledger("ledger freeze hold:hld-1 -o json").code == "reserved-account")
    #expect(ledger("ledger thaw hold:hld-1").status == 0)
  }
}
