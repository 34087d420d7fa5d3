// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

/// Ledgers on which much has happened, for what must say all of it elsewhere.
enum BusyLedger {
  /// Texts that other programs could take for tags, dates, links, comments or lines of their own.
  static let hostile = [
    "a, b:c, date:2019-01-01", "[2019-01-01] x", "[=2019-01-01]", ":tag:other:", "x:: 5 + 5",
    "\"q\" \\ \\n ; # | (x) {1} @ 5 USD %", "#tag ^link key: value", "  ; date:2019-01-01",
    "first\nsecond: x, y:z\n\nfourth", "\t tab\tand\r\nnext\r\n", "=cmd()", "é 🙂 東京 ’ \u{2028}x",
    "* ! ; [2019-01-01], a:b", "end comment\ncomment\nalias a=b\n2019-01-01 x\n  a  5\n  b",
    "2019-01-01 open Assets:X", "note:", ",", ":", "\\", "\\x2C", "expr: (1)",
    String(repeating: "long: x, y:z [2020-01-01] ", count: 400),
  ]

  /// A ledger begun at `clock`, so that it is not another's twin.
  static func empty(
    _ backend: Location.Backend, clock: String = "2026-01-01"
  ) throws -> TestLedger {
    let ledger = try TestLedger([LedgerPlugin.self], backend: nil)
    ledger.clock = at(clock)
    try #require(ledger("ledger init --backend \(backend.rawValue)").status == 0)
    return ledger
  }

  /// Every kind of entry that the ledger plugin writes, with holds in every state.
  static func made(_ backend: Location.Backend, clock: String = "2026-01-01") throws -> TestLedger {
    let ledger = try empty(backend, clock: clock)
    for line in [
      "ledger create-account alice --balance 100 --balance 50ZAR --max-balance 1000 --meta k=v",
      "ledger create-account bob --overdraft 20 --balance 1",
      "ledger create-account idle:one --overdraft 3.5ZAR --meta a=b --meta c=d",
      "ledger asset add R_2026 --decimals 3", "ledger asset add R_ --decimals 1",
      "ledger credit bob 1.234R_2026 --reason gift",
      "ledger hold alice 5 --to bob", "ledger capture hld-1 3", "ledger capture hld-1 2",
      "ledger hold alice 7 --expires-in 1h", "ledger hold alice 4ZAR", "ledger release hld-3",
      "ledger hold bob 2 --to alice", "ledger transfer bob alice 15 --job-id job-7",
      "ledger transfer alice pool:gifts 10 --effective 2025-06-01",
      "ledger credit bob 30 --reason x",
      "ledger transfer bob world 1", "ledger revert tx-14 --reason oops",
      "ledger revert tx-11 --reason oops --amount 4", "ledger freeze alice",
      "ledger limit set bob --per-minute 1 --per-day 1", "ledger freeze idle:one",
    ] {
      ledger.clock += 60_000
      let done = ledger(line)
      #expect(done.status == 0, "\(line) \(done.errors)")
    }
    // Twice: once with what lapsed on the way, once by the sweep.
    ledger.clock += 7_200_000
    ledger("ledger thaw alice")
    ledger("ledger transfer alice bob 1")
    ledger("ledger hold alice 6 --expires-in 1h")
    ledger.clock += 172_800_000
    ledger("ledger sweep")
    ledger("ledger freeze alice")
    return ledger
  }

  /// A ledger with transfers that carry `hostile`, each in note, job, reason.
  static func texts(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    for text in hostile {
      let noted = ledger.run("ledger", "transfer", "alice", "bob", "1", "--note", text)
      #expect(noted.status == 0, "\(text) \(noted.errors)")
      let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        .split(separator: "\t").joined(separator: " ")
      let job = line.split(separator: "\u{2028}").joined()
      let jobbed = ledger.run("ledger", "transfer", "bob", "carol", "1", "--job-id", job)
      #expect(jobbed.status == 0, "\(text) \(jobbed.errors)")
      #expect(ledger.run("ledger", "credit", "carol", "2ZAR", "--reason", text).status == 0)
    }
    return ledger
  }
}

extension TestLedger {
  /// `account asset debits credits balance`, a line each, as another ledger has it after an import.
  func trial(imported: Bool = false) -> [String] {
    let reserved = ["escrow:", "hold:", "issuer:", "collateral:", "card:", "fx:"]
    return self("ledger report trial -o tsv --no-header").output.split(separator: "\n")
      .map(String.init)
      .map { line in
        imported && reserved.contains { line.hasPrefix($0) } ? "imported:" + line : line
      }.sorted()
  }
}
