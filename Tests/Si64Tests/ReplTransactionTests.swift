// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import si64

/// What stands on the account `bob` after a script, and whether anything else is there.
@Suite("Transactions of the shell")
struct ReplTransactionTests {
  private static let pay = "ledger transfer alice bob 1SOL"

  /// Statements, the exit status without and with `--keep-going`, and bob's balance after the
  /// latter.
  static let scripts: [(String, Int32, String)] = [
    ("begin; PAY; commit", 0, "1"), ("begin; PAY; rollback", 0, "0"),
    ("begin; PAY; PAY; commit; PAY", 0, "3"), ("PAY; begin; PAY; rollback; PAY", 0, "2"),
    ("begin; commit", 0, "0"), ("begin; rollback", 0, "0"),
    ("begin; savepoint a; PAY; rollback to a; commit", 0, "0"),
    ("begin; PAY; savepoint a; PAY; rollback to a; PAY; rollback to a; commit", 0, "1"),
    ("begin; savepoint a; PAY; savepoint b; PAY; rollback to a; commit", 0, "0"),
    ("begin; savepoint a; PAY; savepoint b; PAY; rollback to b; commit", 0, "1"),
    ("begin; savepoint a; PAY; savepoint a; PAY; rollback to a; commit", 0, "1"),
    ("begin; savepoint a; savepoint b; rollback to a; rollback to b; PAY; commit", 3, "1"),
    ("begin; PAY; ledger transfer alice bob 999SOL; PAY; commit", 5, "2"),
    ("begin; PAY; ledger nothing; commit", 64, "1"), ("begin; begin; PAY; commit", 5, "1"),
    ("commit", 5, "0"), ("rollback", 5, "0"), ("savepoint a", 5, "0"), ("rollback to a", 5, "0"),
    ("begin; rollback to a; PAY; commit", 3, "1"), ("begin; commit now; PAY; commit", 64, "1"),
    ("begin; savepoint; PAY; commit", 64, "1"), ("begin; rollback too far; PAY; commit", 64, "1"),
    ("begin; PAY -n; commit", 0, "0"), ("begin; PAY; PAY --dry-run; PAY; commit", 0, "2"),
    ("begin; savepoint 'a b'; PAY; rollback to 'a b'; PAY; commit", 0, "1"),
    ("begin; PAY; ledger balance bob --at-least 1SOL; commit", 0, "1"),
  ]

  @Test(arguments: scripts, Location.Backend.allCases)
  func keepTheirWord(
    _ script: (String, Int32, String), _ backend: Location.Backend
  ) throws {
    let (text, status, balance) = script
    let rig = try ReplRig(backend)
    let statements = text.replacing("PAY", with: Self.pay)
    let result = try rig.repl("-c", statements, "--keep-going")
    #expect(result.status == status, "\(result.errors)")
    #expect(rig.balance("bob") == balance + ".000000000")
    #expect(rig.ledger("ledger verify").status == 0)
    let strict = try rig.statements(statements)
    #expect(strict.status == status)
  }

  @Test(arguments: Location.Backend.allCases)
  func aScriptThatEndsInsideIsRolledBack(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let head = try rig.head()
    let result = try rig.statements("begin; \(Self.pay)")
    #expect(result.status == 5)
    #expect(result.errors.contains("rolled back"))
    #expect(try rig.statements("begin; \(Self.pay); ledger nothing").status == 64)
    #expect(try rig.statements("begin; \(Self.pay); \\q").status == 5)
    #expect(try rig.head() == head)
    // And nobody is locked out.
    #expect(rig.ledger(Self.pay).status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func asOne(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let head = try rig.head()
    #expect(try rig.repl("-1", "-c", "\(Self.pay); \(Self.pay); ledger nothing").status == 64)
    #expect(try rig.repl("-1", "-c", "\(Self.pay); 'x").status == 64)
    for word in ["commit", "rollback", "begin"] {
      let result = try rig.repl("-1", "-c", "\(Self.pay); \(word); \(Self.pay)")
      #expect(result.status == 5)
      #expect(result.errors.contains("-1"))
    }
    for word in ["commit ''", "rollback ''", "begin ''", "rollback to", "savepoint", "commit x"] {
      let result = try rig.repl("-1", "-c", "\(Self.pay); \(word); \(Self.pay)")
      #expect(result.status == 64, "\(word)")
    }
    #expect(try rig.head() == head)
    let good = "\(Self.pay); savepoint a; \(Self.pay); rollback to a; \(Self.pay)"
    #expect(try rig.repl("-1", "-c", good).status == 0)
    #expect(rig.balance("bob") == "2.000000000")
  }

  @Test(arguments: [
    "verify", "compact", "restore F", "copy other", "backup F", "init", "checkpoint --out F",
    "export --format json",
  ])
  func theWholeLedgerIsOutOfReach(_ verb: String) throws {
    let rig = try ReplRig()
    let result = try rig.repl(
      "--keep-going", "-c",
      "begin; \(Self.pay); ledger \(verb); ledger \(verb) -o json; commit; ledger info")
    #expect(result.status == 5)
    #expect(result.errors.contains("'ledger \(verb.prefix { $0 != " " })' cannot run inside"))
    #expect(result.errors.contains("\"bad-state\""))
    #expect(rig.balance("bob") == "1.000000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func aRestoredLedgerIsTheOneThatGoesOn(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let result = try rig.statements(
      "ledger backup F; \(Self.pay); \(Self.pay); ledger restore F --yes; \(Self.pay)")
    #expect(result.status == 0, "\(result.errors)")
    #expect(rig.balance("bob") == "1.000000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func othersSeeNothingBeforeTheCommit(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let (surroundings, output, _) = rig.surroundings()
    let shell = Repl(Si64.plugins, version: "test", surroundings, defaults: [])
    for text in ["begin", Self.pay, "ledger balance bob --columns balance"] {
      var reader = StatementReader()
      #expect(try shell.run(#require(reader.feed(text).first)) == 0)
    }
    #expect(output.text.hasSuffix("1.000000000\n"))
    #expect(rig.balance("bob") == "0.000000000")
    _ = shell.abandon()
    #expect(rig.balance("bob") == "0.000000000")
  }

  @Test func otherLedgersAndSettingsAreNoPartOfIt() throws {
    let rig = try ReplRig()
    rig.ledger("-L other.db ledger init")
    rig.ledger("-L other.db ledger create-account carol")
    for (statement, what) in [
      ("ledger create-account dora -L other.db", "another ledger"),
      ("config set a.b c", "cannot run inside"), ("config unset a.b", "cannot run inside"),
      ("-L other.db ledger compact", "cannot run inside"),
    ] {
      let result = try rig.repl("-1", "-c", "\(Self.pay); \(statement)")
      #expect(result.status == 5)
      #expect(result.errors.contains(what), "\(result.errors)")
      #expect(result.errors.contains("nothing was written"))
    }
    #expect(rig.balance("bob") == "0.000000000")
    #expect(rig.ledger("ledger show-account dora -L other.db").status == 3)
    // Looking there is no harm.
    let result = try rig.repl("-1", "-c", "\(Self.pay); ledger show-account carol -L other.db")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func aRollbackRestoresWhatWasKnownAtTheSavepoint() throws {
    let rig = try ReplRig()
    let result = try rig.repl(
      "-1", "-c",
      """
      \\set who bob
      ledger hold alice 1SOL --to bob \\gset h
      savepoint a
      ledger hold alice 2SOL --to bob \\gset h
      \\set who carol
      rollback to a
      ledger capture $h
      ledger balance $who --asset SOL --columns balance
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\n1.000000000\n"))
    #expect(rig.balance("bob") == "1.000000000")
  }

  /// With nothing open there is nothing to go back to, whatever was begun earlier.
  @Test(
    arguments: ["commit", "rollback", "rollback to a", "savepoint a"],
    ["begin; commit", "begin; rollback", "begin; savepoint a; commit", ""])
  func aStrayEndChangesNothing(_ stray: String, _ before: String) throws {
    let rig = try ReplRig()
    let result = try rig.repl(
      "--keep-going", "-c",
      """
      \\set who alice
      \(before)
      \\set who bob
      ledger hold alice 1SOL --to bob \\gset h
      ledger hold alice 2SOL --to bob
      \(stray)
      ledger show-account $who --columns id
      ledger capture $h
      ledger release $_
      """)
    #expect(result.status == 5)
    #expect(result.errors.contains("no transaction is open"), "\(result.errors)")
    #expect(result.output.contains("\nbob\n"), "\(result.output)")
    #expect(rig.balance("bob") == "1.000000000", "\(result.errors)")
  }

  @Test func aScriptAsOneForgetsItsBeginning() throws {
    let rig = try ReplRig()
    let (surroundings, _, _) = rig.surroundings()
    let shell = Repl(Si64.plugins, version: "test", surroundings, defaults: [])
    let script = ReplScript(shell, keepsGoing: false)
    #expect(try script.asOne { try script.run(Array("\\set k v".utf8), name: nil) } == 0)
    #expect(try script.run(Array("commit".utf8), name: nil) == 5)
    #expect(shell.variables.all.map(\.text) == ["v"])
  }

  @Test func aScriptSaysThatItWasUndone() throws {
    let rig = try ReplRig()
    for (words, text) in [
      (["-1", "-c", "\(Self.pay); ledger balance bob --at-least 9SOL"], "ended with status 1"),
      (["-1", "-c", "\(Self.pay); ledger nothing"], "no verb"),
      (["-c", "begin; \(Self.pay)\n'x"], "open quote"),
    ] {
      let result = try rig.run(["repl"] + words)
      #expect(result.status != 0)
      #expect(result.errors.contains(text), "\(result.errors)")
      #expect(result.errors.contains("rolled back, nothing was written"), "\(result.errors)")
    }
    #expect(rig.balance("bob") == "0.000000000")
  }

  /// Statements of a seed, against a model of what should come of them.
  @Test(arguments: Location.Backend.allCases)
  func chance(_ backend: Location.Backend) throws {
    let seed = UInt64.random(in: 0...999_999)
    var numbers = SeededNumbers(seed)
    let rig = try ReplRig(backend)
    rig.ledger("ledger credit alice 10000SOL --reason test")
    var (bob, saved) = (0, 0)
    var open: (start: Int, savepoints: [Int])?
    var script: [String] = []
    for _ in 0..<300 {
      switch numbers.below(8) {
      case 0 where open == nil:
        script.append("begin")
        open = (bob, [])
      case 1:
        script.append("commit")
        open = nil
      case 2:
        script.append("rollback")
        bob = open?.start ?? bob
        open = nil
      case 3:
        script.append("savepoint s\(open?.savepoints.count ?? 0)")
        open?.savepoints.append(bob)
      case 4:
        let index = numbers.below(3)
        script.append("rollback to s\(index)")
        if let points = open?.savepoints, index < points.count {
          bob = points[index]
          open?.savepoints.removeSubrange((index + 1)...)
        }
      case 5: script.append("ledger transfer alice nobody 1SOL")
      default:
        script.append(Self.pay)
        bob += 1
      }
      saved = open?.start ?? bob
    }
    _ = try rig.repl("--keep-going", "-c", script.joined(separator: "; "))
    #expect(rig.balance("bob") == "\(saved).000000000", "seed \(seed)")
    #expect(rig.ledger("ledger verify").status == 0, "seed \(seed)")
  }
}

/// SplitMix64.
private struct SeededNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }
}
