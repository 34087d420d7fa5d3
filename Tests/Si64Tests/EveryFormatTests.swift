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
  @Test(arguments: OutputFormat.allCases, Location.Backend.allCases)
  func canBeRead(_ format: OutputFormat, _ backend: Location.Backend) throws {
    let ledger = try Day.ledger(backend)
    for line in Day.lines {
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
    let all = allPlugins.flatMap { plugin in plugin.commands.map { "\(plugin.name) \($0.verb)" } }
    let done = Day.lines.map(Day.verb)
    #expect(Set(all).subtracting(done) == ["ledger init"])
  }

  @Test func faultsAreFound() {
    #expect(Self.fault(of: "{\"a\":1}\nchatter\n", as: .json) != nil)
    #expect(Self.fault(of: "{\"a\":1}\nchatter\n", as: .jsonl) != nil)
    #expect(Self.fault(of: "a\tb\nc\n", as: .tsv) != nil)
    #expect(Self.fault(of: "a,b\n\"c\n", as: .csv) != nil)
    #expect(Self.fault(of: "two words\n", as: .id) != nil)
    #expect(Self.fault(of: "a\u{1B}[1m\n", as: .table) != nil)
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
