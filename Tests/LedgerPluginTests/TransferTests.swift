// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger transfer and credit")
struct TransferTests {
  static let refusals: [(line: String, code: String, status: Int32)] = [
    ("transfer", "missing-argument", 64), ("transfer alice", "missing-argument", 64),
    ("transfer alice bob", "missing-argument", 64), ("transfer alice bob 0", "bad-amount", 64),
    ("transfer alice bob 1,5", "bad-amount", 64), ("transfer alice bob 1e3", "bad-amount", 64),
    ("transfer alice bob NaN", "bad-amount", 64), ("transfer alice bob +1", "bad-amount", 64),
    ("transfer alice bob 0.5", "precision", 64), ("transfer alice bob 1.234ZAR", "precision", 64),
    ("transfer alice bob 1QQ", "unknown-asset", 64),
    ("transfer alice bob 9223372036854775808", "overflow", 64),
    ("transfer alice nobody 1", "not-found", 3), ("transfer nobody bob 1", "not-found", 3),
    ("transfer alice alice 1", "bad-value", 64), ("transfer a::b bob 1", "bad-name", 64),
    ("transfer alice bob: 1", "bad-name", 64), ("transfer alice a::b 1 --create", "bad-name", 64),
    ("transfer nobody carl 1 --create", "not-found", 3),
    ("transfer alice bob 101", "insufficient-funds", 5),
    ("transfer bob alice 1", "insufficient-funds", 5),
    ("transfer alice bob 1SOL", "insufficient-funds", 5),
    ("transfer frozen bob 1", "account-frozen", 5), ("transfer alice low 11", "above-ceiling", 5),
    ("transfer alice hold:hld-1 1", "reserved-account", 5),
    ("transfer hold:hld-1 alice 1", "reserved-account", 5),
    ("transfer alice escrow:contract:ctr-1 1", "reserved-account", 5),
    ("transfer alice collateral:loan:ln-1 1", "reserved-account", 5),
    ("transfer alice card:crd-1 1", "reserved-account", 5),
    ("transfer alice fx:clearing 1", "reserved-account", 5),
    ("transfer issuer:GRID alice 1GRID", "reserved-account", 5),
    // The reserved name is said before the money is looked at.
    ("transfer bob hold:hld-1 1000", "reserved-account", 5),
    ("transfer alice bob 1 --effective soon", "bad-time", 64),
    ("transfer alice bob 1 --effective 2026-02-30", "bad-time", 64),
    ("credit", "missing-argument", 64), ("credit bob", "missing-argument", 64),
    ("credit bob 1", "missing-argument", 64), ("credit bob 0 --reason x", "bad-amount", 64),
    ("credit nobody 1 --reason x", "not-found", 3),
    ("credit low 11 --reason x", "above-ceiling", 5),
    ("credit hold:hld-1 1 --reason x", "reserved-account", 5),
    ("credit issuer:GRID 1GRID --reason x", "reserved-account", 5),
    ("credit world 1 --reason x", "bad-value", 64),
    ("credit rich 9223372036854775807 --reason x", "overflow", 5),
  ]

  private func ledger(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger("ledger create-account frozen --balance 10")
    ledger("ledger freeze frozen")
    ledger("ledger create-account low --max-balance 10")
    ledger("ledger create-account rich --balance 5")
    ledger("ledger hold alice 0.01ZAR")
    return ledger
  }

  @Test(arguments: Location.Backend.allCases)
  func whatIsRefusedLeavesNothing(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let head = ledger.head
    for row in Self.refusals {
      let result = ledger("ledger \(row.line) -o json")
      #expect(result.code == row.code, "\(row.line)")
      #expect(result.status == row.status, "\(row.line)")
      #expect(result.output.isEmpty, "\(row.line)")
    }
    #expect(ledger.head == head)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func aRefusalSaysWhatIsMissing() throws {
    let ledger = try ledger(.sqlite)
    let poor = ledger("ledger transfer alice bob 150 -o json")
    for (name, value) in [
      ("required", "150"), ("available", "100"), ("account", "alice"), ("asset", "TOKEN"),
    ] {
      #expect(poor.detail(name) == value, "\(name)")
    }
    #expect(ledger("ledger transfer alice low 11 -o json").detail("ceiling") == "10")
    #expect(ledger("ledger transfer frozen bob 1 -o json").detail("account") == "frozen")
    let hint = (try? JSON(parsing: ledger("ledger transfer alice zed 1 -o json").errors))?["error"]
    #expect(hint?["hint"]?.string?.contains("create-account zed") == true)
    let text = ledger("ledger transfer alice bob 150")
    #expect(text.errors.hasPrefix("si64: account 'alice' has 100 TOKEN available"))
  }

  @Test(arguments: Location.Backend.allCases)
  func aTransferShowsAllOfItself(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger.clock = at("2026-02-01T10:00:00Z")
    let line = "ledger transfer alice bob 2.50ZAR --job-id j-1 --note lunch --effective 2026-01-31"
    let made = try ledger("\(line) -o json").json()
    let expected = [
      "kind": "transaction", "id": "tx-3", "from": "alice", "to": "bob", "amount": "2.50",
      "asset": "ZAR", "job_id": "j-1", "note": "lunch", "actor": "tester",
      "command": "ledger transfer", "time": "2026-02-01T10:00:00.000Z",
      "effective": "2026-01-31T00:00:00.000Z",
    ]
    for (key, value) in expected where key != "id" {
      #expect(made[key]?.string == value, "\(key)")
    }
    let id = made["id"]?.string ?? ""
    #expect(try ledger("ledger show \(id) -o json").json() == made)
    #expect(ledger("ledger show \(id) -q").output == "\(id)\n")
    #expect(try ledger.balance("bob", "ZAR") == "2.50")
  }

  @Test(arguments: Location.Backend.allCases)
  func accountsAreMadeOnlyWhenAskedFor(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    #expect(ledger("ledger transfer alice dora 1 -o json").code == "not-found")
    #expect(ledger("ledger transfer alice dora 1 --create").status == 0)
    #expect(ledger("ledger transfer alice dora 1 --create").status == 0)
    #expect(try ledger.balance("dora") == "2")
    ledger.environment["SI64_LEDGER_AUTO_CREATE_ACCOUNTS"] = "true"
    #expect(ledger("ledger transfer alice emil 1").status == 0)
    #expect(ledger("ledger transfer alice pool:prizes 1").status == 0)
    // What fails opens no account.
    #expect(ledger("ledger transfer alice fred 1000 -o json").code == "insufficient-funds")
    #expect(ledger("ledger show-account fred -o json").code == "not-found")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func theDefaultProviderIsPaid() throws {
    let ledger = try threePeople()
    #expect(ledger("ledger transfer alice 5 -o json").code == "missing-argument")
    ledger.environment["SI64_LEDGER_DEFAULT_PROVIDER"] = "carol"
    #expect(ledger("ledger transfer alice 5").status == 0)
    #expect(ledger("ledger transfer alice bob 6").status == 0)
    #expect(try ledger.balance("carol") == "5")
    #expect(try ledger.balance("bob") == "6")
    // A line of a file says all there is to say.
    let line = ledger("ledger transfer --from - -o json", input: #"{"from":"alice","to":"5"}"#)
    #expect(line.code == "missing-argument")
    #expect(line.status == 65)
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchOfLines(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let lines = """
      {"from":"alice","to":"bob","amount":10,"job_id":"a"}

      {"from":"bob","to":"carol","amount":"4 TOKEN","note":"é"}
      {"from":"alice","to":"dora","amount":1,"create":true}
      """
    #expect(ledger("ledger transfer --from -", input: lines).output == "tx-2\ntx-3\ntx-4\n")
    for (name, amount) in [("alice", "89"), ("bob", "6"), ("carol", "4"), ("dora", "1")] {
      #expect(try ledger.balance(name) == amount, "\(name)")
    }
    let csv = "from,to,amount,note\nalice,bob,1,\"a, b\"\nalice,bob,2,\n"
    #expect(
      ledger("ledger transfer --from - --input csv", input: csv).output == "tx-5\ntx-6\n")
    #expect(try ledger("ledger show tx-5 -o json").json()["note"]?.string == "a, b")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(
    arguments: [
      ("{\"from\":\"alice\",\"to\":\"bob\",\"amount\":1000}", "insufficient-funds", 5),
      ("{\"from\":\"alice\",\"to\":\"bob\",\"amount\":\"x\"}", "bad-amount", 65),
      ("{\"from\":\"alice\",\"to\":\"bob\",\"amount\":1.5}", "precision", 65),
      ("{\"from\":\"alice\",\"to\":\"bob\"}", "missing-argument", 65),
      ("{\"from\":\"alice\",\"to\":\"bob\",\"amount\":1,\"memo\":\"x\"}", "unknown-key", 65),
      ("{\"from\":\"alice\",\"to\":\"bob\",\"amount\":1,\"create\":\"yes\"}", "bad-value", 65),
      ("{\"from\":[],\"to\":\"bob\",\"amount\":1}", "bad-value", 65),
      ("{\"from\":\"a\\u0007\",\"to\":\"bob\",\"amount\":1}", "bad-text", 65),
      ("[]", "bad-file", 65), ("{", "bad-file", 65), ("1", "bad-file", 65),
    ] as [(String, String, Int32)])
  func aBadLineIsNamed(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    let head = ledger.head
    let good = #"{"from":"alice","to":"bob","amount":1}"#
    let result = ledger("ledger transfer --from - -o json", input: "\(good)\n\(line)\n\(good)\n")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect((try? JSON(parsing: result.errors))?["error"]?["line"]?.integer == 2)
    #expect(ledger.head == head)
    let some = ledger("ledger transfer --from - --keep-going", input: "\(good)\n\(line)\n\(good)\n")
    #expect(some.status == 2)
    #expect(some.output == "tx-2\ntx-3\n")
    #expect(try ledger.balance("bob") == "2")
  }

  @Test(arguments: Location.Backend.allCases)
  func keys(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let line = "ledger transfer alice bob 5 --note a --idempotency-key k"
    let first = ledger("\(line) -o json")
    ledger("ledger transfer alice bob 7")
    let head = ledger.head
    ledger.clock += 86_400_000
    #expect(ledger("\(line) -o json").output == first.output, "another day, the first result")
    #expect(ledger("\(line)").output == "tx-2\n")
    for other in [
      "ledger transfer alice bob 6 --note a", "ledger transfer alice bob 5 --note b",
      "ledger transfer alice bob 5", "ledger transfer alice carol 5 --note a",
      "ledger credit bob 5 --reason a", "ledger hold alice 5",
    ] {
      let result = ledger("\(other) --idempotency-key k -o json")
      #expect(result.code == "idempotency-mismatch", "\(other)")
      #expect(result.status == 4, "\(other)")
    }
    #expect(ledger.head == head)
    // A refusal and a dry run bind nothing.
    ledger("ledger transfer alice bob 1000 --idempotency-key r")
    ledger("ledger transfer alice bob 1 --idempotency-key r -n")
    #expect(ledger.head == head)
    #expect(ledger("ledger transfer alice bob 2 --idempotency-key r").status == 0)
    #expect(try ledger.balance("bob") == "14")
  }
}
