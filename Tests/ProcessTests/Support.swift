// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store
import TestKit
import Testing

/// A ledger with `a` and `b`, worked on by processes.
struct Workplace {
  let ledger: TestLedger
  let name: String

  var home: String { ledger.directory }

  init(_ backend: Location.Backend) throws {
    ledger = try TestLedger([], backend: nil)
    name = backend == .sqlite ? "l.db" : "l.json"
    for line in ["init", "create-account a --balance 1000000", "create-account b"] {
      let end = try run("ledger \(line)")
      guard end.status == 0 else { throw Failure(.internalError, end.errors) }
    }
  }

  /// Starts one command given as one text, split at blanks.
  func start(
    _ line: String, input: String = "/dev/null", limit: UInt? = nil, errors: String? = nil
  ) throws -> Process {
    try Process(
      ["-L", name] + line.split(separator: " ").map(String.init), home: home, input: input,
      limit: limit, errors: errors)
  }

  @discardableResult
  func run(_ line: String, input: String = "/dev/null", limit: UInt? = nil) throws -> Process.End {
    try start(line, input: input, limit: limit).end()
  }

  /// A file of transfers of 1 from `a` to `b`.
  func transfers(_ count: Int, note: Int = 10) throws -> String {
    let note = String(repeating: "x", count: note)
    let line = "{\"amount\":\"1\",\"from\":\"a\",\"note\":\"\(note)\",\"to\":\"b\"}\n"
    try ledger.write(String(repeating: line, count: count), to: "transfers.jsonl")
    return ledger.path("transfers.jsonl")
  }

  func balance(_ account: String = "b") throws -> Int {
    let line = "ledger balance \(account) --asset TOKEN --columns available --no-header"
    return Int(try run(line).output.split(separator: "\n").last ?? "") ?? -1
  }

  /// All transactions there are.
  func ids() throws -> Set<Substring> {
    Set(try run("ledger history -o id").output.split(separator: "\n"))
  }

  func expectSound(_ note: String = "") throws {
    let end = try run("ledger verify")
    #expect(end.status == 0, "\(note) \(end.output) \(end.errors)")
  }
}
