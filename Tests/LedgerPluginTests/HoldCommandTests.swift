// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger hold, capture, release and sweep")
struct HoldCommandTests {
  /// hld-1 is open and says who is paid, hld-2 does not, hld-3 is captured, hld-4 released, hld-5
  /// lapsed.
  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger("ledger hold alice 20 --to bob")
    ledger("ledger hold alice 10")
    ledger("ledger hold alice 5 --to bob")
    ledger("ledger capture hld-3")
    ledger("ledger hold alice 5 --to bob")
    ledger("ledger release hld-4")
    ledger("ledger hold alice 2 --to bob --expires-in 1s")
    ledger.clock += 1000
    return ledger
  }

  static let refusals: [(line: String, code: String, status: Int32)] = [
    ("hold", "missing-argument", 64), ("hold alice", "missing-argument", 64),
    ("hold alice 0", "bad-amount", 64), ("hold alice 0.5", "precision", 64),
    ("hold alice 1QQ", "unknown-asset", 64), ("hold nobody 1", "not-found", 3),
    ("hold alice 1 --to nobody", "not-found", 3), ("hold alice 66", "insufficient-funds", 5),
    ("hold hold:hld-1 1", "reserved-account", 5),
    ("hold alice 1 --to escrow:order:ord-1", "reserved-account", 5),
    ("hold alice 1 --expires-in 0", "bad-value", 64),
    ("hold alice 1 --expires-in soon", "bad-value", 64),
    ("hold alice 1 --expires-in=-1s", "bad-value", 64),
    ("hold alice 1 --expires-in 9223372036854775807ms", "overflow", 64),
    ("hold alice 1 --expires-in 9000000d", "overflow", 64),
    ("capture", "missing-argument", 64), ("capture hld-9", "not-found", 3),
    ("capture tx-1", "not-found", 3), ("capture hld-2", "missing-argument", 64),
    ("capture hld-2 --to nobody", "not-found", 3),
    ("capture hld-2 --to hold:hld-1", "reserved-account", 5),
    ("capture hld-1 21", "amount-too-large", 5), ("capture hld-1 0", "bad-amount", 64),
    ("capture hld-1 1ZAR", "bad-amount", 64), ("capture hld-1 0.1", "precision", 64),
    ("capture hld-3", "bad-state", 5), ("capture hld-4", "bad-state", 5),
    ("capture hld-5", "bad-state", 5), ("capture hld-5 1", "bad-state", 5),
    ("release", "missing-argument", 64), ("release hld-9", "not-found", 3),
    ("release hld-3", "bad-state", 5), ("release hld-5", "bad-state", 5),
    ("capture hld-1 --at 2025-12-31", "clock-regression", 4),
    ("release hld-1 --at 2025-12-31T23:59:59.999Z", "clock-regression", 4),
  ]

  @Test(arguments: Location.Backend.allCases)
  func whatIsRefusedLeavesNothing(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let head = ledger.head
    for row in Self.refusals {
      let result = ledger("ledger \(row.line) -o json")
      // A positional argument that must be there is the parser's to miss.
      let isParser = ["capture", "release"].contains(row.line)
      #expect(result.code == row.code || isParser, "\(row.line)")
      #expect(result.status == row.status, "\(row.line)")
    }
    #expect(ledger.head == head)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: [
    ("capture hld-3", "captured", "captured"), ("capture hld-4", "released", "captured"),
    ("capture hld-5", "expired", "captured"), ("release hld-3", "captured", "released"),
    ("release hld-5", "expired", "released"),
  ])
  func aBadStateSaysFromAndTo(_ line: String, _ from: String, _ to: String) throws {
    let result = try ledger()("ledger \(line) -o json")
    #expect(result.detail("from") == from)
    #expect(result.detail("to") == to)
  }

  @Test(arguments: Location.Backend.allCases)
  func aHoldShowsAllOfItself(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let hold = try ledger("ledger hold alice 2.50ZAR --to bob --expires-in 90m -o json").json()
    let expected = [
      "kind": "hold", "id": "hld-1", "account": "alice", "to": "bob", "amount": "2.50",
      "remaining": "2.50", "asset": "ZAR", "status": "open",
      "created_at": "2026-01-01T00:00:00.000Z", "expires_at": "2026-01-01T01:30:00.000Z",
    ]
    for (key, value) in expected { #expect(hold[key]?.string == value, "\(key)") }
    let part = try ledger("ledger capture hld-1 1 -o json").json()
    #expect(part["remaining"]?.string == "1.50", "a bare amount is of the hold's own asset")
    #expect(part["status"]?.string == "open")
    let rest = try ledger("ledger capture hld-1 -o json").json()
    #expect(rest["remaining"]?.string == "0.00")
    #expect(rest["status"]?.string == "captured")
    #expect(try ledger.balance("bob", "ZAR") == "2.50")
  }

  @Test func aBalanceShowsBothParts() throws {
    let ledger = try ledger()
    let balance = try ledger("ledger balance alice --asset TOKEN -o json").json()
    #expect(balance["balance"]?.string == "65")
    #expect(balance["available"]?.string == "65")
    #expect(balance["held"]?.string == "30")
    #expect(ledger("ledger balance alice --asset TOKEN --at-least 65").status == 0)
    #expect(ledger("ledger balance alice --asset TOKEN --at-least 66").status == 1)
  }

  @Test func whoIsPaidWhereNobodyIsNamed() throws {
    let ledger = try ledger()
    ledger.environment["SI64_LEDGER_DEFAULT_PROVIDER"] = "carol"
    #expect(ledger("ledger capture hld-2 1").status == 0)
    #expect(ledger("ledger capture hld-1 1").status == 0)
    let other = ledger("ledger capture hld-1 2 --to carol -o json")
    #expect(other.code == "conflict")
    #expect(other.status == 4)
    #expect(ledger("ledger capture hld-1 2 --to bob").status == 0)
    #expect(try ledger.balance("carol") == "1")
    #expect(try ledger.balance("bob") == "8")
  }

  @Test(arguments: Location.Backend.allCases)
  func releasingTwiceIsReleasingOnce(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let first = ledger("ledger release hld-1 -o json")
    let head = ledger.head
    #expect(ledger("ledger release hld-1 -o json").output == first.output)
    #expect(ledger.head == head)
    #expect(try ledger.balance("alice") == "85")
  }

  @Test(arguments: Location.Backend.allCases)
  func aSweepRecordsWhatHasLapsed(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    for (amount, span) in [(1, "3s"), (2, "1s"), (4, "2s"), (8, "1h")] {
      ledger("ledger hold alice \(amount) --expires-in \(span)")
    }
    ledger.clock += 999
    #expect(try ledger("ledger sweep -o json").json()["expired_holds"]?.integer == 0)
    ledger.clock += 1001
    let before = try ledger("ledger info -o json").json()["entries"]?.integer ?? 0
    let swept = ledger("ledger sweep --idempotency-key k -o json")
    #expect(try swept.json()["expired_holds"]?.integer == 2)
    // One entry each, in one commit, each as of its own moment, in the order of the clock.
    #expect(try ledger("ledger info -o json").json()["entries"]?.integer == before + 2)
    let made = try ledger("ledger history --limit 2 -o json").json().array ?? []
    #expect(made.map { $0["from"]?.string } == ["hold:hld-3", "hold:hld-2"])
    #expect(made.map { $0["command"]?.string } == ["ledger sweep", "ledger sweep"])
    let effective = made.map { $0["postings"]?.array?.first?["effective"]?.string }
    #expect(effective == ["2026-01-01T00:00:02.000Z", "2026-01-01T00:00:01.000Z"])
    let head = ledger.head
    #expect(ledger("ledger sweep --idempotency-key k -o json").output == swept.output)
    #expect(try ledger("ledger sweep -o json").json()["expired_holds"]?.integer == 0)
    #expect(ledger.head == head)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func aDryRunOfASweep() throws {
    let ledger = try ledger()
    let head = ledger.head
    #expect(try ledger("ledger sweep -n -o json").json()["expired_holds"]?.integer == 1)
    #expect(ledger.head == head)
    #expect(try ledger("ledger sweep -o json").json()["expired_holds"]?.integer == 1)
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchOfHolds(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let lines = """
      {"from":"alice","amount":10,"to":"bob","expires_in":"1h"}
      {"from":"alice","amount":"5 ZAR"}
      """
    #expect(ledger("ledger hold --from -", input: lines).output == "hld-1\nhld-2\n")
    let head = ledger.head
    let bad = #"{"from":"alice","amount":1}"# + "\n" + #"{"from":"alice","amount":1000}"#
    #expect(ledger("ledger hold --from - -o json", input: bad).code == "insufficient-funds")
    #expect(ledger.head == head)
    #expect(ledger("ledger release - -q", input: "hld-2\nhld-1\n").output == "hld-2\nhld-1\n")
    #expect(ledger("ledger hold alice 1 -q").output == "hld-3\n", "ids of refused lines are free")
  }
}
