// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Dates and texts in the journals of other programs")
struct JournalExportTests {
  private static let tags: Set = [
    "si64", "time", "effective", "job_id", "note", "reason", "external_id", "reverts", "date",
  ]

  private func export(_ ledger: TestLedger, _ format: String, _ basis: String) -> String {
    let file = ledger.path("out.\(format)")
    let done = ledger("ledger export --format \(format) --by \(basis) --out \(file) --yes")
    #expect(done.status == 0, "\(done.errors)")
    return file
  }

  /// Balances that are not zero, by account and asset, from what a program prints as
  /// `ACCOUNT|AMOUNT ASSET`.
  private func balances(_ text: String) -> Set<String> {
    var found: Set<String> = []
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|").map(String.init)
      guard cells.count == 2 else { continue }
      let parts = cells[1].split(separator: " ").map(String.init)
      guard parts.count == 2, parts[0].contains(where: { "123456789".contains($0) }) else {
        continue
      }
      found.insert("\(cells[0]) \(plain(parts[0])) \(parts[1].filter { $0 != "\"" })")
    }
    return found
  }

  private func plain(_ amount: String) -> String {
    guard amount.contains(".") else { return amount }
    var digits = amount
    while let last = digits.last, last == "0" || last == "." {
      digits.removeLast()
      if last == "." { break }
    }
    return digits
  }

  private func own(_ ledger: TestLedger) throws -> Set<String> {
    let lines = try ledger("ledger report trial -o json").json().array ?? []
    return balances(
      lines.map { line in
        let cells = ["account", "balance", "asset"].map { line[$0]?.string ?? "" }
        return "\(cells[0])|\(cells[1]) \(cells[2])"
      }.joined(separator: "\n"))
  }

  @Test(
    Shell.needs("hledger"), arguments: Location.Backend.allCases, ["recorded", "effective"])
  func hledgerFindsNoTagsAndEveryDateInOrder(
    _ backend: Location.Backend, _ basis: String
  ) throws {
    for ledger in [try BusyLedger.texts(backend), try BusyLedger.made(backend)] {
      let file = export(ledger, "hledger", basis)
      let check = Shell.run("hledger -f \(file) check --strict ordereddates")
      #expect(check.status == 0, "\(check.output)")
      let tags = Shell.run("hledger -f \(file) tags").output.split(separator: "\n")
      #expect(Set(tags.map(String.init)).isSubset(of: Self.tags), "\(tags)")
      let table = Shell.run("hledger -f \(file) balance --flat -N -O csv --layout bare").output
        .split(separator: "\n").dropFirst().map { line in
          let cells = line.dropFirst().dropLast().split(separator: "\",\"").map(String.init)
          return "\(cells[0])|\(cells[2]) \(cells[1])"
        }.joined(separator: "\n")
      #expect(balances(table) == (try own(ledger)))
    }
  }

  @Test(Shell.needs("ledger"), arguments: Location.Backend.allCases, ["recorded", "effective"])
  func ledgerTakesTheSameFile(_ backend: Location.Backend, _ basis: String) throws {
    for ledger in [try BusyLedger.texts(backend), try BusyLedger.made(backend)] {
      let file = export(ledger, "hledger", basis)
      let line = "ledger --args-only --strict --pedantic -f \(file)"
      let check = Shell.run("\(line) balance")
      #expect(check.status == 0, "\(check.output)")
      #expect(!check.output.contains("Warning"), "\(check.output)")
      let tags = Shell.run("\(line) tags").output.split(separator: "\n").map(String.init)
      #expect(Set(tags).isSubset(of: Self.tags), "\(tags)")
      // One account and asset a line.
      let format = "%(account)|%(quantity(amount)) %(commodity(amount))\\n"
      let rows = Shell.run("\(line) register --format '\(format)'").output
      var sums: [String: Int64] = [:]
      for row in rows.split(separator: "\n") {
        let cells = row.split(separator: "|").map(String.init)
        let parts = cells[1].split(separator: " ").map(String.init)
        sums["\(cells[0])|\(parts[1].filter { $0 != "\"" })", default: 0] += nano(parts[0])
      }
      let expected = try own(ledger).reduce(into: [String: Int64]()) { sums, line in
        let cells = line.split(separator: " ").map(String.init)
        sums["\(cells[0])|\(cells[2])"] = nano(cells[1])
      }
      #expect(sums.filter { $0.value != 0 } == expected)
    }
  }

  /// An amount in billionths.
  private func nano(_ text: String) -> Int64 {
    let isNegative = text.hasPrefix("-")
    let parts = text.filter { $0 != "-" && $0 != "," }.split(separator: ".").map(String.init)
    let fraction = parts.count > 1 ? parts[1] : ""
    let digits = parts[0] + fraction + String(repeating: "0", count: 9 - fraction.count)
    return (Int64(digits) ?? 0) * (isNegative ? -1 : 1)
  }

  @Test(
    Shell.needs("bean-query"), arguments: Location.Backend.allCases, ["recorded", "effective"])
  func beancountFindsTheTextAsItWas(_ backend: Location.Backend, _ basis: String) throws {
    let ledger = try BusyLedger.texts(backend)
    let file = export(ledger, "beancount", basis)
    let check = Shell.run("bean-check \(file)")
    #expect((check.status, check.output) == (0, ""))
    let links = Shell.run("bean-query -q -f csv \(file) \"SELECT tags, links, payee\"").output
    #expect(
      Set(links.split(whereSeparator: \.isNewline).dropFirst()) == [",,"], "\(links.prefix(500))")
    let script = """
      import json, sys; from beancount import loader
      entries, errors, _ = loader.load_file('\(file)')
      assert not errors
      print(json.dumps([[e.meta.get('note'), e.meta.get('reason')] for e in entries
        if type(e).__name__ == 'Transaction']))
      """
    try ledger.write(script, to: "read.py")
    let read = Shell.run("python3 \(ledger.path("read.py"))")
    guard read.status == 0 else { return }
    let texts =
      try JSON(parsing: read.output).array?
      .flatMap { $0.array ?? [] }.compactMap(\.string) ?? []
    for text in BusyLedger.hostile {
      #expect(texts.count { $0 == text } == 2, "\(text.debugDescription)")
    }
  }

  /// A transfer on 5 January by a payer whose hold lapsed on the 2nd.
  private func lapsed(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger("ledger hold alice 7 --expires-in 1d")
    ledger("ledger hold alice 8ZAR --expires-in 2d")
    ledger.clock = at("2026-01-05T12:00:00Z")
    ledger("ledger transfer alice bob 5")
    // Behind it, but before it.
    ledger("ledger transfer bob carol 1 --at 2026-01-04T00:00:00Z")
    ledger("ledger transfer bob carol 2 --effective 2025-06-01")
    ledger("ledger hold carol 1 --expires-in 1d")
    ledger.clock = at("2026-01-10T12:00:00Z")
    ledger("ledger sweep")
    return ledger
  }

  @Test(Shell.needs("hledger"), arguments: Location.Backend.allCases)
  func aPostingHasItsOwnDate(_ backend: Location.Backend) throws {
    let ledger = try lapsed(backend)
    let file = export(ledger, "hledger", "effective")
    #expect(Shell.run("hledger -f \(file) check ordereddates").status == 0)
    let balance = { (end: String, account: String) in
      Shell.run("hledger -f \(file) balance \(account) -e \(end) -N -O csv").output
        .split(separator: "\n").dropFirst().joined()
    }
    // As `balance --as-of --by effective` says it: a hold is back when it lapsed.
    #expect(balance("2026-01-02", "^hold:hld-1$").contains("7 TOKEN"))
    #expect(!balance("2026-01-03", "^hold:hld-1$").contains("TOKEN"))
    #expect(balance("2026-01-03", "^hold:hld-2$").contains("8.00 ZAR"))
    #expect(!balance("2026-01-04", "^hold:hld-2$").contains("ZAR"))
    #expect(balance("2026-01-06", "^hold:hld-3$").contains("1 TOKEN"))
    #expect(!balance("2026-01-07", "^hold:hld-3$").contains("TOKEN"))
    #expect(balance("2025-07-01", "^carol$").contains("2 TOKEN"))
    let text = String(decoding: try ledger.read("out.hledger"), as: UTF8.self)
    #expect(text.contains("  ; date:2026-01-02\n    ; [2026-01-02]\n"))
    // By the time of recording, too, a lapse is when it happened, and nothing else has a date of
    // its own.
    let recorded = export(ledger, "hledger", "recorded")
    #expect(Shell.run("hledger -f \(recorded) check ordereddates").status == 0)
    #expect(balance("2026-01-02", "^hold:hld-1$").contains("7 TOKEN"))
    #expect(!balance("2026-01-03", "^hold:hld-1$").contains("TOKEN"))
    #expect(!balance("2025-07-01", "^carol$").contains("2 TOKEN"))
    if Shell.has("ledger") {
      let file = export(ledger, "hledger", "effective")
      let held = Shell.run(
        "ledger --args-only -f \(file) register ^hold:hld-1 --date-format %F "
          + "--end 2026-01-03 --format '%(format_date(date, \"%F\")) %t\\n'")
      #expect(held.output == "2026-01-01 7 TOKEN\n2026-01-02 -7 TOKEN\n", "\(held.output)")
    }
  }

  @Test(Shell.needs("bean-query"), arguments: Location.Backend.allCases)
  func beancountGetsATransactionOfItsOwn(_ backend: Location.Backend) throws {
    let ledger = try lapsed(backend)
    let file = export(ledger, "beancount", "effective")
    #expect(Shell.run("bean-check \(file)").status == 0)
    let query = "SELECT date, number WHERE account ~ 'Hold:Hld-2D[123]' ORDER BY date, number"
    let rows = Shell.run("bean-query -q -f csv \(file) \"\(query)\"").output
      .split(whereSeparator: \.isNewline).dropFirst().map { $0.filter { $0 != " " } }
    #expect(
      rows == [
        "2026-01-01,7", "2026-01-01,8", "2026-01-02,-7", "2026-01-03,-8", "2026-01-05,1",
        "2026-01-06,-1",
      ])
    // A lapse is when it happened, by the time of recording too.
    let recorded = export(ledger, "beancount", "recorded")
    let dates = Shell.run("bean-query -q -f csv \(recorded) \"\(query)\"").output
    #expect(dates.contains("2026-01-02,-7"))
  }

  /// Exported before and after a sweep, a hold that lapsed is back at the same moment.
  @Test(Shell.needs("hledger"), arguments: Location.Backend.allCases, ["recorded", "effective"])
  func aLapseThatNobodyRecordedIsThere(_ backend: Location.Backend, _ basis: String) throws {
    let ledger = try threePeople(backend)
    ledger("ledger hold alice 7 --expires-in 1d")
    ledger("ledger hold bob 8 --expires-in 3d")
    ledger("ledger hold carol 9 --expires-in 30d")
    ledger.clock = at("2026-01-02T23:00:00Z")
    ledger("ledger transfer carol bob 1")
    ledger.clock = at("2026-01-10T12:00:00Z")
    let register = {
      let file = self.export(ledger, "hledger", basis)
      #expect(Shell.run("hledger -f \(file) check ordereddates").status == 0)
      let columns = Shell.run("hledger -f \(file) register -O csv").output
        .split(separator: "\n").map { line in
          line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
            .filter { ![0, 2, 3].contains($0.offset) }.map(\.element).joined(separator: ",")
        }
      return (columns, Shell.run("bean-check \(self.export(ledger, "beancount", basis))").status)
    }
    let before = register()
    #expect(before.0.contains { $0.contains("2026-01-02") && $0.contains("hold:hld-1") })
    #expect(ledger("ledger sweep").status == 0)
    let after = register()
    #expect(before.0 == after.0)
    #expect(!Shell.has("bean-check") || (before.1 == 0 && after.1 == 0))
  }
}
