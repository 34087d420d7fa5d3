// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store
import TestKit
import Testing

@testable import si64

/// Ctrl-C while a statement runs.
@Suite("Interrupted statements")
struct ReplInterruptTests {
  static let long = [
    "ledger verify", "ledger history", "ledger transfer --from many", "ledger report trial",
    "ledger export --format jsonl", "begin",
  ]

  @Test(arguments: Location.Backend.allCases, long)
  func leaveNothingBehind(_ backend: Location.Backend, _ statement: String) throws {
    let rig = try ReplRig(backend)
    let line = #"{"from":"alice","to":"bob","amount":"0.001SOL"}"# + "\n"
    try rig.ledger.write(String(repeating: line, count: 3000), to: "many")
    #expect(rig.ledger("ledger transfer --from many").status == 0)
    let head = try rig.head()
    let (shell, errors) = shell(in: rig)
    // Somebody else holds the lock: there is something to wait for.
    let other = self.shell(in: rig).0
    if statement == "begin" { #expect(try run("begin", in: other) == 0) }
    shell.surroundings.shouldStop = { true }
    #expect(try run(statement, in: shell) == ErrorCode.interrupted.exitStatus())
    #expect(errors.text == "si64: interrupted\n")
    #expect(!shell.isInTransaction)
    _ = other.abandon()
    #expect(try rig.head() == head)
  }

  /// Wherever Ctrl-C meets a statement in a transaction: SQLite would undo all of the transaction
  /// with a write that is broken off, and what follows would be written at once.
  @Test(arguments: Location.Backend.allCases, ["commit", "rollback"])
  func leaveTheTransactionAsItWas(_ backend: Location.Backend, _ end: String) throws {
    let rig = try ReplRig(backend)
    let (shell, _) = shell(in: rig)
    var (questions, patience) = (0, Int.max)
    shell.surroundings.shouldStop = {
      questions += 1
      return questions > patience
    }
    let line = #"{"from":"alice","to":"bob","amount":"0.001SOL"}"# + "\n"
    try rig.ledger.write(String(repeating: line, count: 1500), to: "many")
    var paid = 0
    for press in 0..<20 {
      (questions, patience) = (0, .max)
      #expect(try run("begin", in: shell) == 0)
      #expect(try run("ledger transfer alice bob 1SOL", in: shell) == 0)
      (questions, patience) = (0, press)
      #expect(try run("ledger transfer --from many", in: shell) == 130, "press \(press)")
      (questions, patience) = (0, .max)
      #expect(!shell.hasFailed)
      // Nobody else sees any of it, and it goes on from where it was.
      #expect(rig.balance("bob") == "\(paid).000000000", "press \(press)")
      #expect(try run("ledger transfer alice bob 1SOL", in: shell) == 0)
      #expect(rig.balance("bob") == "\(paid).000000000", "press \(press)")
      #expect(try run(end, in: shell) == 0)
      if end == "commit" { paid += 2 }
      #expect(rig.balance("bob") == "\(paid).000000000", "press \(press)")
    }
    #expect(rig.ledger("ledger verify").status == 0)
  }

  @Test func aLockThatIsNotToBeHadIsNoInterrupt() throws {
    let rig = try ReplRig()
    let line = #"{"from":"alice","to":"bob","amount":"0.001SOL"}"# + "\n"
    try rig.ledger.write(String(repeating: line, count: 3000), to: "many")
    #expect(rig.ledger("ledger transfer --from many").status == 0)
    let (shell, _) = shell(in: rig)
    var isPressed = true
    shell.surroundings.shouldStop = { isPressed }
    #expect(try run("ledger verify", in: shell) == 130)
    isPressed = false
    let other = self.shell(in: rig).0
    #expect(try run("begin", in: other) == 0)
    #expect(try run("ledger transfer alice bob 1SOL --lock-timeout 0", in: shell) == 75)
    _ = other.abandon()
  }

  private func shell(in rig: ReplRig) -> (Repl, Memory) {
    let (surroundings, _, errors) = rig.surroundings()
    return (Repl(Si64.plugins, version: "test", surroundings, defaults: []), errors)
  }

  private func run(_ text: String, in shell: Repl) throws -> Int32 {
    var reader = StatementReader()
    return try shell.run(#require(reader.feed(text).first))
  }
}
