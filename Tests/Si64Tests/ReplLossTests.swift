// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// SQLite undoes a whole transaction by itself where the disk fails or is full. Here somebody else
/// does it.
@Suite("Transactions that are lost")
struct ReplLossTests {
  private static let pay = "ledger transfer alice bob 1SOL"

  private func shell(_ rig: ReplRig) -> (Repl, Memory) {
    let (surroundings, _, errors) = rig.surroundings()
    return (Repl(Si64.plugins, version: "test", surroundings, defaults: []), errors)
  }

  private func run(_ text: String, in shell: Repl) throws -> Int32 {
    var reader = StatementReader()
    return try shell.run(#require(reader.feed(text).first))
  }

  private func lose(_ shell: Repl) throws {
    try #require(shell.workspace.store).database.execute("ROLLBACK")
  }

  @Test(
    arguments: Location.Backend.allCases,
    [Self.pay, "ledger balance bob", "savepoint a", "rollback to s", "ledger history"])
  func nothingMoreIsWritten(_ backend: Location.Backend, _ next: String) throws {
    let rig = try ReplRig(backend)
    let head = try rig.head()
    let (shell, errors) = shell(rig)
    for text in ["begin", "savepoint s", Self.pay] { #expect(try run(text, in: shell) == 0) }
    try lose(shell)
    // The first one finds out, or finds nothing wrong because it only looks.
    _ = try run(next, in: shell)
    for text in [Self.pay, "ledger balance bob", "savepoint b", "rollback to s", "begin"] {
      #expect(try run(text, in: shell) == 5, "\(text)")
    }
    #expect(errors.text.contains("'rollback' ends it"))
    #expect(shell.hasFailed)
    // Others can work meanwhile.
    #expect(rig.ledger(Self.pay + " --lock-timeout 0").status == 0)
    #expect(try run("commit", in: shell) == 74)
    #expect(!shell.isInTransaction)
    #expect(rig.balance("bob") == "1.000000000")
    #expect(try run(Self.pay, in: shell) == 0)
    #expect(rig.balance("bob") == "2.000000000")
    #expect(rig.ledger("ledger verify").status == 0)
    #expect(try rig.head() != head)
  }

  @Test(arguments: Location.Backend.allCases)
  func theLossCanComeWithTheCommit(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let head = try rig.head()
    let (shell, _) = shell(rig)
    for text in ["begin", Self.pay] { #expect(try run(text, in: shell) == 0) }
    try lose(shell)
    #expect(try run("commit", in: shell) == 74)
    // The id is somebody else's by now.
    #expect(try run("ledger show $_", in: shell) == 3)
    #expect(try rig.head() == head)
    #expect(rig.ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func rollbackEndsIt(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let (shell, _) = shell(rig)
    for text in ["begin", Self.pay] { #expect(try run(text, in: shell) == 0) }
    try lose(shell)
    #expect(try run(Self.pay, in: shell) == 74)
    #expect(try run("rollback", in: shell) == 0)
    for text in ["begin", Self.pay, "commit"] { #expect(try run(text, in: shell) == 0) }
    #expect(rig.balance("bob") == "1.000000000")
    #expect(rig.ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func aScriptDoesNotGoOnWithoutWhatItLost(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let head = try rig.head()
    let (surroundings, _, errors) = rig.surroundings()
    let shell = Repl(Si64.plugins, version: "test", surroundings, defaults: [])
    shell.surroundings.launch = { _ in
      try shell.workspace.store?.database.execute("ROLLBACK")
      return 0
    }
    let script = "begin; \(Self.pay)\n\\! lose\n\(Self.pay); \(Self.pay); commit"
    let status = try ReplScript(shell, keepsGoing: true).run(Array(script.utf8), name: nil)
    #expect(status == 74)
    #expect(errors.text.contains("nothing of it was written"))
    #expect(try rig.head() == head)
  }
}
