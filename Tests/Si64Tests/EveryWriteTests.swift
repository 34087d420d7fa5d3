// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// The journal depends on what was asked for, not on how it was asked.
///
/// Each way goes through the same day; after each line the journal has the hash that it has where
/// the lines are typed one after the other.
@Suite("Every command that writes, in every way")
struct EveryWriteTests {
  /// How the lines of the day reach the program.
  enum Way: String, CaseIterable, Sendable {
    case typed, jsonLines, csv, commitEvery, pipe, csvPipe, keepGoing, afterRefusal, afterDryRun
  }

  @Test(arguments: Way.allCases)
  func theJournalIsTheSame(_ way: Way) throws { try compare(way, .json) }

  @Test(arguments: [Way.keepGoing, .afterDryRun])
  func theJournalIsTheSameInSQLite(_ way: Way) throws { try compare(way, .sqlite) }

  private func compare(_ way: Way, _ backend: Location.Backend) throws {
    let ledger = try Day.ledger(backend)
    ledger.isPiped = [.pipe, .csvPipe, .keepGoing].contains(way)
    for (line, expected) in zip(Day.repeatable, Self.heads) {
      ledger.clock += 1500
      let result = try run(line, way, on: ledger)
      #expect(result.status == (Self.isMixed(line, way) ? 2 : 0), "\(line): \(result.errors)")
      try #require(ledger.head == expected, "\(line), \(way.rawValue), \(backend)")
    }
    #expect(ledger("ledger verify").status == 0)
  }

  /// The journal's hash after each line.
  private static let heads: [String] = {
    guard let ledger = try? Day.ledger(.json) else { return [] }
    return Day.repeatable.map {
      ledger.clock += 1500
      ledger($0)
      return ledger.head
    }
  }()

  @Test func theDayHasHashes() {
    #expect(Self.heads.count == Day.repeatable.count)
    // Few lines write nothing: those that look, and those about files.
    #expect(Set(Self.heads).count > Day.lines.count { Day.writes($0) } * 3 / 4)
  }

  /// Whether a batch of good and bad lines is asked for.
  private static func isMixed(_ line: String, _ way: Way) -> Bool {
    way == .keepGoing && Day.isBulk(line)
  }

  private func run(
    _ line: String, _ way: Way, on ledger: TestLedger
  ) throws -> TestLedger.Result {
    switch way {
    case .typed: return ledger(line)
    case .afterDryRun:
      let dry = ledger("\(line) -n -o json")
      #expect(dry.status == 0, "\(line): \(dry.errors)")
      let real = ledger("\(line) -o json")
      if Day.writes(line) {
        #expect(dry.output == real.output, "\(line) does not do what it said it would")
        #expect(dry.errors.contains("dry run: nothing written"), "\(line)")
      }
      return real
    case .jsonLines, .csv, .commitEvery, .pipe, .csvPipe, .keepGoing, .afterRefusal:
      guard let batch = try Batch(line) else { return ledger(line) }
      return try run(batch, line, way, on: ledger)
    }
  }

  private func run(
    _ batch: Batch, _ line: String, _ way: Way, on ledger: TestLedger
  ) throws -> TestLedger.Result {
    let bad = #"{"no_such_key":1}"#
    switch way {
    case .csv, .csvPipe: return ledger("\(batch.verb) --from - --input csv", input: batch.csv)
    case .commitEvery: return ledger("\(batch.verb) --from - --commit-every 1", input: batch.json)
    case .keepGoing:
      let input = "\(bad)\nnonsense\n\(batch.json)\(bad)\n"
      let result = ledger("\(batch.verb) --from - --keep-going", input: input)
      for number in [1, 2, 4] { #expect(result.errors.contains(":\(number): "), "\(line)") }
      return result
    case .afterRefusal:
      let refused = ledger("\(batch.verb) --from - -o json", input: "\(batch.json)\(bad)\n")
      #expect(refused.status == 65 && refused.code == "unknown-key", "\(line): \(refused.errors)")
      #expect(refused.output.isEmpty, "\(line) says it did what it undid")
      return ledger("\(batch.verb) --from -", input: batch.json)
    default: return ledger("\(batch.verb) --from -", input: batch.json)
    }
  }
}
