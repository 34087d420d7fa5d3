// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// Every command of every plugin in every format, one day of a demo ledger: whatever is on standard
/// output can be read as what was asked for.
@Suite("Every command in every format")
struct EveryFormatTests {
  private static let day = #"""
    ledger where
    ledger info
    ledger create-account zoe --balance 5SOL
    ledger list-accounts
    ledger show-account zoe
    ledger freeze zoe
    ledger thaw zoe
    ledger balance alice
    ledger transfer alice zoe 1SOL
    ledger credit zoe 1SOL --reason gift
    ledger post --postings [{"from":"alice","to":"zoe","amount":"0.1SOL"}]
    ledger history
    ledger revert tx-5 --reason mistake
    ledger show tx-5
    ledger hold alice 1SOL --to zoe
    ledger capture hld-1 0.5SOL
    ledger hold alice 1SOL --expires-in 1s
    ledger release hld-1
    ledger sweep
    ledger asset add COIN --decimals 3
    ledger asset list
    ledger limit set zoe --per-minute 3
    ledger limit list
    ledger limit remove zoe
    ledger report trial
    ledger report statement alice
    ledger report activity
    ledger checkpoint
    ledger verify
    ledger export --format json --out out.json
    ledger import --format mesh in.json
    ledger backup backup.json
    ledger copy other
    ledger compact
    ledger restore backup.json --yes
    device seed
    device tier list
    device tier set M9 --rate 0.002SOL --memory 8GB
    device add extra --tier M9
    device list
    device show extra
    device audit extra --pass
    device heartbeat extra
    device add old --tier M9
    device retire old
    config set rent.spot true
    rent tiers
    rent quote --tier M2 --hours 1
    rent create --wallet alice --tier M2 --hours 2
    rent reserve --wallet alice --tier M2 --hours 1 --start 2027-06-01
    rent bid --wallet alice --tier M2 --hours 1 --max-rate 1SOL
    rent budget set alice --active-contracts 9
    rent budget list
    rent budget remove alice
    meter record ctr-1 --cpu 50 --memory 100 --disk-read 1 --disk-write 1 --net-rx 1 --net-tx 1
    meter collect ctr-1 --count 1 --interval 10ms
    meter usage ctr-1
    contract show ctr-1
    contract list
    contract history ctr-1
    contract extend ctr-1 --hours 1
    contract pause ctr-1
    contract resume ctr-1
    contract cancel ctr-2
    rent evict ctr-3
    contract sweep
    contract snapshot
    contract settle ctr-1
    contract proof ctr-1 --out proof.json
    contract verify-proof proof.json
    config set ledger.auto_create_accounts true
    config get ledger.auto_create_accounts
    config list
    config unset ledger.auto_create_accounts
    """#.split(separator: "\n").map(String.init)

  @Test(arguments: OutputFormat.allCases, Location.Backend.allCases)
  func canBeRead(_ format: OutputFormat, _ backend: Location.Backend) throws {
    let ledger = try TestLedger(allPlugins, backend: nil)
    #expect(ledger("ledger init --demo --backend \(backend.rawValue)").status == 0)
    try ledger.write(#"{"accounts":{"m1":{"balance":5}},"transfers":[]}"#, to: "in.json")
    for line in Self.day {
      ledger.clock += 1500
      let result = ledger("\(line) -o \(format.rawValue)")
      #expect(result.status == 0, "\(line): \(result.errors)")
      #expect(!result.output.isEmpty, "\(line) says nothing")
      #expect(result.output.isEmpty || result.output.hasSuffix("\n"), "\(line) ends mid-line")
      if let fault = Self.fault(of: result.output, as: format) {
        Issue.record("\(line) -o \(format.rawValue): \(fault):\n\(result.output)")
      }
    }
  }

  @Test func noCommandIsLeftOut() {
    let verbs = allPlugins.flatMap { plugin in plugin.commands.map { "\(plugin.name) \($0.verb)" } }
    let missing = verbs.filter { verb in
      verb != "ledger init"
        && !Self.day.contains { "\($0) ".hasPrefix("\(verb) ") && Self.longest($0, verbs) == verb }
    }
    #expect(missing.isEmpty)
  }

  @Test func faultsAreFound() {
    #expect(Self.fault(of: "{\"a\":1}\nchatter\n", as: .json) != nil)
    #expect(Self.fault(of: "{\"a\":1}\nchatter\n", as: .jsonl) != nil)
    #expect(Self.fault(of: "a\tb\nc\n", as: .tsv) != nil)
    #expect(Self.fault(of: "a,b\n\"c\n", as: .csv) != nil)
    #expect(Self.fault(of: "two words\n", as: .id) != nil)
    #expect(Self.fault(of: "a\u{1B}[1m\n", as: .table) != nil)
  }

  private static func longest(_ line: String, _ verbs: [String]) -> String? {
    verbs.filter { "\(line) ".hasPrefix("\($0) ") }.max { $0.count < $1.count }
  }

  /// What is wrong with a text that should have a format.
  private static func fault(of text: String, as format: OutputFormat) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    switch format {
    case .table, .wide: return text.contains("\u{1B}") ? "escape sequences off a terminal" : nil
    case .json: return (try? JSON(parsing: text)) == nil ? "no JSON" : nil
    case .jsonl:
      return lines.contains { (try? JSON(parsing: String($0))) == nil } ? "no JSON Lines" : nil
    case .tsv:
      let counts = Set(
        lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).count })
      return counts.count > 1 ? "rows of \(counts.sorted()) cells" : nil
    case .csv:
      guard let counts = cells(ofCSV: text) else { return "an open quote" }
      return Set(counts).count > 1 ? "rows of \(counts) cells" : nil
    case .id: return lines.contains { $0.isEmpty || $0.contains(" ") } ? "no ids" : nil
    }
  }

  /// How many cells each row has; `nil` where a quote is open at the end.
  private static func cells(ofCSV text: String) -> [Int]? {
    var rows: [Int] = []
    var count = 1
    var isQuoted = false
    for character in text.unicodeScalars {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: count += 1
      case "\n" where !isQuoted:
        rows.append(count)
        count = 1
      default: break
      }
    }
    return isQuoted ? nil : rows
  }
}
