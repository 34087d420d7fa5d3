// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerCore
import Money
import Signing
import Store
import TestKit

@testable import si64

/// A ledger, and scripts of the shell run on it in this process.
final class ReplRig {
  let ledger: TestLedger

  init(_ backend: Location.Backend? = .sqlite) throws {
    ledger = try TestLedger(allPlugins, backend: backend)
    if backend != nil {
      ledger("ledger create-account alice --balance 100SOL")
      ledger("ledger create-account bob --balance 0SOL")
    }
  }

  /// Runs `si64 repl` with further words.
  func repl(_ words: String..., input: String = "") throws -> TestLedger.Result {
    try run(["repl"] + words, input: Array(input.utf8))
  }

  /// The same with input that may be no text.
  func repl(_ words: String..., input: [UInt8]) throws -> TestLedger.Result {
    try run(["repl"] + words, input: input)
  }

  /// Runs a command line.
  func run(_ words: [String], input: [UInt8] = []) throws -> TestLedger.Result {
    let path = ledger.path("input")
    try File.replace(path, with: input)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let (surroundings, output, errors) = surroundings(reading: descriptor)
    let entry = ReplEntry(Si64.plugins, version: "test", surroundings)
    let dispatcher = Dispatcher(Si64.plugins, version: "test") { try entry.run($0) }
    let status = dispatcher.run(words, in: surroundings)
    return TestLedger.Result(status: status, output: output.text, errors: errors.text)
  }

  /// Runs the statements of `-c`.
  func statements(_ text: String) throws -> TestLedger.Result { try repl("-c", text) }

  /// What an account has, as the program prints it.
  func balance(_ account: String) -> String {
    let result = ledger("ledger balance \(account) --asset SOL --columns balance")
    return String(result.output.prefix { $0 != "\n" })
  }

  /// The head of the journal.
  func head() throws -> String {
    try ledger("ledger info -o json").json()["head"]?.string ?? ""
  }

  func surroundings(reading input: Int32 = -1) -> (Surroundings, Memory, Memory) {
    let output = Memory()
    let errors = Memory()
    let clock = ledger.clock
    let surroundings = Surroundings(
      environment: ["HOME": ledger.directory], workingDirectory: ledger.directory,
      loginName: "tester", clock: { Timestamp(milliseconds: clock) },
      makeKeyPair: KeyPair.generate, input: input, output: output, errors: errors,
      ask: { _ in nil }, sleep: { _ in true })
    return (surroundings, output, errors)
  }
}

/// A sink that can be read back.
final class Memory: TextSink {
  var text = ""

  func write(_ text: String) { self.text += text }
}
