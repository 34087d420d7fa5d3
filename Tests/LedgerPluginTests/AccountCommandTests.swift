// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger accounts")
struct AccountCommandTests {
  static let refusals: [(line: String, code: String, status: Int32)] = [
    ("", "missing-argument", 64), ("alice", "exists", 4), ("a::b", "bad-name", 64),
    ("a,b", "bad-name", 64), (String(repeating: "x", count: 129), "bad-name", 64),
    ("hold:hld-9", "reserved-account", 5), ("escrow:order:ord-1", "reserved-account", 5),
    ("issuer:MINE", "reserved-account", 5), ("fx:spread", "reserved-account", 5),
    ("x --balance 1,0", "bad-amount", 64), ("x --balance 0.5", "precision", 64),
    ("x --balance 1QQ", "unknown-asset", 64), ("x --balance=-1", "bad-amount", 64),
    ("x --balance 1 --balance 1QQ", "unknown-asset", 64),
    ("x --overdraft=-1", "bad-value", 64), ("x --max-balance=-1", "bad-value", 64),
    ("x --overdraft some", "bad-amount", 64), ("x --max-balance 1QQ", "unknown-asset", 64),
    ("x --balance 11 --max-balance 10", "above-ceiling", 5), ("x --meta a", "bad-value", 64),
    ("x --meta =b", "bad-value", 64), ("x --meta a=1 --meta a=2", "bad-value", 64),
    ("alice --overdraft 5", "exists", 4), ("world", "exists", 4),
  ]

  @Test(arguments: Location.Backend.allCases)
  func whatCannotBeOpened(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let head = ledger.head
    for row in Self.refusals {
      let result = ledger("ledger create-account \(row.line) -o json")
      #expect(result.code == row.code, "\(row.line)")
      #expect(result.status == row.status, "\(row.line)")
    }
    #expect(ledger.head == head)
    #expect(ledger("ledger list-accounts -q").output == "alice\nbob\ncarol\nworld\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func anAccountShowsAllOfItself(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let line =
      "ledger create-account users:dora --balance 5 --balance 1.50ZAR --overdraft 20ZAR "
      + "--max-balance 100 --meta team=blue --meta note=a=b"
    #expect(ledger(line).output == "users:dora\n")
    let account = try ledger("ledger show-account users:dora -o json").json()
    let expected = [
      "kind": "account", "id": "users:dora", "identity": "unset", "overdraft": "20.00",
      "overdraft_asset": "ZAR", "max_balance": "100", "max_balance_asset": "TOKEN",
      "created_at": "2026-01-01T00:00:00.000Z",
    ]
    for (key, value) in expected { #expect(account[key]?.string == value, "\(key)") }
    #expect(account["frozen"] == .bool(false))
    #expect(account["meta"]?["team"]?.string == "blue")
    #expect(account["meta"]?["note"]?.string == "a=b")
    #expect(account["balances"]?.array?.map { $0["balance"]?.string } == ["5", "1.50"])
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func ifMissingIsNoErrorAndNoChange(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let head = ledger.head
    let again = ledger("ledger create-account alice --balance 500 --if-missing -q")
    #expect(again.output == "alice\n")
    #expect(again.status == 0)
    #expect(ledger.head == head)
    #expect(try ledger.balance("alice") == "100")
    #expect(ledger("ledger create-account dora --balance 5 --if-missing").status == 0)
    #expect(try ledger.balance("dora") == "5")
  }

  @Test func listsByPrefix() throws {
    let ledger = try threePeople()
    for name in ["users", "users:a", "users:b", "users-x", "usera", "Users:a"] {
      ledger("ledger create-account \(name)")
    }
    let rows: [(String, String)] = [
      ("", "Users:a alice bob carol usera users users-x users:a users:b world"),
      ("--prefix users", "users users-x users:a users:b"), ("--prefix users:", "users:a users:b"),
      ("--prefix users:b", "users:b"), ("--prefix users:c", ""), ("--prefix U", "Users:a"),
      ("--prefix user --limit 2", "usera users"), ("--prefix users: --sort -id", "users:b users:a"),
      ("--filter frozen=false --limit 1", "Users:a"),
    ]
    for (options, names) in rows {
      let found = ledger("ledger list-accounts \(options) -q").output.split(separator: "\n")
      #expect(found.joined(separator: " ") == names, "\(options)")
    }
    let line = ledger("ledger list-accounts --prefix alice").output
    #expect(line == "alice\t100 TOKEN, 50 ZAR\tunset\tfalse\t2026-01-01T00:00:00.000Z\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func freezingAndThawing(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger hold alice 10 --to bob")
    #expect(try ledger("ledger freeze alice -o json").json()["frozen"] == .bool(true))
    let head = ledger.head
    #expect(ledger("ledger freeze alice").output == "alice\n")
    #expect(ledger.head == head, "frozen already")
    for line in ["transfer alice bob 1", "hold alice 1", "transfer alice carol 1ZAR"] {
      #expect(ledger("ledger \(line) -o json").code == "account-frozen", "\(line)")
    }
    // What comes in, comes in; what was set aside, is paid.
    for line in ["transfer carol alice 0", "credit alice 5 --reason x", "capture hld-1 4"] {
      let isZero = line.hasSuffix(" 0")
      #expect((ledger("ledger \(line)").status == 0) != isZero, "\(line)")
    }
    #expect(ledger("ledger release hld-1").status == 0)
    #expect(try ledger.balance("alice") == "101")
    #expect(ledger("ledger thaw - -q", input: "alice\nbob\n").output == "alice\nbob\n")
    #expect(ledger("ledger transfer alice bob 101").status == 0)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchOfAccounts(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let lines = """
      {"name":"d","balance":["5","1.50ZAR"],"meta":{"team":"blue","n":"1"},"overdraft":"3"}
      {"name":"alice","if_missing":true}
      {"name":"e","balance":7,"meta":["a=b"]}
      """
    #expect(ledger("ledger create-account --from -", input: lines).output == "d\nalice\ne\n")
    #expect(try ledger.balance("d", "ZAR") == "1.50")
    #expect(try ledger.balance("e") == "7")
    #expect(try ledger("ledger show-account d -o json").json()["meta"]?["team"]?.string == "blue")
    #expect(try ledger("ledger show-account e -o json").json()["meta"]?["a"]?.string == "b")
    let head = ledger.head
    for bad in [
      #"{"name":"f","meta":{"a":1}}"#, #"{"name":"f","balance":{"a":1}}"#,
      #"{"name":"f","if_missing":"maybe"}"#, #"{"name":""}"#,
    ] {
      let result = ledger("ledger create-account --from - -o json", input: bad)
      #expect(result.code == "bad-value", "\(bad)")
      #expect(result.status == 65, "\(bad)")
    }
    #expect(ledger.head == head)
    #expect(ledger("ledger verify").status == 0)
  }
}
