// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import si64

@Suite("Meta commands")
struct ReplMetaTests {
  private static let pay = "ledger transfer alice bob 1SOL"

  /// What stands behind a command is looked at before the command has done anything.
  @Test(
    arguments: [
      "\\gset a.b", "\\gset 1a", "\\gset _", "\\gset", "\\gset a b", "\\gset é", "\\nothing",
      "\\watch", "\\watch soon", "\\timing now please",
    ])
  func badOnesStopTheCommandInFront(_ meta: String) throws {
    let rig = try ReplRig()
    #expect(try rig.statements("\(Self.pay) \(meta)").status == 64)
    #expect(rig.balance("bob") == "0.000000000")
  }

  @Test(arguments: ["\\set _ x", "\\set 1 x", "\\set a.b x", "\\set '' x"])
  func namesThatNobodyCouldUse(_ statement: String) throws {
    let result = try ReplRig().statements(statement)
    #expect(result.status == 64)
    #expect(result.errors.contains("cannot be the name of a variable"))
  }

  @Test func oneBehindAnother() throws {
    let rig = try ReplRig()
    let result = try rig.statements(
      "ledger show-account bob \\gset b \\set c $b; ledger balance $c --asset SOL --columns balance"
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("0.000000000\n"))
  }

  @Test func gsetKnowsOtherLedgers() throws {
    let rig = try ReplRig()
    rig.ledger("-L other.db ledger init")
    rig.ledger("-L other.db ledger create-account carol")
    let result = try rig.statements(
      "ledger show-account carol -L other.db \\gset c; \\set; ledger show $_")
    #expect(result.output.contains("c\tcarol\n"))
    // What was printed last here is none of theirs.
    #expect(result.status == 3)
  }

  @Test(arguments: ["version", "help", "watch", "idempotency-key", "nothing", "output x"])
  func psetRefuses(_ words: String) throws {
    let result = try ReplRig().statements("\\pset \(words)")
    #expect(result.status == 64)
  }

  @Test func psetTakesBackWhatTheCommandLineSaid() throws {
    let rig = try ReplRig()
    for words in [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"]] {
      let result = try rig.run(
        words + [
          "repl", "-c", "\\pset; \\pset output; ledger balance bob --asset SOL --columns balance",
        ])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == "--output=json\n0.000000000\n")
    }
    let dry = try rig.run(["-nq", "repl", "-c", "\\pset dry-run; \\pset; \(Self.pay)"])
    #expect(dry.output.hasPrefix("--quiet\n"))
    #expect(rig.balance("bob") == "1.000000000")
  }

  @Test(arguments: [["--idempotency-key", "k"], ["-w"], ["--watch=5s"]])
  func optionsOfSingleCommands(_ words: [String]) throws {
    let result = try ReplRig().run(words + ["repl", "-c", "ledger info"])
    #expect(result.status == 64)
  }

  @Test func exitInAFileEndsThatFile() throws {
    let rig = try ReplRig()
    try rig.ledger.write("\(Self.pay)\nexit\n\(Self.pay)\n", to: "inner")
    let result = try rig.statements("\\i inner; \(Self.pay)")
    #expect(result.status == 0)
    #expect(rig.balance("bob") == "2.000000000")
  }

  @Test func outputGoesToFilesAndNotOverTheLedger() throws {
    let rig = try ReplRig()
    for path in [".si64/ledger.sqlite", ".si64/config", ".si64/keys/treasury.json", "|cat"] {
      let result = try rig.statements("\\o \(path)")
      #expect(result.status != 0, "\(path)")
    }
    #expect(rig.ledger("ledger verify").status == 0)
    #expect(!rig.ledger.hasFile(containing: "|cat"))
  }

  @Test func homesAreFound() throws {
    let rig = try ReplRig()
    try rig.ledger.write(Self.pay + "\n", to: "script")
    #expect(try rig.statements("\\i ~/script; \\o ~/out; ledger info -q").status == 0)
    #expect(rig.balance("bob") == "1.000000000")
    #expect(!(try rig.ledger.read("out")).isEmpty)
  }

  @Test func longWordsTakeNoTime() throws {
    let text = String(repeating: "x", count: 1_000_000)
    for line in ["\\set k \(text)", "\\set k \"\(text)\"", "\\set k '\(text)'"] {
      var reader = StatementReader()
      #expect(reader.feed(line).first?.meta?.words.count == 2)
    }
  }
}
