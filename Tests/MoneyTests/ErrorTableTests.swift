// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Error codes and exit statuses") struct ErrorTableTests {
  /// The list of the specification, written out a second time on purpose: scripts depend on both
  /// halves.
  static let statuses: [(status: Int32, codes: [String])] = [
    (1, ["verify-failed"]),
    (3, ["not-found", "payment-not-found"]),
    (4, ["exists", "idempotency-mismatch", "conflict", "proof-reused", "clock-regression"]),
    (
      5,
      [
        "insufficient-funds", "above-ceiling", "reserved-account", "account-frozen",
        "limit-exceeded", "bad-state", "amount-too-large", "not-revertible", "bad-signature",
        "no-capacity", "underpaid", "budget-exceeded", "device-busy", "bid-too-low",
      ]
    ),
    (6, ["refused", "prompt-needed"]),
    (
      64,
      [
        "usage", "unknown-command", "unknown-option", "unknown-key", "missing-argument",
        "bad-amount", "precision", "overflow", "bad-value", "bad-time", "bad-text", "bad-name",
        "unknown-asset",
      ]
    ),
    (65, ["bad-file", "damaged", "newer-version"]),
    (66, ["no-ledger"]),
    (70, ["internal"]),
    (74, ["io"]),
    (75, ["locked"]),
    (77, ["permission"]),
    (78, ["config", "not-configured"]),
    (130, ["interrupted"]),
  ]

  @Test("each listed code exists and has its status", arguments: statuses.indices)
  func status(row: Int) throws {
    for name in Self.statuses[row].codes {
      let code = try #require(ErrorCode(rawValue: name), "\(name)")
      #expect(code.exitStatus() == Self.statuses[row].status, "\(name)")
    }
  }

  @Test("statuses are those of the documented table only", arguments: ErrorCode.allCases)
  func documented(code: ErrorCode) {
    let known: Set<Int32> = [1, 2, 3, 4, 5, 6, 64, 65, 66, 70, 74, 75, 77, 78, 130]
    #expect(known.contains(code.exitStatus()))
    #expect(known.contains(code.exitStatus(inFile: true)))
  }

  @Test("a bad value in a file is 65; every other status does not depend on the place")
  func inFile() {
    for code in ErrorCode.allCases {
      let status = code.exitStatus()
      #expect(code.exitStatus(inFile: true) == (status == 64 ? 65 : status), "\(code)")
    }
  }

  @Test("raw values are kebab-case and unique")
  func rawValues() {
    let names = ErrorCode.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for name in names {
      let words = name.split(separator: "-", omittingEmptySubsequences: false)
      #expect(words.allSatisfy { !$0.isEmpty && $0.allSatisfy { "a"..."z" ~= $0 } }, "\(name)")
    }
  }

  @Test("the place of a failure changes its status, and the first place wins")
  func place() {
    let bare = Failure(.badAmount, "no")
    #expect(bare.exitStatus == 64)
    let placed = bare.at(Failure.Place(file: "a.jsonl", line: 3))
    #expect(placed.exitStatus == 65)
    #expect(placed.at(Failure.Place(file: "b.jsonl", line: 9)).place?.line == 3)
    #expect(placed.at(nil) == placed)
  }
}
