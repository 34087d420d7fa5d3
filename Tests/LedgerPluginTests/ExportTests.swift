// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger export")
struct ExportTests {
  /// Names and texts that other programs could misread.
  private func hostile(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try threePeople(backend)
    for line in [
      "ledger create-account Alice --balance 7", "ledger create-account z.a",
      "ledger create-account 2Ea", "ledger create-account ABc", "ledger create-account z-ABc",
      "ledger create-account .dot/@x", "ledger create-account -- -dash",
      "ledger create-account 1/2:B_c",
      "ledger create-account users:alice:Assets --balance 3.25EUR --overdraft 10EUR",
      "ledger asset add R_2026 --decimals 3", "ledger asset add R_ --decimals 1",
      "ledger asset add TRUE --decimals 0", "ledger asset add NULL --decimals 9",
      "ledger credit z.a 1.234R_2026 --reason a", "ledger credit 2Ea 1.5R_ --reason a",
      "ledger credit ABc 5TRUE --reason a", "ledger credit --reason a -- -dash 0.000000001NULL",
      "ledger transfer Alice .dot/@x 2 --effective 2025-06-30",
      "ledger transfer users:alice:Assets 1/2:B_c 9.99EUR", "ledger hold alice 5 --to bob",
    ] { #expect(ledger(line).status == 0, "\(line)") }
    let note = "date:2019-01-01, [2019-01-01] \"q\" \\\\ ; | (x) {1} @ 5 USD é"
    ledger.run("ledger", "transfer", "alice", "z-ABc", "3", "--note", note, "--job-id", "j;1")
    let legs =
      #"{"postings":[{"from":"alice","to":"bob","amount":1},{"from":"alice","to":"bob","amount":"1ZAR"}]}"#
    ledger("ledger post --from -", input: legs)
    ledger("ledger revert tx-1 --reason x")
    return ledger
  }

  /// `account asset` → balance, zero ones left out.
  private func balances(_ ledger: TestLedger) throws -> [String: String] {
    var balances: [String: String] = [:]
    for line in try ledger("ledger report trial -o json").json().array ?? [] {
      guard let name = line["account"]?.string, let asset = line["asset"]?.string,
        let balance = line["balance"]?.string
      else { continue }
      if balance.contains(where: { "123456789".contains($0) }) {
        balances["\(name) \(asset)"] = balance
      }
    }
    return balances
  }

  @Test(Shell.needs("hledger"), arguments: Location.Backend.allCases, ["recorded", "effective"])
  func hledgerHasTheSameBalances(_ backend: Location.Backend, _ basis: String) throws {
    let ledger = try hostile(backend)
    let file = ledger.path("out.journal")
    #expect(ledger("ledger export --format hledger --out \(file) --by \(basis)").status == 0)
    let check = Shell.run("hledger -f \(file) check --strict")
    #expect(check.status == 0, "\(check.output)")
    var found: [String: String] = [:]
    let listing = Shell.run("hledger -f \(file) balance --flat -N -O csv --layout bare")
    for line in listing.output.split(separator: "\n").dropFirst() {
      let cells = line.dropFirst().dropLast().split(separator: "\",\"").map(String.init)
      try #require(cells.count == 3, "\(line)")
      if cells[2] != "0" { found["\(cells[0]) \(cells[1])"] = cells[2] }
    }
    #expect(found == (try balances(ledger)))
    guard Shell.has("ledger") else { return }
    let other = Shell.run("ledger --args-only --strict --pedantic -f \(file) balance --flat")
    #expect(other.status == 0, "\(other.output)")
  }

  @Test(Shell.needs("bean-check"), arguments: Location.Backend.allCases)
  func beancountAcceptsItAndNamesAreOneToOne(_ backend: Location.Backend) throws {
    let ledger = try hostile(backend)
    let file = ledger.path("out.beancount")
    #expect(ledger("ledger export --format beancount --out \(file)").status == 0)
    let check = Shell.run("bean-check \(file)")
    #expect(check.status == 0, "\(check.output)")
    let lines = String(decoding: try ledger.read("out.beancount"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    var names: [String: String] = [:]
    for (index, line) in lines.enumerated() {
      guard let open = line.firstRange(of: " open ") else { continue }
      let own = lines[index + 1].split(separator: "\"")[1]
      #expect(names.updateValue(String(own), forKey: String(line[open.upperBound...])) == nil)
    }
    #expect(Set(names.values).count == names.count)
    #expect(names["Assets:Z-Alice"] == "Alice")
    #expect(names["Assets:Alice"] == "alice")
    #expect(names["Assets:Z-2Ea"] == "z.a")
    #expect(names["Assets:2Ea"] == "2Ea")
    #expect(names["Equity:World"] == "world")
    var sums: [String: String] = [:]
    let query = "SELECT account, currency, str(sum(number)) GROUP BY account, currency"
    for line in Shell.run("bean-query -q -f csv \(file) \"\(query)\"").output.split(
      whereSeparator: \.isNewline
    )
    .dropFirst() {
      let cells = line.split { ",\r".contains($0) }.map {
        String($0).split(separator: " ").joined()
      }
      guard cells.count == 3, let name = names[cells[0]] else { continue }
      let asset = cells[1].hasSuffix(".X") ? String(cells[1].dropLast(2)) : cells[1]
      if cells[2].contains(where: { "123456789".contains($0) }) {
        // Decimal('1.5')
        sums["\(name) \(asset)"] = String(cells[2].split(separator: "'")[1])
      }
    }
    if Shell.has("bean-query") {
      #expect(sums.mapValues(plain) == (try balances(ledger)).mapValues(plain))
    }
  }

  /// A decimal without trailing zeros: programs choose their own number of them. `1E-9` is
  /// Python's.
  private func plain(_ text: String) -> String {
    let negative = text.hasPrefix("-")
    var digits = negative ? String(text.dropFirst()) : text
    if let mark = digits.firstIndex(of: "E"), let power = Int(digits[digits.index(after: mark)...])
    {
      digits = "0." + String(repeating: "0", count: -power - 1) + digits[..<mark]
    }
    while digits.contains("."), let last = digits.last, last == "0" || last == "." {
      digits.removeLast()
      if last == "." { break }
    }
    return (negative ? "-" : "") + digits
  }

  @Test(arguments: Location.Backend.allCases)
  func jsonIsOneCanonicalObject(_ backend: Location.Backend) throws {
    let ledger = try hostile(backend)
    let text = ledger("ledger export --format json").output
    let json = try JSON(parsing: text)
    #expect(text == json.canonicalText + "\n")
    #expect(json.members?.map(\.name) == ["accounts", "assets", "balances", "transactions"])
    let count = try ledger("ledger info -o json").json()
    #expect(json["accounts"]?.array?.count == Int(count["accounts"]?.integer ?? 0))
    #expect(json["transactions"]?.array?.count == Int(count["transactions"]?.integer ?? 0))
    #expect(json["assets"]?.array?.count == 21)
  }

  @Test func anEmptyLedgerExports() throws {
    let ledger = try TestLedger([LedgerPlugin.self])
    for format in ["json", "jsonl", "csv", "hledger", "beancount", "mesh"] {
      #expect(ledger("ledger export --format \(format)").status == 0)
    }
    let mesh = try ledger("ledger export --format mesh").json()
    #expect(mesh == .object([.init("accounts", .object([])), .init("transfers", .array([]))]))
  }

  @Test func filesAreReplacedOnlyWhenToldTo() throws {
    let ledger = try threePeople()
    try ledger.write("mine", to: "taken")
    let line = "ledger export --format csv --out taken"
    let refused = ledger(line + " -o json")
    #expect(refused.code == "prompt-needed")
    #expect(refused.status == 6)
    for path in [
      ".si64/ledger.sqlite", ".si64/ledger.sqlite-journal", ".si64/keys/treasury.json",
      ".si64/keys/new",
      ".si64/config",
      ".si64/../.si64/ledger.sqlite", "/dev/null",
    ] {
      let own = ledger("ledger export --format csv --yes -o json --out \(path)")
      #expect(own.code == "exists", "\(path)")
    }
    #expect(ledger("ledger export --format csv -o json --out nowhere/out").status == 3)
    #expect(ledger("ledger verify").status == 0)
    #expect(ledger(line + " -n").status == 0)
    #expect(try ledger.read("taken") == Array("mine".utf8))
    chmod(ledger.path("taken"), 0o640)
    #expect(symlink("taken", ledger.path("link")) == 0)
    #expect(ledger("ledger export --format csv --out link -y").status == 0)
    #expect(File.permissions(of: ledger.path("taken"))?.mode == 0o640)
    #expect(try ledger.read("taken") != Array("mine".utf8))
    #expect(ledger(line + " -y").output == "taken\n")
    #expect(File.permissions(of: ledger.path("taken"))?.mode == 0o640)
    #expect(symlink("target", ledger.path("dangling")) == 0)
    #expect(ledger("ledger export --format csv --out dangling").status == 0)
    #expect(try ledger.read("target") == ledger.read("taken"))
    let file = String(decoding: try ledger.read("taken"), as: UTF8.self)
    #expect(file == ledger("ledger export --format csv").output)
  }

  @Test(arguments: [
    ("ledger export", "missing-argument", 64),
    ("ledger export --format pdf", "bad-value", 64),
    ("ledger export --format csv --by moon", "bad-value", 64),
    ("ledger export --format csv --out missing/x", "not-found", 3),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let result = try threePeople()(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
  }
}
