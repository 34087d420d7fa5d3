// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import si64

@Suite("A ledger with rentals, exported and imported")
struct ExchangeTests {
  private func rented(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try Day.ledger(backend)
    for line in Day.repeatable where !line.hasPrefix("ledger restore") {
      ledger.clock += 1500
      let done = ledger(line)
      try #require(done.status == 0, "\(line): \(done.errors)")
    }
    for line in [
      "ledger credit rail:5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW 1SOL --reason r",
      "rent create --wallet alice --tier ORIN --hours 1 --on-exhaust overdraw",
      "rent create --wallet bob --tier THOR --hours 1",
      "rent create --wallet alice --tier M2 --hours 1 --on-exhaust pause",
      "rent reserve --wallet alice --tier M2 --hours 1 --start 2027-06-01",
      "ledger hold alice 0.5SOL", "ledger freeze bob",
    ] {
      ledger.clock += 1500
      let done = ledger(line)
      try #require(done.status == 0, "\(line): \(done.errors)")
    }
    ledger.clock += 5_400_000
    ledger("contract sweep")
    ledger("contract settle ctr-4")
    ledger("ledger sweep")
    return ledger
  }

  private func trial(_ ledger: TestLedger, imported: Bool) -> [String] {
    ledger("ledger report trial -o tsv --no-header").output.split(separator: "\n").map { line in
      imported && ["escrow:", "hold:"].contains { line.hasPrefix($0) }
        ? "imported:\(line)" : String(line)
    }.sorted()
  }

  @Test(arguments: ["jsonl", "csv"], Location.Backend.allCases)
  func comesBack(_ format: String, _ backend: Location.Backend) throws {
    let ledger = try rented(backend)
    let text = ledger("ledger export --format \(format)").output
    for other in Location.Backend.allCases {
      let copy = try TestLedger(allPlugins, backend: other)
      let done = copy("ledger import --format \(format) - -o json", input: text)
      #expect(done.status == 0, "\(done.errors)")
      #expect(trial(copy, imported: false) == trial(ledger, imported: true))
      #expect(copy("ledger verify").status == 0)
      let again = copy(
        "ledger import --format \(format) --skip-existing - -o json", input: text)
      #expect(try again.json()["transactions"]?.integer == 0, "\(again.errors)")
    }
    #expect(trial(ledger, imported: true).contains { $0.hasPrefix("imported:escrow:contract:") })
  }

  @Test(arguments: Location.Backend.allCases)
  func aMeshHasEveryTransferOfTheWallets(_ backend: Location.Backend) throws {
    let ledger = try rented(backend)
    ledger("config set ledger.asset SOL")
    let text = ledger("ledger export --format mesh").output
    let copy = try TestLedger(allPlugins, backend: backend)
    copy("config set ledger.asset SOL")
    let done = copy("ledger import --format mesh - -o json", input: text)
    #expect(done.status == 0, "\(done.errors)")
    #expect(copy("ledger export --format mesh").output == text)
    #expect(copy("ledger verify").status == 0)
    #expect(text.contains("\"to_account\":\"treasury\""))
  }
}
