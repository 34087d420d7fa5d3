// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// A key makes a command that changes something safe to repeat, whatever the command.
@Suite("Every command that writes, under a key")
struct EveryKeyTests {
  @Test(arguments: Location.Backend.allCases)
  func isDoneOnce(_ backend: Location.Backend) throws {
    let ledger = try Day.ledger(backend)
    var bound = 0
    for (number, line) in Day.lines.enumerated() {
      ledger.clock += 1500
      guard Day.writes(line) else {
        ledger(line)
        continue
      }
      let before = ledger.head
      let call = "\(line) --idempotency-key key-\(number) -o json"
      let first = ledger(call)
      #expect(first.status == 0, "\(line): \(first.errors)")
      let after = ledger.head
      // Only what wrote an entry binds a key.
      guard after != before else { continue }
      bound += 1
      ledger.clock += 700
      let again = ledger(call)
      #expect(again.output == first.output, "\(line) says something else")
      #expect(again.status == first.status, "\(line): \(again.errors)")
      #expect(ledger.head == after, "\(line) was done twice")
      refuses(Self.altered(line), number, on: ledger, after)
      refuses("ledger limit set alice --per-day 7SOL", number, on: ledger, after)
    }
    #expect(bound > 30)
    #expect(ledger("ledger verify").status == 0)
  }

  /// Another use of the same key is refused.
  private func refuses(_ line: String?, _ number: Int, on ledger: TestLedger, _ head: String) {
    guard let line else { return }
    let result = ledger("\(line) --idempotency-key key-\(number) -o json")
    #expect(result.code == "idempotency-mismatch", "\(line): \(result.errors)\(result.output)")
    #expect(result.status == 4, "\(line)")
    #expect(result.detail("key") == "key-\(number)")
    #expect(ledger.head == head, "\(line) wrote")
  }

  /// The line with its last argument changed, or `nil` where it has none.
  private static func altered(_ line: String) -> String? {
    // A file that is not there fails before anything else.
    guard let command = Day.command(of: line) as? any WriteCommand.Type, command.fileFields.isEmpty
    else { return nil }
    let verb = command.fullName
    var words = line.dropFirst(verb.count).split(separator: " ").map(String.init)
    guard let last = words.lastIndex(where: { !$0.hasPrefix("--") }) else { return nil }
    words[last] += words[last].allSatisfy(\.isNumber) ? "1" : "x"
    return "\(verb) \(words.joined(separator: " "))"
  }

  /// The same through a batch: the lines' own keys, and the key of the command with the line's
  /// number.
  @Test(arguments: Location.Backend.allCases)
  func isDoneOnceInABatch(_ backend: Location.Backend) throws {
    let ledger = try Day.ledger(backend)
    for (number, line) in Day.lines.enumerated() {
      ledger.clock += 1500
      guard let batch = try Batch(line) else {
        ledger(line)
        continue
      }
      let before = ledger.head
      let call = "\(batch.verb) --from - --idempotency-key b\(number) -o json"
      let first = ledger(call, input: batch.json)
      #expect(first.status == 0, "\(line): \(first.errors)")
      let after = ledger.head
      // A sample that completes no minute writes no entry.
      guard after != before else { continue }
      let own = JSON.object(batch.members + [.init("idempotency_key", .string("b\(number)/1"))])
      for input in [batch.json, own.canonicalText] {
        let again = ledger(call, input: input)
        #expect(again.output == first.output, "\(line): \(again.errors)")
        #expect(ledger.head == after, "\(line) was done twice")
      }
      let typed = ledger("\(line) --idempotency-key b\(number)/1 -o json")
      #expect(try first.json().array?.first?.canonicalText == typed.json().canonicalText)
      #expect(ledger.head == after, "\(line) is something else on the command line")
    }
  }
}
