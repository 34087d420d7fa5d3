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

  @Test(arguments: Location.Backend.allCases)
  func leaveTheShellUsable(_ backend: Location.Backend) throws {
    let rig = try ReplRig(backend)
    let (shell, _) = shell(in: rig)
    var isPressed = false
    shell.surroundings.shouldStop = { isPressed }
    let line = #"{"from":"alice","to":"bob","amount":"0.001SOL"}"# + "\n"
    try rig.ledger.write(String(repeating: line, count: 3000), to: "many")
    #expect(try run("begin", in: shell) == 0)
    #expect(try run("ledger transfer alice bob 1SOL", in: shell) == 0)
    isPressed = true
    #expect(try run("ledger transfer --from many", in: shell) == 130)
    isPressed = false
    // What stood before it in the transaction is untouched, and nothing has failed.
    #expect(!shell.hasFailed)
    #expect(try run("commit", in: shell) == 0)
    #expect(rig.balance("bob") == "1.000000000")
    #expect(rig.ledger("ledger verify").status == 0)
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
