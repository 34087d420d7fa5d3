// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger report")
struct ReportTests {
  private func ledger(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger.clock = at("2026-01-02T10:00:00Z")
    ledger("ledger transfer alice bob 30 --effective 2025-12-31 --note rent")
    ledger.clock = at("2026-01-03T10:00:00Z")
    ledger("ledger transfer bob alice 5 --job-id j1")
    ledger("ledger transfer alice bob 1.50ZAR")
    return ledger
  }

  @Test(arguments: Location.Backend.allCases)
  func trialSumsToZero(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(
      ledger("ledger report trial").output == """
        alice\tTOKEN\t30\t105\t75
        alice\tZAR\t1.50\t50.00\t48.50
        bob\tTOKEN\t5\t30\t25
        bob\tZAR\t0.00\t1.50\t1.50
        world\tTOKEN\t100\t0\t-100
        world\tZAR\t50.00\t0.00\t-50.00
        \tTOKEN\t135\t135\t0
        \tZAR\t51.50\t51.50\t0.00

        """)
  }

  @Test(arguments: [
    ("--as-of 2026-01-02T09:59:59.999Z", "100", nil),
    ("--as-of 2026-01-02T10:00:00Z", "70", "30"),
    ("--as-of 2026-01-01 --by effective", "70", "30"),
    ("--as-of 2025-12-31 --by effective", "-30", "30"),
    ("--as-of 2025-12-30 --by effective", nil, nil),
    ("", "75", "25"),
  ])
  func trialAsOf(_ options: String, _ alice: String?, _ bob: String?) throws {
    for backend in Location.Backend.allCases {
      let lines = try ledger(backend)("ledger report trial -o json \(options)").json().array ?? []
      func balance(_ name: String) -> String? {
        lines.first { $0["account"]?.string == name && $0["asset"]?.string == "TOKEN" }?["balance"]?
          .string
      }
      #expect(balance("alice") == alice)
      #expect(balance("bob") == bob)
      for total in lines where total["kind"]?.string == "trial-total" {
        #expect(total["debits"] == total["credits"])
      }
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func statementRuns(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(
      ledger("ledger report statement alice --asset TOKEN").output == """
        opening\t\t\t\tTOKEN\t0\t
        tx-1\t2026-01-01T00:00:00.000Z\tworld\t100\tTOKEN\t100\t
        tx-2\t2026-01-02T10:00:00.000Z\tbob\t-30\tTOKEN\t70\trent
        tx-3\t2026-01-03T10:00:00.000Z\tbob\t5\tTOKEN\t75\t
        closing\t\t\t\tTOKEN\t75\t

        """)
    let part =
      try ledger(
        "ledger report statement alice --since 2026-01-02T10:00:00Z --until 2026-01-03T10:00:00Z -o json"
      ).json().array ?? []
    #expect(
      part.map { $0["kind"]?.string } == [
        "statement-opening", "statement-opening", "statement-line", "statement-closing",
        "statement-closing",
      ])
    #expect(part.map { $0["balance"]?.string } == ["100", "50.00", "70", "70", "50.00"])
    #expect(ledger("ledger report statement carol").output.isEmpty, "it never had anything")
  }

  @Test func statementByEffectiveTime() throws {
    let ledger = try ledger(.sqlite)
    let lines =
      try ledger(
        "ledger report statement bob --asset TOKEN --as-of 2025-12-31 --by effective -o json"
      ).json().array ?? []
    #expect(lines.map { $0["balance"]?.string } == ["0", "30", "30"])
  }

  @Test func closingIsTheBalanceForRandomDays() throws {
    var random = SeededNumbers(seed: 7)
    let ledger = try threePeople()
    let names = ["alice", "bob", "carol"]
    for _ in 0..<60 {
      ledger.clock += Int64(random.next(below: 50_000_000))
      let (from, to) = (names[random.next(below: 3)], names[random.next(below: 3)])
      ledger("ledger transfer \(from) \(to) \(1 + random.next(below: 40))")
    }
    for name in names {
      let lines =
        try ledger(
          "ledger report statement \(name) --asset TOKEN --since 2026-01-05 -o json"
        ).json().array ?? []
      let moved = lines.compactMap { $0["amount"]?.integer }.reduce(0, +)
      let opening = try #require(lines.first?["balance"]?.integer)
      let closing = try #require(lines.last?["balance"]?.integer)
      #expect(opening + moved == closing, "seed 7, \(name)")
      #expect(try ledger.balance(name) == String(closing), "seed 7, \(name)")
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func activityCounts(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(
      ledger("ledger report activity").output == """
        2026-01-01\tTOKEN\t1\t1\t100
        2026-01-01\tZAR\t1\t1\t50.00
        2026-01-02\tTOKEN\t1\t1\t30
        2026-01-03\tTOKEN\t1\t1\t5
        2026-01-03\tZAR\t1\t1\t1.50

        """)
    #expect(
      ledger("ledger report activity --by effective --until 2026-01-01").output
        == "2025-12-31\tTOKEN\t1\t1\t30\n")
    #expect(
      ledger("ledger report activity --since 2026-01-02 --as-of 2026-01-02T10:00:00Z").output
        == "2026-01-02\tTOKEN\t1\t1\t30\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func sumsBeyond64BitsAreShown(_ backend: Location.Backend) throws {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger("ledger create-account a --balance 9000000000000000000")
    ledger("ledger create-account b")
    ledger("ledger transfer a b 9000000000000000000")
    ledger("ledger transfer b a 9000000000000000000")
    ledger("ledger create-account z --balance 90000000000000000ZAR")
    ledger("ledger transfer z a 90000000000000000ZAR")
    #expect(
      ledger("ledger report activity").output == """
        2026-01-01\tTOKEN\t3\t3\t27000000000000000000
        2026-01-01\tZAR\t2\t2\t180000000000000000.00

        """)
    let trial = try ledger("ledger report trial -o json").json().array ?? []
    let line = trial.first { $0["id"]?.string == "a" && $0["asset"]?.string == "TOKEN" }
    #expect(line?["credits"]?.string == "18000000000000000000")
    #expect(line?["debits"]?.string == "9000000000000000000")
    #expect(line?["balance"]?.string == "9000000000000000000")
    let total = trial.first { $0["kind"]?.string == "trial-total" }
    #expect(total?["debits"]?.string == "27000000000000000000")
    #expect(ledger("ledger report activity -o table").output.contains("27000000000000000000"))
    #expect(ledger("ledger report statement b").status == 0)
  }

  @Test(arguments: [
    ("ledger report statement nobody", "not-found", 3),
    ("ledger report statement no..body:", "bad-name", 64),
    ("ledger report statement alice --asset QQ", "unknown-asset", 64),
    ("ledger report statement alice --since soon", "bad-time", 64),
    ("ledger report statement alice --until 2026-01-01 --as-of 2026-01-01", "bad-value", 64),
    ("ledger report trial --by never", "bad-value", 64),
    ("ledger report trial --as-of never", "bad-time", 64),
    ("ledger report activity --until never", "bad-time", 64),
    ("ledger report nothing", "unknown-command", 64),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let result = try threePeople()(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
  }
}
