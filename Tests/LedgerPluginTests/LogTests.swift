// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger log")
struct LogTests {
  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger.clock = at("2026-01-02T12:00:00Z")
    ledger("ledger transfer alice bob 3 --note rent --actor ann --idempotency-key k1")
    ledger("ledger limit set alice --per-day 40 --per-minute 5")
    ledger("ledger hold alice 4 --to bob --expires-in 1h")
    ledger("ledger asset add GOLD --decimals 3")
    return ledger
  }

  @Test(
    arguments: [
      ("", "8 7 6 5 4 3 2 1"), ("--limit 2", "8 7"), ("--limit 0", ""), ("--after 6", "7 8"),
      ("--after 2 --limit 2", "3 4"), ("--after 8", ""), ("--actor ann", "5"),
      ("--kind hold", "7"), ("--kind account", "7 6 4 3 2"), ("--id alice", "6 2"),
      ("--kind account --id alice --after 0", "2 6"), ("--id hld-1", "7"), ("--id tx-2", "5"),
      ("--kind transaction", "7 5 2"), ("--id GOLD", "8"), ("--kind hold --id alice", ""),
      ("--since 2026-01-02", "8 7 6 5"), ("--module ledger --limit 1", "8"),
      ("--module rent", ""), ("--sort seq --limit 2", "1 2"), ("--filter key=k1", "5"),
      ("--filter type=ledger.limit.set", "6"),
    ], Location.Backend.allCases)
  func finds(_ row: (options: String, ids: String), _ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let expected = row.ids.split(separator: " ").map { $0 + "\n" }.joined()
    let found = ledger("ledger log \(row.options) -q")
    #expect(found.output == expected)
    #expect(found.status == 0)
    // Every format lists the same.
    let array = try ledger("ledger log \(row.options) -o json").json().array ?? []
    #expect(array.map { ($0["id"]?.string ?? "") + "\n" }.joined() == expected)
    for format in ["tsv", "csv", "jsonl"] {
      let lines = ledger("ledger log \(row.options) -o \(format) --no-header").output
      #expect(lines.split(separator: "\n").count == array.count, "\(format)")
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func saysWhatChanged(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let paid = try ledger("ledger log --id tx-2 -o jsonl").json()
    let expected = [
      "kind": "event", "id": "5", "type": "ledger.transfer", "actor": "ann", "key": "k1",
      "tx": "tx-2", "note": "rent", "time": "2026-01-02T12:00:00.000Z",
      "changed": "alice → bob 3 TOKEN",
    ]
    for (key, value) in expected { #expect(paid[key]?.string == value, "\(key)") }
    #expect(paid["seq"]?.integer == 5)
    #expect(paid["hash"]?.string?.count == 64)
    #expect(paid["objects"]?.array?.isEmpty == true)
    #expect(paid["postings"]?.array?.first?["amount"]?.string == "3")
    let held = try ledger("ledger log --kind hold -o jsonl").json()
    let hold = held["objects"]?.array?.first { $0["kind"]?.string == "hold" }
    #expect(hold?["id"]?.string == "hld-1")
    #expect(hold?["remaining"]?.string == "4")
    #expect(hold?["expires_at"]?.string == "2026-01-02T13:00:00.000Z")
    let limited = try ledger("ledger log --after 5 --limit 1 -o jsonl").json()
    let account = limited["objects"]?.array?.first
    #expect(account?["id"]?.string == "alice")
    #expect(account?["limit_per_day"]?.string == "40")
    #expect(account?["limit_per_minute"]?.integer == 5)
    #expect(limited["postings"]?.array?.isEmpty == true, "with or without money")
    let verified = try ledger("ledger info -o json").json()
    #expect(try ledger("ledger log --limit 1 -o jsonl").json()["hash"] == verified["head"])
  }

  @Test func tables() throws {
    let ledger = try ledger()
    let table = ledger("ledger log --limit 2 -o table").output.split(separator: "\n")
    #expect(table.count == 3)
    #expect(table[0].hasPrefix("SEQ  TIME"))
    #expect(table[2].contains("alice → hold:hld-1 4 TOKEN, account hold:hld-1, hold hld-1"))
    let csv = ledger("ledger log --after 4 --limit 1 -o csv").output
    #expect(
      csv == """
        seq,time,type,actor,key,changed
        5,2026-01-02T12:00:00.000Z,ledger.transfer,ann,k1,alice → bob 3 TOKEN

        """)
    #expect(ledger("ledger log --columns seq,hash --limit 1").output.hasPrefix("8\t"))
  }

  /// More than a table lays out at once.
  @Test func manyEntries() throws {
    let ledger = try ledger()
    let lines = (0..<1500).map { _ in #"{"from":"alice","to":"bob","amount":"0.01ZAR"}"# }
    #expect(
      ledger("ledger transfer --from - -q", input: lines.joined(separator: "\n")).status == 5,
      "beyond the limit of a minute")
    ledger("ledger limit remove alice")
    #expect(
      ledger("ledger transfer --from - -q", input: lines.joined(separator: "\n")).status == 0)
    for format in ["table", "wide", "csv", "jsonl", "id"] {
      let count = ledger("ledger log -o \(format)").output.split(separator: "\n").count
      #expect(count == 1509 + (["table", "wide", "csv"].contains(format) ? 1 : 0), "\(format)")
    }
    #expect(try ledger("ledger log -o json").json().array?.count == 1509)
    #expect(try ledger("ledger log --after 1000 -o json").json().array?.count == 509)
  }

  @Test(arguments: [
    ("--after soon", "bad-value", 64), ("--after=-1", "bad-value", 64),
    ("--kind holds", "bad-value", 64), ("--since soon", "bad-time", 64),
    ("--columns nope", "bad-value", 64), ("--sort nope", "bad-value", 64),
  ])
  func refusals(_ options: String, _ code: String, _ status: Int32) throws {
    let result = try ledger()("ledger log \(options) -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(result.output.isEmpty)
  }

  @Test func hintsNameIt() throws {
    let ledger = try ledger()
    let used = ledger("ledger transfer alice bob 4 --idempotency-key k1")
    #expect(used.errors.contains("'si64 ledger log --after 4 --limit 1'"))
    #expect(ledger("ledger log --after 4 --limit 1 --columns key").output == "k1\n")
  }
}
