// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger post")
struct PostTests {
  @Test(arguments: Location.Backend.allCases)
  func manyLegsAreOneTransaction(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let line = #"""
      {"postings":[{"from":"alice","to":"bob","amount":"7"},{"from":"alice","to":"carol","amount":"2.50 ZAR"},{"from":"alice","to":"carol","amount":"1","asset":"ZAR"}],"note":"dinner","job_id":"j1","effective":"2025-12-24"}
      """#
    let made = try ledger("ledger post --from - -o jsonl", input: line).json()
    #expect(made["postings"]?.array?.count == 3)
    #expect(made["note"]?.string == "dinner")
    #expect(made["job_id"]?.string == "j1")
    #expect(made["effective"]?.string == "2025-12-24T00:00:00.000Z")
    #expect(try ledger.balance("bob") == "7")
    #expect(try ledger.balance("carol", "ZAR") == "3.50")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func boundsHoldForTheNetResult() throws {
    let ledger = try threePeople()
    let through =
      #"{"postings":[{"from":"bob","to":"carol","amount":30},{"from":"alice","to":"bob","amount":30}]}"#
    #expect(ledger("ledger post --from -", input: through).status == 0)
    #expect(try ledger.balance("bob") == "0")
    #expect(try ledger.balance("carol") == "30")
    let short =
      #"{"postings":[{"from":"bob","to":"carol","amount":30},{"from":"alice","to":"bob","amount":29}]}"#
    #expect(ledger("ledger post --from - -o json", input: short).code == "insufficient-funds")
    #expect(try ledger.balance("carol") == "30")
  }

  @Test func allOfAFileOrNothing() throws {
    let ledger = try threePeople()
    let before = ledger.head
    let lines = """
      {"postings":[{"from":"alice","to":"bob","amount":1}]}
      {"postings":[{"from":"alice","to":"bob","amount":1000}]}
      """
    let result = ledger("ledger post --from - -o json", input: lines)
    #expect(result.status == 5)
    #expect((try? JSON(parsing: result.errors))?["error"]?["line"]?.integer == 2)
    #expect(ledger.head == before)
  }

  @Test func aKeyOfALineIsKept() throws {
    let ledger = try threePeople()
    let line = #"{"postings":[{"from":"alice","to":"bob","amount":1}],"idempotency_key":"k"}"#
    let first = ledger("ledger post --from -", input: line)
    #expect(ledger("ledger post --from -", input: line).output == first.output)
    #expect(try ledger.balance("bob") == "1")
    let other = #"{"postings":[{"from":"alice","to":"bob","amount":2}],"idempotency_key":"k"}"#
    let result = ledger("ledger post --from - -o json", input: other)
    #expect(result.code == "idempotency-mismatch")
    #expect(result.status == 4)
  }

  @Test func postingsOnTheCommandLine() throws {
    let ledger = try threePeople()
    let postings = #"[{"from":"alice","to":"bob","amount":"4"}]"#
    #expect(ledger.run("ledger", "post", "--postings", postings).output == "tx-2\n")
    #expect(try ledger.balance("bob") == "4")
  }

  @Test(arguments: [
    ("{}", "missing-argument", 65),
    (#"{"postings":[]}"#, "bad-value", 65),
    (#"{"postings":{}}"#, "bad-value", 65),
    (#"{"postings":"nonsense"}"#, "bad-value", 65),
    (#"{"postings":["alice"]}"#, "bad-value", 65),
    (#"{"postings":[{"from":"alice","to":"bob"}]}"#, "missing-argument", 65),
    (#"{"postings":[{"from":"alice","amount":1}]}"#, "missing-argument", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":"1,0"}]}"#, "bad-amount", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":0}]}"#, "bad-amount", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":0.5}]}"#, "precision", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":"1ZAR","asset":"USD"}]}"#, "bad-value", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":1,"asset":"QQ"}]}"#, "unknown-asset", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":1,"memo":"x"}]}"#, "unknown-key", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":1}],"memo":"x"}"#, "unknown-key", 65),
    (#"{"postings":[{"from":"alice","to":"bob","amount":1}],"effective":"soon"}"#, "bad-time", 65),
    (#"{"postings":[{"from":"alice","to":"nobody","amount":1}]}"#, "not-found", 3),
    (#"{"postings":[{"from":"alice","to":"alice","amount":1}]}"#, "bad-value", 65),
    (#"{"postings":[{"from":"alice","to":"hold:hld-1","amount":1}]}"#, "reserved-account", 5),
    (#"{"postings":[{"from":"issuer:GRID","to":"bob","amount":"1GRID"}]}"#, "reserved-account", 5),
    (#"{"postings":[{"from":"alice","to":"bob","amount":101}]}"#, "insufficient-funds", 5),
    ("nonsense", "bad-file", 65),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    let before = ledger.head
    let result = ledger("ledger post --from - -o json", input: line)
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
  }
}
