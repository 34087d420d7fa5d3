// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// What is wrong with the output that is asked for is said before anything is done.
@Suite("Every command, asked for what it cannot show")
struct EveryShapeTests {
  /// Commands that change something, be it no ledger.
  private static let others = [
    "ledger backup", "ledger copy", "ledger compact", "ledger restore", "ledger export",
    "meter collect", "config set", "config unset", "contract proof",
  ]

  private static func changes(_ line: String) -> Bool {
    Day.writes(line) || others.contains(Day.verb(of: line))
  }

  @Test(arguments: Location.Backend.allCases)
  func nothingIsDone(_ backend: Location.Backend) throws {
    let ledger = try Day.ledger(backend)
    for line in Day.lines {
      ledger.clock += 1500
      if Self.changes(line) { try refuse(line, on: ledger) }
      let result = ledger("\(line) -o json")
      #expect(result.status == 0, "\(line): \(result.errors)")
    }
  }

  private func refuse(_ line: String, on ledger: TestLedger) throws {
    let (head, settings) = (ledger.head, ledger("config list").output)
    let files = ["out.json", "backup.json", "other", "proof.json"].map {
      ledger.hasFile(containing: $0)
    }
    var results = [ledger("\(line) --columns nope -o json")]
    if let batch = try Batch(line) {
      for options in ["", "--keep-going", "--commit-every 1", "--keep-going --commit-every 1"] {
        for shape in ["--columns nope", "--sort nope", "--sort=-nope", "--filter nope=1"] {
          for format in ["jsonl", "csv"] where options == "" || format == "csv" {
            // What the lines hold is not even looked at.
            results.append(
              ledger(
                "\(batch.verb) --from - \(options) \(shape) -o \(format)",
                input: "nonsense\n" + batch.json))
          }
        }
      }
    }
    for result in results {
      #expect(result.status == 64, "\(line): \(result.errors)")
      #expect(result.errors.contains("there is no column 'nope'"), "\(line): \(result.errors)")
      #expect(!result.errors.contains("(standard input)"), "\(line): \(result.errors)")
      #expect(result.output.isEmpty, "\(line): \(result.output)")
    }
    #expect(ledger.head == head, "\(line)")
    #expect(ledger("config list").output == settings, "\(line)")
    #expect(
      files
        == ["out.json", "backup.json", "other", "proof.json"].map { ledger.hasFile(containing: $0) }
    )
  }

  /// Outcomes have the fields that they say they can have, and those can be asked for.
  @Test func fieldsAreThoseThatWereSaid() throws {
    let ledger = try Day.ledger(.sqlite)
    for line in Day.lines {
      ledger.clock += 1500
      guard let fields = Self.fields(of: line) else {
        ledger(line)
        continue
      }
      let all = (["id", "kind"] + fields).joined(separator: ",")
      let dry = ledger("\(line) -n -o csv --columns \(all)")
      #expect(dry.status == 0, "\(line): \(dry.errors)")
      #expect(dry.output.hasPrefix(all + "\n"), "\(line): \(dry.output)")
      let names = try ledger("\(line) -o json").json().members?.map(\.name) ?? []
      #expect(Set(names).subtracting(fields) == ["id", "kind"], "\(line)")
    }
  }

  private static func fields(of line: String) -> [String]? {
    func fields<C: WriteCommand>(_ command: C.Type) -> [String] { C.Outcome.fieldNames }
    return (Day.command(of: line) as? any WriteCommand.Type).map { fields($0) }
  }

  /// A field that only some objects have can be asked for, whichever comes first.
  @Test(arguments: ["jsonl", "csv", "table", "tsv", "json"])
  func fieldsThatSomeHave(_ format: String) throws {
    let ledger = try Day.ledger(.sqlite)
    let input = #"{"name":"p"}"# + "\n" + #"{"name":"q","overdraft":"5SOL"}"# + "\n"
    let line =
      "ledger create-account --from - -o \(format) --columns id,overdraft --filter frozen=false"
    let result = ledger(line, input: input)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("p") && result.output.contains("q"))
    #expect(result.output.contains("5"))
    #expect(ledger("ledger create-account r --columns id,meta,overdraft -o \(format)").status == 0)
  }
}
