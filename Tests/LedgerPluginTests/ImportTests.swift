// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger import")
struct ImportTests {
  private static let seed = """
    {"accounts": {
      "alice": {"balance": 90, "created_at": "2025-12-07T04:20:00Z", "meta": {}},
      "provider": {"balance": 10, "created_at": "2025-12-07T04:20:00.123456", "meta": {"tier": 2, "city": "Jozi"}},
      "idle": {"balance": 0, "created_at": "2025-12-08T04:20:00Z", "meta": {"a": "b"}, "color": "red"}},
     "transfers": [
      {"id": "550e8400-e29b-41d4-a716-446655440000", "timestamp": "2025-12-07T04:21:00Z",
       "from_account": "alice", "to_account": "provider", "amount": 10, "job_id": "job_123", "note": null},
      {"id": "b", "timestamp": "2025-12-07T04:22:00.5+02:00", "from_account": "provider",
       "to_account": "alice", "amount": 4, "job_id": "", "note": "back", "status": "ok"},
      {"id": "c", "timestamp": "2025-12-07T04:23:00Z",
       "from_account": "alice", "to_account": "provider", "amount": 4, "job_id": null, "note": null}]}
    """

  /// Members in one order, so that equal documents are equal.
  private func sorted(_ text: String) throws -> JSON {
    try JSON(parsing: JSON(parsing: text).canonicalText)
  }

  @Test(arguments: Location.Backend.allCases)
  func theMeshSeedComesBackEqual(_ backend: Location.Backend) throws {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    try ledger.write(Self.seed, to: "mesh.json")
    let result = try ledger("ledger import --format mesh mesh.json -o json").json()
    #expect(result["accounts"]?.integer == 3)
    #expect(result["transactions"]?.integer == 4)
    #expect(try ledger.balance("alice") == "90")
    #expect(try ledger.balance("world") == "-100")
    let first = try ledger("ledger show tx-2 -o json").json()
    #expect(first["external_id"]?.string == "550e8400-e29b-41d4-a716-446655440000")
    #expect(first["effective"]?.string == "2025-12-07T04:21:00.000Z")
    #expect(first["job_id"]?.string == "job_123")
    let out = ledger("ledger export --format mesh").output
    #expect(try sorted(out) == sorted(Self.seed))
    #expect(ledger("ledger verify").status == 0)
    let again = try TestLedger([LedgerPlugin.self], backend: backend)
    try again.write(out, to: "mesh.json")
    #expect(again("ledger import --format mesh mesh.json").status == 0)
    #expect(again("ledger export --format mesh").output == out)
  }

  @Test(arguments: [
    ("x,y\n", "keys are"), ("from;to;amount\nworld;a;1\n", "';'"),
    ("from\tto\tamount\nworld\ta\t1\n", "tabs"), ("from,to,amount\rworld,a,1\r", "CR alone"),
    ("world,a,1\n", "keys are"),
  ])
  func aFileThatWasNotUnderstood(_ text: String, _ hint: String) throws {
    let ledger = try TestLedger([LedgerPlugin.self])
    let before = ledger.head
    let result = ledger("ledger import --format csv - -o json", input: text)
    #expect(result.status == 65)
    let error = try JSON(parsing: result.errors)["error"]
    #expect(error?["line"]?.integer == 1)
    #expect(error?["hint"]?.string?.contains(hint) == true, "\(result.errors)")
    #expect(ledger.head == before)
  }

  @Test func aMeshIsImportedOnce() throws {
    let ledger = try TestLedger([LedgerPlugin.self])
    try ledger.write(Self.seed, to: "mesh.json")
    let line = "ledger import --format mesh mesh.json -o json"
    let first = ledger(line + " --idempotency-key k")
    let before = ledger.head
    let second = ledger(line)
    #expect(second.code == "exists")
    #expect(second.status == 4)
    #expect(ledger(line + " --idempotency-key k").output == first.output)
    try ledger.write(Self.seed + "\n", to: "mesh.json")
    #expect(ledger(line + " --idempotency-key k").code == "idempotency-mismatch")
    #expect(ledger.head == before)
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func whatIsExportedIsReadBack(_ format: String, _ backend: Location.Backend) throws {
    let original = try threePeople(backend)
    original.run(
      "ledger", "transfer", "alice", "bob", "10", "--note", "a, \"b\" é", "--job-id", "j",
      "--effective", "2025-01-02T03:04:05.678Z")
    original(
      "ledger post --from -",
      input:
        #"{"postings":[{"from":"alice","to":"bob","amount":1},{"from":"alice","to":"carol","amount":"1.50ZAR"}]}"#
    )
    original("ledger revert tx-2 --reason oops --amount 4")
    let text = original("ledger export --format \(format)").output
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger.clock = at("2026-06-01")
    let done = try ledger("ledger import --format \(format) - -o json", input: text).json()
    #expect(done["transactions"]?.integer == 4)
    #expect(ledger("ledger report trial").output == original("ledger report trial").output)
    let moved = try ledger("ledger show tx-2 -o json").json()
    #expect(moved["external_id"]?.string?.hasSuffix("/tx-2") == true)
    #expect(moved["effective"]?.string == "2025-01-02T03:04:05.678Z")
    #expect(moved["note"]?.string == "a, \"b\" é")
    #expect(moved["time"]?.string == "2026-06-01T00:00:00.000Z")
    #expect(try ledger("ledger show tx-3 -o json").json()["postings"]?.array?.count == 2)
    let before = ledger.head
    let again = ledger("ledger import --format \(format) - -o json", input: text)
    #expect(again.code == "exists")
    #expect(again.status == 4)
    #expect(ledger.head == before)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: [
    ("mesh", "nonsense", "bad-file", 65),
    ("mesh", "{}", "bad-file", 65),
    ("mesh", #"{"accounts":{},"transfers":[],"more":1}"#, "unknown-key", 65),
    ("mesh", #"{"accounts":{"a b":{"balance":1}},"transfers":[]}"#, "bad-name", 65),
    ("mesh", #"{"accounts":{"world":{"balance":1}},"transfers":[]}"#, "reserved-account", 5),
    ("mesh", #"{"accounts":{"hold:x":{"balance":1}},"transfers":[]}"#, "reserved-account", 5),
    ("mesh", #"{"accounts":{"a":{"balance":"1"}},"transfers":[]}"#, "bad-amount", 65),
    ("mesh", #"{"accounts":{"a":{}},"transfers":[]}"#, "bad-amount", 65),
    ("mesh", #"{"accounts":{"a":{"balance":1.5}},"transfers":[]}"#, "precision", 65),
    ("mesh", #"{"accounts":{"a":{"balance":1e3}},"transfers":[]}"#, "bad-amount", 65),
    ("mesh", #"{"accounts":{"alice":{"balance":1}},"transfers":[]}"#, "exists", 4),
    (
      "mesh", #"{"accounts":{"a":{"balance":1,"created_at":"then"}},"transfers":[]}"#, "bad-time",
      65
    ),
    (
      "mesh",
      #"{"accounts":{"a":{"balance":1}},"transfers":[{"id":"x","timestamp":"2025-01-01","from_account":"a","to_account":"q","amount":1}]}"#,
      "not-found", 3
    ),
    (
      "mesh",
      #"{"accounts":{"a":{"balance":1},"q":{"balance":0}},"transfers":[{"id":"x","timestamp":"2025-01-01","from_account":"a","to_account":"q","amount":1}]}"#,
      "bad-value", 65
    ),
    (
      "mesh",
      #"{"accounts":{"a":{"balance":1},"q":{"balance":2}},"transfers":[{"timestamp":"2025-01-01","from_account":"a","to_account":"q","amount":1}]}"#,
      "missing-argument", 65
    ),
    (
      "mesh",
      #"{"accounts":{"a":{"balance":1},"q":{"balance":2}},"transfers":[{"id":"x","timestamp":"2025-01-01","from_account":"a","to_account":"q","amount":-1}]}"#,
      "bad-amount", 65
    ),
    ("jsonl", "[]", "bad-file", 65),
    ("jsonl", "{}", "missing-argument", 65),
    (
      "jsonl", #"{"postings":[{"from":"world","to":"x","amount":1}],"colour":1}"#, "unknown-key", 65
    ),
    (
      "jsonl", #"{"postings":[{"from":"hold:hld-9","to":"bob","amount":1}]}"#,
      "insufficient-funds", 5
    ),
    ("jsonl", #"{"postings":[{"from":"bob","to":"new","amount":1}]}"#, "insufficient-funds", 5),
    (
      "jsonl", #"{"postings":[{"from":"world","to":"bob","amount":1}],"time":"then"}"#, "bad-time",
      65
    ),
    ("csv", "from,to\nalice,bob\n", "missing-argument", 65),
    ("csv", "from,to,amount,colour\nalice,bob,1,red\n", "unknown-key", 65),
    ("csv", "from,to,amount\nalice,bob,1.5\n", "precision", 65),
    ("csv", "from,to,amount\nalice,bob\n", "bad-file", 65),
  ])
  func refusals(_ format: String, _ text: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    let before = ledger.head
    let result = ledger("ledger import --format \(format) - -o json", input: text)
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
  }

  @Test(arguments: [
    ("ledger import missing --format csv", "not-found", 3),
    ("ledger import x", "missing-argument", 64),
    ("ledger import x --format pdf", "bad-value", 64),
    ("ledger import", "usage", 64),
  ])
  func badCalls(_ line: String, _ code: String, _ status: Int32) throws {
    let result = try threePeople()(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
  }

  @Test func recordsWithoutAnIDAreTransactionsOfTheirOwn() throws {
    let ledger = try threePeople()
    let text = "from,to,amount,asset\nalice,bob,1,\nalice,bob,2.50,ZAR\n"
    let done = try ledger("ledger import --format csv - -o json", input: text).json()
    #expect(done["transactions"]?.integer == 2)
    #expect(try ledger.balance("bob", "ZAR") == "2.50")
  }
}
