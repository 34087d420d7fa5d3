// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Batches")
struct BatchTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self])
    ledger("ledger create-account a --balance 100")
    ledger("ledger create-account b")
  }

  private func line(_ amount: String, key: String? = nil) -> String {
    let key = key.map { ",\"idempotency_key\":\"\($0)\"" } ?? ""
    return "{\"from\":\"a\",\"to\":\"b\",\"amount\":\"\(amount)\"\(key)}\n"
  }

  private func run(_ options: String, _ input: String) -> TestLedger.Result {
    ledger("ledger transfer --from - \(options)", input: input)
  }

  private var balance: String {
    ledger("ledger balance b --asset TOKEN --columns available").output
  }

  @Test func allOrNothing() throws {
    let result = run("-o json", line("1") + line("1000") + line("2"))
    #expect(result.status == 5)
    #expect(result.code == "insufficient-funds")
    #expect(try JSON(parsing: result.errors)["error"]?["line"]?.integer == 2)
    #expect(result.output.isEmpty)
    #expect(balance == "0\n")
  }

  @Test func keepGoing() throws {
    let input =
      line("1") + line("1000") + "nonsense\n" + "\n" + line("2") + "{\"strange\":1}\n" + "[]\n"
    let result = run("--keep-going -o id", input)
    #expect(result.status == 2)
    #expect(result.output == "tx-2\ntx-3\n")
    for number in [2, 3, 6, 7] {
      #expect(result.errors.contains(":\(number): "), "\(result.errors)")
    }
    #expect(balance == "3\n")
    #expect(ledger("ledger verify").status == 0)
    let none = run("--keep-going -o json", line("1000") + line("2000"))
    #expect(none.status == 5)
    #expect(none.output == "[]\n")
  }

  @Test func commitEveryKeepsWhatIsCommitted() throws {
    let input = (1...5).map { line("\($0)") }.joined() + line("1000") + line("1")
    for format in ["id", "jsonl", "tsv", "csv", "table"] {
      let before = balance
      let result = run("--commit-every 2 -o \(format)", input)
      #expect(result.status == 2)
      #expect(result.errors.contains("4 lines were committed before"))
      let rows = result.output.split(separator: "\n").filter { $0.contains("tx-") }
      #expect(rows.count == 4, "\(format) \(result.output)")
      #expect(balance != before)
    }
    let json = run("--commit-every 2 -o json", input)
    #expect(try JSON(parsing: json.output).array?.count == 4)
    #expect(run("--commit-every 0", input).status == 64)
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: [
    ("json", 2), ("jsonl", 2), ("tsv", 2), ("csv", 3), ("id", 2),
  ])
  func formats(_ format: String, _ lines: Int) throws {
    let result = run("-o \(format)", line("1") + line("2"))
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == lines, "\(result.output)")
    if format == "json" {
      #expect(try result.json().array?.compactMap { $0["amount"]?.string } == ["1", "2"])
    }
  }

  @Test func nothingToDo() throws {
    for input in ["", "\n\n", "  \n"] {
      #expect(run("-o json", input).output == "[]\n")
      #expect(run("-o id", input).status == 0)
    }
  }

  @Test(arguments: [
    ("{\"from\":\"a\",\"to\":\"b\"}", "missing-argument", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":\"x\"}", "bad-amount", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":\"1e3\"}", "bad-amount", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":\"1.5\"}", "precision", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":\"-1\"}", "bad-amount", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":\"1XYZ\"}", "unknown-asset", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"create\":\"maybe\"}", "bad-value", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"effective\":\"soon\"}", "bad-time", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"job_id\":\"a\\nb\"}", "bad-text", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"note\":[1]}", "bad-value", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"colour\":\"red\"}", "unknown-key", 65),
    ("{\"from\":\"a b\",\"to\":\"b\",\"amount\":1}", "bad-name", 65),
    ("{\"from\":\"a\",\"to\":\"b\",\"amount\":1", "bad-file", 65),
    ("[1]", "bad-file", 65), ("{\"from\":\"\\ud800\"}", "bad-text", 65),
    ("{\"from\":\"nobody\",\"to\":\"b\",\"amount\":1}", "not-found", 3),
  ])
  func errorsOfALine(_ text: String, _ code: String, _ status: Int32) throws {
    let result = run("-o json", line("1") + text + "\n")
    #expect(result.code == code, "\(result.errors)")
    #expect(result.status == status)
    let error = try JSON(parsing: result.errors)["error"]
    #expect(error?["line"]?.integer == 2)
    #expect(error?["file"]?.string == "(standard input)")
    #expect(balance == "0\n")
  }

  @Test(arguments: [
    ("ledger transfer a b x", "bad-amount"), ("ledger transfer a b 1.5", "precision"),
    ("ledger transfer a b", "missing-argument"), ("ledger transfer a b 1XYZ", "unknown-asset"),
    ("ledger transfer a b 1 --effective soon", "bad-time"),
    ("ledger transfer a b 1,000", "bad-amount"), ("ledger transfer a b 1e3", "bad-amount"),
    ("ledger transfer a b 99999999999999999999", "overflow"),
    ("ledger transfer a b! 1", "bad-name"), ("ledger hold a 1 --expires-in soon", ""),
  ])
  func errorsOfTheCommandLine(_ line: String, _ code: String) {
    let result = ledger("\(line) -o json")
    #expect(result.status == 64, "\(result.errors)")
    if !code.isEmpty { #expect(result.code == code) }
    #expect(balance == "0\n")
  }

  @Test func linesUpTo1MiB() throws {
    let frame = line("1").utf8.count + ",\"note\":\"\"".utf8.count - 1
    for (length, status) in [(1 << 20, Int32(0)), ((1 << 20) + 1, 65)] {
      let note = String(repeating: "x", count: length - frame)
      let text = "{\"from\":\"a\",\"to\":\"b\",\"amount\":\"1\",\"note\":\"\(note)\"}"
      #expect(text.utf8.count == length)
      let result = run("-o id", text + "\n" + line("1"))
      #expect(result.status == status, "\(result.errors.prefix(200))")
    }
    #expect(balance == "2\n")
  }

  @Test func longOutputIsWholeAndInOrder() throws {
    let note = String(repeating: "\u{e9}\u{1F600}", count: 2000)
    let count = 150
    let input = (1...count).map {
      "{\"from\":\"world\",\"to\":\"b\",\"amount\":\($0),\"note\":\"\(note)\"}\n"
    }.joined()
    let result = run("-o jsonl", input)
    #expect(result.status == 0)
    #expect(result.output.utf8.count > 1 << 20)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == count)
    for (index, line) in lines.enumerated() {
      let json = try JSON(parsing: String(line))
      #expect(json["amount"]?.string == "\(index + 1)")
      #expect(json["note"]?.string == note)
    }
    #expect(try run("-o json", input).json().array?.count == count)
  }

  @Test func keysInABatch() throws {
    let twice = run("-o id", line("1", key: "k") + line("1", key: "k"))
    #expect(twice.output == "tx-2\ntx-2\n")
    #expect(balance == "1\n")
    #expect(run("-o json", line("2", key: "k")).code == "idempotency-mismatch")
    let first = run("--idempotency-key K -o json", line("3") + line("4"))
    let again = run("--idempotency-key K -o json", line("3") + line("4"))
    #expect(first.output == again.output)
    #expect(again.status == 0)
    #expect(balance == "8\n")
    let other = run("--idempotency-key K -o json", line("3") + line("5"))
    #expect(other.status == 4)
    #expect(balance == "8\n")
    // A number and its text ask for the same.
    let number = "{\"amount\":3,\"to\":\"b\",\"from\":\"a\",\"create\":false}\n"
    #expect(run("--idempotency-key K -o id", number).status == 0)
    #expect(balance == "8\n")
  }

  private static let headers: [(text: String, hint: String)] = [
    ("x,y\n", "keys are amount"), ("a,b,1\n", "keys are amount"),
    ("from;to;amount\na;b;1\n", "';'"),
    ("from\tto\tamount\na\tb\t1\n", "tabs"), ("from,to,amount\ra,b,1\r", "CR alone"),
    ("from,to,amount\ra,\"b\",1", "CR alone"), ("\"from\";\"to\";\"amount\"\n", "';'"),
    ("From,To,Amount\na,b,1\n", "keys are amount"), ("from,to,amount,remark\na,b,1,\n", "keys are"),
    ("from, to, amount\na,b,1\n", "keys are"), ("from,from\n", "keys are"),
    ("from,,to\n", "keys are"),
    ("\u{FEFF}x\n", "keys are"),
  ]

  /// What was not understood is no batch of nothing, and no line of it is a failure of its own.
  @Test(
    arguments: 0..<13, ["", "--keep-going", "--commit-every 1", "--keep-going --commit-every 1"])
  func aHeaderThatIsNone(_ index: Int, _ options: String) throws {
    let (text, hint) = Self.headers[index]
    for isPiped in [false, true] {
      ledger.isPiped = isPiped
      let result = run("--input csv \(options) -o json", text)
      #expect(result.status == 65, "\(result.errors)")
      #expect(result.output.isEmpty)
      let error = try JSON(parsing: result.errors)["error"]
      #expect(error?["line"]?.integer == 1)
      #expect(error?["hint"]?.string?.contains(hint) == true, "\(result.errors)")
      #expect(error?["hint"]?.string?.contains("idempotency_key") == true, "\(result.errors)")
    }
    #expect(balance == "0\n")
  }

  @Test func aHeaderNamesAllThatIsUnknown() {
    let result = run("--input csv", "from,colour,to,size\n")
    #expect(result.errors.contains("\"colour\", \"size\""), "\(result.errors)")
    // A header and nothing behind it is a batch of nothing.
    #expect(run("--input csv -o json", "from,to\n").output == "[]\n")
  }

  @Test func csv() throws {
    try ledger.write("from,to,amount,note\na,b,1,\"x, y\"\na,b,2,\n", to: "t.csv")
    let result = ledger("ledger transfer --from t.csv -o json")
    #expect(try result.json().array?.compactMap { $0["note"]?.string } == ["x, y"])
    #expect(balance == "3\n")
    #expect(ledger("ledger transfer --from t.csv --input xml").status == 64)
    #expect(ledger("ledger transfer --from missing.csv").status == 3)
  }
}
