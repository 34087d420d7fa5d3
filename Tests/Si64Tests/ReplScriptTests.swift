// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import si64

@Suite("Scripts of the shell")
struct ReplScriptTests {
  @Test(arguments: Location.Backend.allCases)
  func everyWayIn(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let script =
      "# pay twice\nledger transfer alice bob 1SOL; ledger transfer alice bob \\\n  2SOL\n"
    try rig.ledger.write(script, to: "pay")
    #expect(try rig.repl("-f", "pay").status == 0)
    #expect(rig.balance("bob") == "3.000000000")
    #expect(try rig.repl("-f", "-", input: script).status == 0)
    #expect(try rig.repl(input: script).status == 0)
    #expect(try rig.repl("-c", script).status == 0)
    #expect(rig.balance("bob") == "12.000000000")
  }

  /// The place in the error, the exit status, and what ran behind the fault.
  static let faults: [(String, String, Int32, Bool)] = [
    ("ledger balance nobody", "script:1: ", 3, false),
    ("\n\nledger nothing", "script:3: ", 65, false),
    ("ledger info\nledger transfer alice bob 999SOL", "script:2: ", 5, false),
    ("'a\nb' c", "script:1: ", 65, false), ("\\nothing", "script:1: ", 65, false),
    ("$nothing", "script:1: ", 3, false), ("commit", "script:1: ", 5, false),
    ("ledger info;; rollback to x", "script:1: ", 5, false),
  ]

  @Test(arguments: faults)
  func stopAtTheFirstError(_ text: String, _ place: String, _ status: Int32, _: Bool) throws {
    let rig = try ReplRig()
    try rig.ledger.write(text + "\nledger transfer alice bob 1SOL\n", to: "script")
    let stopped = try rig.repl("-f", "script")
    #expect(stopped.status == status)
    #expect(stopped.errors.hasPrefix("si64: \(place)"), "\(stopped.errors)")
    #expect(rig.balance("bob") == "0.000000000")
    let wentOn = try rig.repl("-f", "script", "--keep-going")
    #expect(wentOn.status == status)
    #expect(rig.balance("bob") == "1.000000000")
  }

  @Test func errorsOfStatementsOnTheCommandLineHaveNoPlace() throws {
    let rig = try ReplRig()
    #expect(try rig.statements("ledger balance nobody").errors.hasPrefix("si64: there is no"))
    let piped = try rig.repl(input: "\nledger balance nobody")
    #expect(piped.errors.hasPrefix("si64: (standard input):2: "))
  }

  @Test func scriptsOnStandardInputRunAsTheyCome() throws {
    let rig = try ReplRig()
    // A line that is no text stops it there; what stands before it has run.
    let transfer = Array("ledger transfer alice bob 1SOL\n".utf8)
    let bad = transfer + [0xFF, 0x0A] + transfer
    let result = try rig.repl(input: bad)
    #expect(result.status == 65)
    #expect(result.errors == "si64: (standard input):2: the line is not UTF-8\n")
    #expect(rig.balance("bob") == "1.000000000")
    let one = try rig.repl("-1", input: bad)
    #expect(one.status == 65)
    #expect(rig.balance("bob") == "1.000000000")
  }

  static let readers = [
    "ledger transfer --from -", "ledger show -", "ledger import - --format jsonl",
    "contract verify-proof -",
  ]

  @Test(arguments: readers)
  func standardInputIsTheScript(_ statement: String) throws {
    let rig = try ReplRig()
    let result = try rig.repl(input: statement + "\nledger transfer alice bob 1SOL\n")
    #expect(result.status == 65)
    #expect(result.errors.contains("standard input is the script itself"), "\(result.errors)")
    #expect(rig.balance("bob") == "0.000000000")
  }

  @Test func aliasesOfTheShell() throws {
    let rig = try ReplRig()
    rig.ledger("config set alias.pay repl --user")
    let result = try rig.run(["pay", "-c", "ledger transfer alice bob 1SOL"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(rig.balance("bob") == "1.000000000")
    let inside = try rig.statements("pay")
    #expect(inside.status == 5)
    #expect(inside.errors.contains("this is the shell already"))
  }

  @Test func jsonErrorsSayWhere() throws {
    let rig = try ReplRig()
    try rig.ledger.write("\nledger balance nobody -o json", to: "script")
    let error = try JSON(parsing: rig.repl("-f", "script").errors)["error"]
    #expect(error?["file"]?.string == "script")
    #expect(error?["line"]?.integer == 2)
  }

  @Test(arguments: ["ledger info 'x", "ledger info \\"])
  func mustEndWithAWholeStatement(_ text: String) throws {
    let result = try ReplRig().statements(text)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    let rig = try ReplRig()
    try rig.ledger.write("# a remark\n\(text)\n", to: "script")
    let file = try rig.repl("-f", "script")
    #expect(file.status == 65)
    #expect(file.errors.hasPrefix("si64: script:2: "), "\(file.errors)")
  }

  @Test func badTextRunsNothing() throws {
    let rig = try ReplRig()
    try File.replace(
      rig.ledger.path("script"), with: Array("ledger transfer alice bob 1SOL\n".utf8) + [0xFF])
    let result = try rig.repl("-f", "script")
    #expect(result.status == 65)
    #expect(result.errors == "si64: script:2: the line is not UTF-8\n")
    #expect(rig.balance("bob") == "0.000000000")
    #expect(try rig.repl("-f", "missing").status != 0)
  }

  @Test func windowsLineEnds() throws {
    let rig = try ReplRig()
    let result = try rig.repl(
      input:
        "# a remark\r\nledger transfer alice bob 1SOL\r\nledger transfer alice \\\r\nbob 1SOL\r\n")
    #expect(result.status == 0, "\(result.errors)")
    #expect(rig.balance("bob") == "2.000000000")
  }

  @Test func variablesOfAScript() throws {
    let rig = try ReplRig()
    let result = try rig.repl(
      input: """
        \\set to bob
        ledger hold alice 2SOL --to $to \\gset h
        ledger capture $h 1.5SOL
        ledger release $h.id
        ledger show-account "$to" \\gset b
        \\set
        """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(rig.balance("bob") == "1.500000000")
    #expect(result.output.contains("to\tbob\n"))
    #expect(result.output.contains("h\thld-1\n"))
  }

  @Test func metaCommands() throws {
    let rig = try ReplRig()
    let result = try rig.statements("\\pset output json; ledger balance alice; \\pset output")
    #expect(result.output.hasPrefix("["))
    #expect(try rig.statements("\\pset nonsense 5").status == 64)
    #expect(try rig.statements("\\timing; ledger info").errors.contains("time: 0 ms\n"))
    #expect(try rig.statements("\\timing perhaps").status == 64)
    #expect(try rig.statements("\\?").output.contains("\\gset NAME"))
    #expect(try rig.statements("help").output.contains("savepoint"))
    #expect(try rig.statements("\\! exit 7").status == 7)
    #expect(try rig.statements("\\e").status == 5)
    #expect(try rig.statements("repl").status == 5)
    #expect(try rig.statements("si64 ledger info").status == 0)
    #expect(try rig.statements("ledger info; \\q; ledger nothing").status == 0)
    #expect(try rig.statements("exit; ledger nothing").status == 0)
    #expect(try rig.statements("\\gset a").status == 64)
    #expect(try rig.statements("ledger list-accounts \\gset a").status == 5)
  }

  @Test func resultsGoToAFile() throws {
    let rig = try ReplRig()
    let result = try rig.statements(
      "\\o out; ledger balance alice; \\o; ledger balance bob --asset SOL; \\o /no/such/place")
    #expect(result.status != 0)
    #expect(result.output.contains("SOL") || result.output.contains("TOKEN"))
    #expect(!result.output.contains("100.000000000"))
    let file = String(decoding: try rig.ledger.read("out"), as: UTF8.self)
    #expect(file.contains("100.000000000"))
  }

  @Test func scriptsIncludeScripts() throws {
    let rig = try ReplRig()
    try rig.ledger.write("ledger transfer alice bob 1SOL\nledger nothing\n", to: "inner")
    try rig.ledger.write("\n\\i inner\n", to: "outer")
    let result = try rig.repl("-f", "outer")
    #expect(result.status == 65)
    #expect(result.errors.hasPrefix("si64: inner:2: "))
    try rig.ledger.write("\\i self\n", to: "self")
    let endless = try rig.repl("-f", "self")
    #expect(endless.status == 5)
    #expect(endless.errors.contains("deep"))
    try rig.ledger.write("ledger info\n", to: "inner")
    try rig.ledger.write("\\i inner\nledger nothing\n", to: "outer")
    #expect(try rig.repl("-f", "outer").errors.hasPrefix("si64: outer:2: "))
  }

  @Test func helpOfTheShell() throws {
    let result = try ReplRig(nil).repl("--help")
    #expect(result.status == 0)
    #expect(result.output.contains("--keep-going"))
    #expect(!result.output.contains("--patience"))
  }

  @Test func withoutALedger() throws {
    let rig = try ReplRig(nil)
    #expect(try rig.statements("ledger info").status == 66)
    #expect(try rig.statements("begin").status == 66)
    #expect(try rig.statements("ledger init; ledger info").status == 0)
  }
}
