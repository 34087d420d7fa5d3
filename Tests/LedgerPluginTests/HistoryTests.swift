// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger history, show and balance")
struct HistoryTests {
  /// tx-1 and tx-2 open alice on 1 January; then one transaction a day at noon.
  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try threePeople(backend)
    let lines = [
      "ledger transfer alice bob 30 --job-id j1 --note one",
      "ledger transfer bob carol 10 --actor robot --job-id j1",
      "ledger credit carol 5 --reason gift --actor robot",
      "ledger hold alice 7 --to bob", "ledger transfer alice carol 1.50ZAR --effective 2025-12-01",
    ]
    for (day, line) in lines.enumerated() {
      ledger.clock = at("2026-01-0\(day + 2)T12:00:00Z")
      #expect(ledger(line).status == 0)
    }
    return ledger
  }

  private static let rows: [(options: String, ids: [Int])] = [
    ("", [6, 5, 4, 3, 2, 1]), ("--account alice", [6, 5, 2, 1]), ("--account bob", [3, 2]),
    ("--account carol", [6, 4, 3]), ("--account hold:hld-1", [5]), ("--account world", [4, 1]),
    ("--job-id j1", [3, 2]),
    ("--job-id j2", []),
    ("--module ledger", [6, 5, 4, 3, 2, 1]),
    ("--module device", []),
    ("--since 2026-01-04T12:00:00Z", [6, 5, 4]), ("--since 2026-01-04T12:00:00.001Z", [6, 5]),
    ("--until 2026-01-04T12:00:00Z", [3, 2, 1]),
    ("--until 2026-01-04T12:00:00.001Z", [4, 3, 2, 1]),
    ("--since 2026-01-03 --until 2026-01-05", [4, 3]), ("--since 2026-02-01", []),
    // By the time it was recorded, whenever it took effect.
    ("--until 2025-12-31", []), ("--limit 2", [6, 5]), ("--limit 0", []),
    ("--account alice --limit 3", [6, 5, 2]), ("--limit 1 --sort id", [1]),
    ("--filter asset=ZAR", [6]), ("--filter asset=ZAR --limit 5", [6]),
    ("--account bob --until 2026-01-03", [2]), ("--job-id j1 --limit 1", [3]),
  ]

  @Test(arguments: Location.Backend.allCases)
  func filters(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    for (options, ids) in Self.rows {
      let found = ledger("ledger history \(options) -q")
      #expect(found.output == ids.map { "tx-\($0)\n" }.joined(), "\(options)")
      #expect(found.status == 0, "\(options)")
    }
  }

  private static let refusals: [(line: String, code: String, status: Int32)] = [
    ("history --account nobody", "not-found", 3), ("history --account a::b", "bad-name", 64),
    ("history --since soon", "bad-time", 64), ("history --until 2026-13-01", "bad-time", 64),
    ("show tx-7", "not-found", 3), ("show tx-0", "not-found", 3), ("show hld-9", "not-found", 3),
    ("show 1", "not-found", 3), ("balance nobody", "not-found", 3),
    ("balance alice --asset QQ", "unknown-asset", 64),
    ("balance alice --by never", "bad-value", 64),
    ("balance alice --as-of never", "bad-time", 64),
    ("balance alice --at-least x", "bad-amount", 64),
    ("balance alice --at-least 1QQ", "unknown-asset", 64), ("show-account nobody", "not-found", 3),
    ("freeze nobody", "not-found", 3), ("thaw nobody", "not-found", 3),
    ("freeze a::b", "bad-name", 64),
  ]

  @Test func refusals() throws {
    let ledger = try ledger()
    let head = ledger.head
    for row in Self.refusals {
      let result = ledger("ledger \(row.line) -o json")
      #expect(result.code == row.code, "\(row.line)")
      #expect(result.status == row.status, "\(row.line)")
    }
    #expect(ledger.head == head)
  }

  @Test(arguments: Location.Backend.allCases)
  func aLineOfTheHistory(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(
      ledger("ledger history --job-id j1").output == """
        tx-3\t2026-01-03T12:00:00.000Z\tbob\tcarol\t10\tTOKEN\tj1\t
        tx-2\t2026-01-02T12:00:00.000Z\talice\tbob\t30\tTOKEN\tj1\tone

        """)
    let all = try ledger("ledger history -o json").json().array ?? []
    for line in all {
      let id = line["id"]?.string ?? ""
      #expect(try ledger("ledger show \(id) -o json").json() == line, "\(id)")
    }
    #expect(
      ledger("ledger show - -q", input: "tx-3\ntx-1\n").output == "tx-3\ntx-1\n")
  }

  /// alice got 100 on the 1st, paid 30 on the 2nd, had 7 set aside on the 5th.
  private static let balances: [(options: String, balance: String, available: String)] = [
    ("", "63", "63"), ("--as-of 2025-12-31", "0", "0"), ("--as-of 2026-01-01", "100", "100"),
    ("--as-of 2026-01-02T11:59:59.999Z", "100", "100"),
    ("--as-of 2026-01-02T12:00:00Z", "70", "70"),
    ("--as-of 2026-01-05T12:00:00Z", "63", "63"), ("--as-of 2030-01-01 --by effective", "63", "63"),
    ("--as-of @1767355200", "70", "70"),
  ]

  /// A date without dashes is neither a date nor seconds of 1970.
  @Test(arguments: Location.Backend.allCases)
  func timesThatCouldBeTwoThings(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let before = ledger.head
    for line in [
      "ledger transfer alice bob 1 --effective 20261127", "ledger history --since 20261127",
      "ledger balance alice --as-of 1767355200", "ledger transfer alice bob 1 --at 20261127",
    ] {
      let result = ledger("\(line) -o json")
      #expect(result.code == "bad-value", "\(line)")
      #expect(result.status == 64)
      #expect(try JSON(parsing: result.errors)["error"]?["hint"]?.string?.contains("@") == true)
    }
    for number in ["20261127", "\"20261127\"", "1767355200"] {
      let line = "{\"from\":\"alice\",\"to\":\"bob\",\"amount\":1,\"effective\":\(number)}\n"
      let result = ledger("ledger transfer --from - -o json", input: line)
      #expect(result.code == "bad-value" && result.status == 65)
    }
    #expect(ledger.head == before)
    let since = try ledger("ledger history --since 2026 -o json").json().array?.count
    #expect(since == (try ledger("ledger history --since 2026-01-01 -o json").json().array?.count))
    let text = try ledger("ledger transfer alice bob 1 --effective @1767355200 -o json").json()
    #expect(text["effective"]?.string == "2026-01-02T12:00:00.000Z")
  }

  @Test(arguments: Location.Backend.allCases)
  func balancesAsOf(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    for row in Self.balances {
      let found = try ledger("ledger balance alice --asset TOKEN \(row.options) -o json").json()
      #expect(found["balance"]?.string == row.balance, "\(row.options)")
      #expect(found["available"]?.string == row.available, "\(row.options)")
    }
    let zar = { (options: String) in
      try ledger("ledger balance carol --asset ZAR \(options) -o json").json()["balance"]?.string
    }
    #expect(try zar("--as-of 2025-12-01 --by effective") == "1.50")
    #expect(try zar("--as-of 2025-12-01 --by recorded") == "0.00")
    #expect(try zar("--as-of 2026-01-06T12:00:00Z") == "1.50")
  }

  private static let questions: [(options: String, status: Int32)] = [
    ("--at-least 63", 0), ("--at-least 64", 1), ("--at-least 0", 0), ("--at-least 48.50ZAR", 0),
    ("--at-least 48.51ZAR", 1), ("--at-least 0SOL", 0), ("--at-least 0.000000001SOL", 1),
    ("--at-least 100 --as-of 2026-01-01", 0), ("--at-least 101 --as-of 2026-01-01", 1),
    ("--asset ZAR --at-least 48ZAR", 0),
  ]

  @Test(arguments: Location.Backend.allCases)
  func canItPay(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    for (options, status) in Self.questions {
      #expect(ledger("ledger balance alice \(options)").status == status, "\(options)")
    }
    // `world` has no floor.
    #expect(ledger("ledger balance world --at-least 1000000").status == 0)
  }

  @Test func shapesOfABalance() throws {
    let ledger = try ledger()
    let all = try ledger("ledger balance alice -o json").json()
    #expect(all.array?.map { $0["asset"]?.string } == ["TOKEN", "ZAR"])
    let one = try ledger("ledger balance alice --asset ZAR -o json").json()
    #expect(one["kind"]?.string == "balance")
    #expect(one["account"]?.string == "alice")
    #expect(one["balance"]?.string == "48.50")
    ledger("ledger create-account empty")
    #expect(ledger("ledger balance empty").output.isEmpty, "it never had anything")
    #expect(
      try ledger("ledger balance empty --asset SOL -o json").json()["balance"]?.string
        == "0.000000000")
  }
}
