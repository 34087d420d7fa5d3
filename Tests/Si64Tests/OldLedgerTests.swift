// SPDX-License-Identifier: GPL-3.0-or-later
import FoundationEssentials
import Glibc
import Money
import Store
import TestKit
import Testing

@testable import si64

/// Ledgers that earlier builds made, one folder a format in Tests/OldLedgers: they open, verify,
/// answer repeated keys as they did, and what was begun in them ends as it would have then.
@Suite("Ledgers of earlier builds")
struct OldLedgerTests {
  /// A call that an earlier build made, and what it said.
  struct Call {
    let line: String
    let time: String
    let status: Int32
    let result: JSON

    init(_ text: Substring) throws {
      let json = try JSON(parsing: String(text))
      line = json["line"]?.string ?? ""
      time = json["at"]?.string ?? ""
      status = Int32(json["status"]?.integer ?? -1)
      result = json["result"] ?? .null
    }

    /// The words of the line; a word in single quotes is one.
    var words: [String] {
      line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
        $0.offset % 2 == 1
          ? [String($0.element)] : $0.element.split(separator: " ").map(String.init)
      } + ["--at", time, "--no-input", "-o", "json"]
    }
  }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appending(path: "../OldLedgers").standardized.path

  static let formats = ["1", "2"]

  private func calls(_ format: String, _ name: String) throws -> [Call] {
    let bytes = try File("\(Self.folder)/\(format)/\(name).jsonl", O_RDONLY).readAll()
    return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(Call.init)
  }

  private func opened(_ format: String, _ backend: Location.Backend) throws -> TestLedger {
    let ledger = try TestLedger(allPlugins, backend: nil)
    try FileManager.default.copyItem(
      atPath: "\(Self.folder)/\(format)/\(backend.rawValue)/.si64", toPath: ledger.path(".si64"))
    // A checkout keeps no such modes.
    chmod(ledger.path(".si64"), 0o700)
    chmod(ledger.path(".si64/keys"), 0o700)
    chmod(ledger.path(".si64/keys/treasury.json"), 0o600)
    ledger.environment["SI64_ACTOR"] = "keeper"
    return ledger
  }

  @Test(arguments: formats, Location.Backend.allCases)
  func openAndVerify(_ format: String, _ backend: Location.Backend) throws {
    let ledger = try opened(format, backend)
    let result = ledger("ledger verify -o json")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(try result.json()["entries"]?.integer ?? 0 > 70)
  }

  @Test(arguments: formats, Location.Backend.allCases)
  func answerRepeatedKeys(_ format: String, _ backend: Location.Backend) throws {
    let ledger = try opened(format, backend)
    let head = ledger.head
    var repeated = 0
    for call in try calls(format, "lived") where call.line.contains("--idempotency-key") {
      let again = ledger.run(call.words, input: "")
      #expect(again.status == call.status, "\(call.line): \(again.errors)")
      check(again, against: call)
      repeated += 1
    }
    #expect(repeated > 15)
    #expect(ledger.head == head, "a repeat wrote")
  }

  @Test(arguments: formats, Location.Backend.allCases)
  func goOnAsTheyWouldHave(_ format: String, _ backend: Location.Backend) throws {
    let ledger = try opened(format, backend)
    for call in try calls(format, "expected") {
      let now = ledger.run(call.words, input: "")
      #expect(now.status == call.status, "\(call.line) at \(call.time): \(now.errors)")
      check(now, against: call)
    }
    let proof = "\(Self.folder)/\(format)/\(backend.rawValue)/proof-1.json"
    let verified = ledger.run("contract", "verify-proof", proof)
    #expect(verified.status == 0, "\(verified.errors)")
    let result = ledger("ledger verify --at 2026-05-01")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// Everything an earlier build said is said again; keys may have been added.
  private func check(_ now: TestLedger.Result, against call: Call) {
    guard let json = try? JSON(parsing: now.status == 0 ? now.output : now.errors) else {
      Issue.record("\(call.line): no JSON in \(now.output)\(now.errors)")
      return
    }
    for difference in Self.differences(call.result, json, at: "") {
      Issue.record("\(call.line) at \(call.time): \(difference)")
    }
  }

  /// What `old` has and `new` has not, or has otherwise. The words of messages may change.
  private static func differences(_ old: JSON, _ new: JSON, at place: String) -> [String] {
    if let members = old.members {
      return members.flatMap { member -> [String] in
        if ["message", "hint"].contains(member.name) { return [] }
        let place = "\(place)/\(member.name)"
        guard let value = new[member.name] else {
          return member.value.isNull ? [] : ["\(place) is gone"]
        }
        return differences(member.value, value, at: place)
      }
    }
    if let old = old.array, let new = new.array, old.count == new.count {
      return zip(old, new).flatMap { differences($0, $1, at: place + "/*") }
    }
    return old == new ? [] : ["\(place): \(old.canonicalText) became \(new.canonicalText)"]
  }
}
