// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

/// A batch means the same whether it comes from a file or through a pipe, which is read ahead.
@Suite("Batches through pipes")
struct BatchPipeTests {
  private func ledger() throws -> TestLedger {
    let ledger = try TestLedger([LedgerPlugin.self], backend: .json)
    ledger("ledger create-account a --balance 100000")
    ledger("ledger create-account b")
    return ledger
  }

  private static let long = String(repeating: "x", count: 1 << 20)

  /// Good lines, bad ones, ones that are none, and ones that are too long.
  private static let jsonLines = [
    #"{"from":"a","to":"b","amount":1}"#, #"{"from":"a","to":"b","amount":2,"note":"é"}"#,
    #"{"from":"a","to":"b","amount":3}"# + "\r", "", "  ", #"{"from":"a","to":"b","amount":"x"}"#,
    "nonsense", "[1]", #"{"from":"a""#, #"{"from":"a","to":"b","amount":1,"strange":1}"#,
    #"{"from":"a","to":"nobody","amount":1}"#, #"{"note":"\#(long)"}"#,
    #"{"from":"a","to":"b","amount":4,"note":"\#(long.dropLast(60))"}"#,
  ]

  private static let records = [
    "a,b,1,x", "a,b,2,", "a,b,3,\"two \"\"lines\"\"\"\r", "", "a,b", "a,b,x,y",
    "a,b,1,no\"quote", "a,b,4,\"x\"y", "a,nobody,1,", "a,b,5,\(long)", "\"a\",\"b\",\"6\",\"x\"",
    "a,b,7,\"\(long.dropLast(9))\"",
  ]

  @Test(arguments: 0..<24)
  func areTheSame(_ round: Int) throws {
    let seed = UInt64.random(in: 0...999_999)
    var random = Seeded(seed)
    let isCSV = round % 2 == 1
    let pool = isCSV ? Self.records : Self.jsonLines
    var lines = isCSV ? ["from,to,amount,note"] : []
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      lines.append(pool[Int.random(in: 0..<(round % 3 == 0 ? 3 : pool.count), using: &random)])
    }
    let text = lines.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : "")
    var options = isCSV ? "--input csv" : ""
    if round % 4 > 1 { options += " --keep-going" }
    if round % 3 > 0 { options += " --commit-every \(Int.random(in: 1...4, using: &random))" }
    let (file, pipe) = (try ledger(), try ledger())
    pipe.isPiped = true
    let line = "ledger transfer --from - \(options) -o json"
    let (first, second) = (file(line, input: text), pipe(line, input: text))
    #expect(first.status == second.status, "seed \(seed): \(options)")
    #expect(first.output == second.output, "seed \(seed): \(options)")
    #expect(first.errors == second.errors, "seed \(seed): \(options)")
    #expect(
      try file.read(".si64/ledger.json") == pipe.read(".si64/ledger.json"),
      "seed \(seed): \(options)")
  }

  /// More than is kept in memory.
  @Test(arguments: ["", "--commit-every 7000", "--keep-going"])
  func manyLines(_ options: String) throws {
    let ledger = try ledger()
    ledger.isPiped = true
    let line = #"{"from":"a","to":"b","amount":1,"note":"0123456789012345678901234567890"}"#
    let text = String(repeating: line + "\n", count: 20_000)
    let result = ledger("ledger transfer --from - \(options) -o id", input: text)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 20_000)
    #expect(ledger("ledger balance b --columns available").output == "20000\n")
  }

  /// What cannot be right need not be read to its end, which may never come.
  @Test(arguments: ["y\n", "x,y\n", Self.long])
  func anEndlessStreamOfNonsenseEnds(_ piece: String) throws {
    let ledger = try ledger()
    ledger.isPiped = true
    let text = String(repeating: piece, count: (8 << 20) / piece.utf8.count)
    let result = ledger("ledger transfer --from - -o json", input: text)
    #expect(result.status == 65)
    #expect(try JSON(parsing: result.errors)["error"]?["line"]?.integer == 1)
  }

  @Test func ids() throws {
    let ledger = try ledger()
    ledger.isPiped = true
    let result = ledger("ledger freeze - -o id", input: "a\nb\n")
    #expect(result.output == "a\nb\n")
  }

  @Test(arguments: ["jsonl", "csv", "mesh"])
  func imports(_ format: String) throws {
    let text =
      switch format {
      case "jsonl": #"{"postings":[{"from":"world","to":"c","amount":5}]}"# + "\n"
      case "csv": "from,to,amount\nworld,c,5\n"
      default: #"{"accounts":{"c":{"balance":5}},"transfers":[]}"#
      }
    let ledger = try ledger()
    ledger.isPiped = true
    let line = "ledger import --format \(format) - --idempotency-key k -o json"
    let first = ledger(line, input: text)
    #expect(first.status == 0, "\(first.errors)")
    #expect(ledger(line, input: text).output == first.output)
    #expect(ledger("ledger balance c --columns available").output == "5\n")
  }
}
