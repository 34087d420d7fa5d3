// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("CSV records of one id")
struct CSVGroupTests {
  private static let header =
    "id,time,effective,from,to,amount,job_id,note,reason,external_id,reverts,command,actor,ledger"
  private static let good = "a,2026-01-01,2025-01-01,alice,bob,1,j,n,r,e,tx-9,c,me,L"

  private static let differing: [(record: String, column: String)] = [
    ("a,2026-01-02,2025-01-01,alice,bob,1,j,n,r,e,tx-9,c,me,L", "time"),
    ("a,2026-01-01,2025-01-02,alice,bob,1,j,n,r,e,tx-9,c,me,L", "effective"),
    ("a,2026-01-01,,alice,bob,1,j,n,r,e,tx-9,c,me,L", "effective"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,k,n,r,e,tx-9,c,me,L", "job_id"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,m,r,e,tx-9,c,me,L", "note"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,,r,e,tx-9,c,me,L", "note"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,n,s,e,tx-9,c,me,L", "reason"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,n,r,f,tx-9,c,me,L", "external_id"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,n,r,e,tx-8,c,me,L", "reverts"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,n,r,e,tx-9,d,me,L", "command"),
    ("a,2026-01-01,2025-01-01,alice,bob,1,j,n,r,e,tx-9,c,you,L", "actor"),
  ]

  @Test(arguments: Location.Backend.allCases)
  func mustAgree(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let before = ledger.head
    for (record, column) in Self.differing {
      let text = "\(Self.header)\n\(Self.good)\n\(record)\n"
      try ledger.write(text, to: "in.csv")
      for options in ["", "--skip-existing"] {
        let result = ledger("ledger import --format csv in.csv -o json \(options)")
        #expect((result.status, result.code) == (65, "bad-file"), "\(column)")
        #expect(result.errors.contains("\"line\":3"), "\(result.errors)")
        #expect(result.errors.contains("\"file\":\"in.csv\""), "\(result.errors)")
        #expect(result.errors.contains(column), "\(result.errors)")
        #expect(ledger.head == before)
      }
    }
    let both = "\(Self.header)\n\(Self.good)\n\(Self.good)\n"
    let done = ledger("ledger import --format csv - -o json", input: both)
    #expect(try done.json()["transactions"]?.integer == 1, "\(done.errors)")
    #expect(try ledger.balance("bob") == "2")
  }

  @Test(arguments: Location.Backend.allCases, ["", "--skip-existing"])
  func mustStandTogether(_ backend: Location.Backend, _ options: String) throws {
    let ledger = try threePeople(backend)
    let text = "id,from,to,amount\na,alice,bob,1\nb,alice,bob,2\na,alice,bob,3\n"
    let before = ledger.head
    let line = "ledger import --format csv - -o json \(options)"
    let apart = ledger(line, input: text)
    #expect((apart.status, apart.code) == (65, "bad-file"))
    #expect(apart.errors.contains("\"line\":4"), "\(apart.errors)")
    #expect(ledger.head == before)
    // Also where the first of them is there already.
    #expect(ledger(line, input: "id,from,to,amount\na,alice,bob,1\n").status == 0)
    let head = ledger.head
    let twice = "id,from,to,amount\na,alice,bob,1\nb,alice,bob,2\na,alice,bob,1\n"
    #expect(ledger(line, input: twice).status != 0)
    #expect(ledger.head == head)
  }

  @Test func recordsWithoutAnIDNeedNotAgree() throws {
    let ledger = try threePeople()
    let text = "from,to,amount,note\nalice,bob,1,x\nalice,bob,2,y\n"
    let done = try ledger("ledger import --format csv - -o json", input: text).json()
    #expect(done["transactions"]?.integer == 2)
  }
}
