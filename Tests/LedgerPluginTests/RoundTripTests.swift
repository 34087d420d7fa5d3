// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("What is exported comes back")
struct RoundTripTests {
  private func imported(
    _ text: String, _ format: String, _ backend: Location.Backend, options: String = ""
  ) throws -> (ledger: TestLedger, answer: JSON) {
    let ledger = try BusyLedger.empty(backend, clock: "2026-06-01")
    let done = ledger("ledger import --format \(format) - -o json \(options)", input: text)
    try #require(done.status == 0, "\(done.errors)")
    #expect(ledger("ledger verify").output.contains("ok"))
    #expect(ledger("ledger verify").status == 0)
    return (ledger, try done.json())
  }

  /// All that is known of an account but its balances: a hold of the original is one no more.
  private func attributes(of name: String, _ ledger: TestLedger) throws -> [JSON.Member] {
    let limits = try ledger("ledger limit list \(name) -o json").json()
    return (try ledger("ledger show-account \(name) -o json").json().members ?? [])
      .filter { $0.name != "balances" } + [JSON.Member("limits", Self.withoutUse(limits))]
  }

  /// An import is made in one moment: what that uses of limits is its own.
  private static func withoutUse(_ limits: JSON) -> JSON {
    .array(
      (limits.array ?? []).map { limit in
        .object((limit.members ?? []).filter { !$0.name.hasPrefix("used_") })
      })
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func aWholeLedger(_ format: String, _ backend: Location.Backend) throws {
    let original = try BusyLedger.made(backend)
    let text = original("ledger export --format \(format)").output
    for other in Location.Backend.allCases {
      let (ledger, answer) = try imported(text, format, other)
      #expect(ledger.trial() == original.trial(imported: true))
      #expect(ledger.trial().contains { $0.hasPrefix("imported:hold:hld-1\t") })
      #expect(answer["assets"]?.integer == (format == "csv" ? 1 : 2))
      #expect(answer["skipped"]?.integer == 0)
      #expect(answer["updated"]?.integer == 0)
      let count = Self.transactions(text)
      #expect(answer["transactions"]?.integer == count)
      // A second time there is nothing new, and without the word for it that is an error.
      let before = ledger.head
      let again = ledger("ledger import --format \(format) - -o json", input: text)
      #expect((again.status, again.code) == (4, "exists"))
      let line = "ledger import --format \(format) --skip-existing - -o json"
      let skipped = try ledger(line, input: text).json()
      #expect(skipped["skipped"]?.integer == count)
      #expect(skipped["transactions"]?.integer == 0)
      #expect(ledger.head == before)
    }
  }

  /// How many transactions an export has: a lapse is one of its own.
  private static func transactions(_ text: String) -> Int64 {
    let lines = text.split(separator: "\n")
    let jsonl = lines.filter { $0.contains(#""kind":"transaction""#) }
    let csv = Set(lines.dropFirst().map { $0.prefix { $0 != "," } })
    return Int64(text.hasPrefix("{") ? jsonl.count : csv.count)
  }

  /// A hold that lapsed is back, whoever has recorded it; and what came in before that is recorded
  /// does not come in again with the entry that records it.
  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func lapsesComeInOnce(_ format: String, _ backend: Location.Backend) throws {
    let original = try threePeople(backend)
    original("ledger hold alice 7 --expires-in 1d")
    original("ledger hold bob 8 --expires-in 2d")
    original.clock += 3 * 86_400_000
    let before = original("ledger export --format \(format)").output
    let (ledger, _) = try imported(before, format, backend)
    #expect(ledger.trial() == original.trial(imported: true))
    // One is recorded by a payment, the other by a sweep.
    original("ledger transfer alice carol 95")
    original("ledger sweep")
    let after = original("ledger export --format \(format)").output
    let lapse = { (text: String) in
      text.split(separator: "\n").filter {
        $0.hasPrefix("hld-1,") || $0.contains(#""id":"hld-1""#)
      }
    }
    #expect(lapse(before).count == 1)
    #expect(lapse(before) == lapse(after))
    let line = "ledger import --format \(format) --skip-existing - -o json"
    let grown = ledger(line, input: after)
    #expect(try grown.json()["transactions"]?.integer == 1, "\(grown.errors)")
    #expect(ledger.trial() == original.trial(imported: true))
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func accountsKeepWhatTheyMay(_ backend: Location.Backend) throws {
    let original = try BusyLedger.made(backend)
    let text = original("ledger export --format jsonl").output
    let (ledger, answer) = try imported(text, "jsonl", backend)
    #expect((answer["accounts"]?.integer ?? 0) == 3 + 5)
    for name in ["alice", "bob", "idle:one", "pool:gifts", "world"] {
      #expect(try attributes(of: name, ledger) == attributes(of: name, original))
    }
    #expect(ledger("ledger transfer alice bob 1 -o json").code == "account-frozen")
    let assets = "ledger asset list -o json"
    #expect(ledger(assets).output == original(assets).output)
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func transactionsKeepWhoAndWhy(_ format: String, _ backend: Location.Backend) throws {
    let original = try BusyLedger.made(backend)
    let text = original("ledger export --format \(format)").output
    let (ledger, _) = try imported(text, format, backend)
    // What they are called there, by what they are called here.
    var names: [String: String] = [:]
    var copies: [String: JSON] = [:]
    for row in try ledger("ledger history -o json").json().array ?? [] {
      let id = try #require(row["id"]?.string)
      let copy = try ledger("ledger show \(id) -o json").json()
      let name = copy["external_id"]?.string?.split(separator: "/").last.map(String.init) ?? ""
      (names[id], copies[name]) = (name, copy)
    }
    for line in try original("ledger history -o json").json().array ?? [] {
      let name = try #require(line["id"]?.string)
      let lapses = (line["postings"]?.array ?? []).filter { $0["effective"] != nil }
      for lapse in lapses {
        let hold = lapse["from"]?.string?.dropFirst("hold:".count)
        #expect(hold.flatMap { copies[String($0)] }?["effective"] == lapse["effective"])
      }
      if lapses.count == line["postings"]?.array?.count { continue }
      let copy = try #require(copies[name], "\(name)")
      for key in ["job_id", "note", "reason"] {
        #expect(copy[key] == line[key], "\(name) \(key)")
      }
      #expect(copy["reverts"]?.string.flatMap { names[$0] } == line["reverts"]?.string)
      #expect(copy["effective"] == line["effective"] ?? line["time"], "\(name)")
      #expect(copy["origin"]?["actor"] == line["actor"], "\(name)")
      #expect(copy["origin"]?["command"] == line["command"], "\(name)")
      #expect(copy["actor"]?.string == "tester")
      #expect(copy["command"]?.string == "ledger import")
      let moved = { (transaction: JSON) in
        transaction["postings"]?.array?.filter { $0["effective"] == nil }
          .map { [$0["amount"], $0["asset"]] }
      }
      #expect(moved(copy) == moved(line), "\(name)")
    }
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func aGrownExportAddsWhatIsNew(_ format: String, _ backend: Location.Backend) throws {
    let original = try BusyLedger.made(backend)
    let first = original("ledger export --format \(format)").output
    let (ledger, _) = try imported(first, format, backend)
    // What it may not do here any more, it did there.
    for line in [
      "ledger thaw alice", "ledger transfer alice bob 40", "ledger limit remove bob",
      "ledger transfer bob alice 9", "ledger transfer bob alice 30",
      "ledger hold alice 1", "ledger freeze alice", "ledger freeze bob",
    ] {
      original.clock += 1000
      let done = original(line)
      #expect(done.status == 0, "\(line) \(done.errors)")
    }
    if format == "csv" {
      for line in ["ledger thaw alice", "ledger limit remove bob"] { ledger(line) }
    }
    let grown = original("ledger export --format \(format)").output
    let before = ledger.head
    let refused = ledger("ledger import --format \(format) - -o json", input: grown)
    #expect(refused.code == "exists")
    #expect(ledger.head == before)
    let line = "ledger import --format \(format) --skip-existing - -o json --idempotency-key k"
    let done = ledger(line, input: grown)
    #expect(try done.json()["transactions"]?.integer == 4, "\(done.errors)")
    #expect(try done.json()["updated"]?.integer == (format == "csv" ? 0 : 2))
    #expect(ledger.trial() == original.trial(imported: true))
    #expect(ledger("ledger verify").status == 0)
    if format == "jsonl" {
      for name in ["alice", "bob"] {
        #expect(try attributes(of: name, ledger) == attributes(of: name, original))
      }
    }
    // The key knows its first answer.
    let head = ledger.head
    #expect(ledger(line, input: grown).output == done.output)
    #expect(ledger.head == head)
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func twoLedgersDoNotCollide(_ format: String, _ backend: Location.Backend) throws {
    let one = try BusyLedger.made(backend, clock: "2026-01-01")
    let two = try BusyLedger.made(backend, clock: "2026-02-01")
    let (ledger, _) = try imported(
      one("ledger export --format \(format)").output, format, backend)
    for name in ["alice", "bob"] {
      ledger("ledger thaw \(name)")
      _ = ledger("ledger limit remove \(name)")
    }
    let text = two("ledger export --format \(format)").output
    let done = ledger("ledger import --format \(format) --skip-existing - -o json", input: text)
    #expect(try done.json()["skipped"]?.integer == 0, "\(done.errors)")
    #expect(try done.json()["transactions"]?.integer == Self.transactions(text))
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func textsComeBackAsTheyWere(_ format: String, _ backend: Location.Backend) throws {
    let original = try BusyLedger.texts(backend)
    let text = original("ledger export --format \(format)").output
    let (ledger, _) = try imported(text, format, backend)
    let told = { (ledger: TestLedger) in
      try ledger("ledger history -o json").json().array?
        .map { [$0["note"], $0["job_id"], $0["reason"]] }
    }
    #expect(try told(ledger) == told(original))
  }

  /// An account may have had an overdraft that it has no more.
  @Test func accountsAreAsTheyWereThen() throws {
    let ledger = try BusyLedger.empty(.sqlite)
    let account = #"{"kind":"account","id":"a","ledger":"x""#
    let text = """
      \(account),"sequence":2,"overdraft":"9","overdraft_asset":"TOKEN"}
      {"id":"tx-1","ledger":"x","postings":[{"from":"a","to":"b","amount":9}]}
      {"id":"tx-2","ledger":"x","postings":[{"from":"world","to":"a","amount":10}]}
      \(account),"sequence":5,"frozen":true,"per_day":"1","limit_asset":"TOKEN"}
      {"id":"tx-3","ledger":"x","postings":[{"from":"issuer:SOL","to":"a","amount":"5SOL"}]}

      """
    let done = ledger("ledger import --format jsonl - -o json", input: text)
    #expect(done.status == 0, "\(done.errors)")
    let shown = try ledger("ledger show-account a -o json").json()
    #expect(shown["overdraft"] == nil)
    #expect(shown["frozen"] == .bool(true))
    #expect(try ledger.balance("imported:issuer:SOL", "SOL") == "-5.000000000")
    #expect(ledger("ledger verify").status == 0)
    let early = try BusyLedger.empty(.sqlite)
    let lines = text.split(separator: "\n")
    let late = ([lines[1], lines[0]] + lines[2...]).joined(separator: "\n")
    let refused = early("ledger import --format jsonl - -o json", input: late)
    #expect(refused.code == "insufficient-funds")
    #expect(refused.detail("file") != nil)
  }

  private static let twice: [(text: String, code: String?)] = [
    (#"{"id":"1","ledger":"L","postings":[{"from":"world","to":"bob","amount":1}]}"#, nil),
    (#"{"id":"1","ledger":"M","postings":[{"from":"world","to":"bob","amount":2}]}"#, nil),
    (#"{"id":"1","ledger":"L","postings":[{"from":"world","to":"bob","amount":2}]}"#, "conflict"),
    (
      #"{"id":"1","ledger":"L","note":"n","postings":[{"from":"world","to":"bob","amount":1}]}"#,
      "conflict"
    ),
    (#"{"id":"u","postings":[{"from":"world","to":"bob","amount":1}]}"#, nil),
    (#"{"id":"u","postings":[{"from":"world","to":"bob","amount":3}]}"#, "conflict"),
    (#"{"kind":"asset","id":"ZAR","decimals":3}"#, "conflict"),
    (#"{"kind":"asset","id":"ZAR","decimals":2}"#, nil),
    (#"{"kind":"asset","id":"ZAR","decimals":12}"#, "bad-value"),
    (#"{"kind":"asset","id":"zar","decimals":2}"#, "bad-name"),
    (#"{"kind":"asset","id":"ZZ","decimals":2,"x":1}"#, "unknown-key"),
    (#"{"kind":"account","id":"c","x":1}"#, "unknown-key"),
    (#"{"kind":"account","id":"c d"}"#, "bad-name"),
    (#"{"kind":"account","id":"c","overdraft":"-1"}"#, "bad-value"),
    (#"{"kind":"account","id":"c","identity":"nice"}"#, "bad-value"),
    (#"{"kind":"account","id":"c","meta":{"a":1}}"#, "bad-value"),
    (#"{"kind":"account","id":"c","per_day":"1","limit_asset":"QQ"}"#, "unknown-asset"),
    (#"{"kind":"contract","id":"ctr-1"}"#, "bad-value"),
  ]

  /// One file, `L` and `u` imported before it.
  @Test func whatIsThereIsComparedAndWhatIsWrongRefused() throws {
    for (text, code) in Self.twice {
      let ledger = try threePeople()
      for known in [Self.twice[0].text, Self.twice[4].text] {
        #expect(ledger("ledger import --format jsonl -", input: known).status == 0)
      }
      let before = ledger.head
      let result = ledger(
        "ledger import --format jsonl --skip-existing - -o json", input: "\(text)\n")
      #expect(result.code == code, "\(text) \(result.errors)")
      if code != nil { #expect(ledger.head == before, "\(text)") }
      // All or nothing: a good line before does not stay.
      let good = #"{"id":"9","ledger":"Q","postings":[{"from":"world","to":"bob","amount":1}]}"#
      let both = ledger(
        "ledger import --format jsonl --skip-existing - -o json", input: "\(good)\n\(text)\n")
      #expect(both.code == code, "\(text)")
      if code != nil {
        #expect(ledger.head == before)
        #expect(both.errors.contains("\"line\":2"), "\(both.errors)")
      }
    }
  }

  /// Exports of earlier builds name no ledger.
  @Test(arguments: ["jsonl", "csv"])
  func whatAnEarlierBuildTookInIsKnown(_ format: String) throws {
    let original = try threePeople()
    original("ledger transfer alice bob 5 --note x")
    let text = original("ledger export --format \(format)").output
    let old =
      format == "csv"
      ? "id,time,from,to,amount,asset,note\n"
        + "tx-1,2026-01-01T00:00:00.000Z,world,alice,100,TOKEN,\n"
        + "tx-1,2026-01-01T00:00:00.000Z,world,alice,50.00,ZAR,\n"
        + "tx-2,2026-01-01T00:00:00.000Z,alice,bob,5,TOKEN,x\n"
      : text.split(separator: "\n").filter { $0.contains("\"transaction\"") }
        .map { line in
          line.split(separator: ",").filter { !$0.hasPrefix("\"ledger\":") }
            .joined(separator: ",")
        }.joined(separator: "\n")
    let (ledger, _) = try imported(old, format, .sqlite)
    #expect(try ledger("ledger show tx-2 -o json").json()["external_id"]?.string == "tx-2")
    #expect(ledger("ledger import --format \(format) - -o json", input: text).code == "exists")
    original("ledger transfer alice bob 6")
    let grown = original("ledger export --format \(format)").output
    let done = ledger("ledger import --format \(format) --skip-existing - -o json", input: grown)
    #expect(try done.json()["transactions"]?.integer == 1, "\(done.errors)")
    #expect(try ledger.balance("bob") == "11")
  }
}
