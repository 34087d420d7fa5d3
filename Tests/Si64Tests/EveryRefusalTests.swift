// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// Whatever is wrong with a call, the command says so with a code, prints no result and writes
/// nothing.
@Suite("Every command, called wrongly")
struct EveryRefusalTests {
  /// The day, with something tried in vain before each line.
  private func day(_ attempt: (TestLedger, String) throws -> Void) throws {
    let ledger = try Day.ledger(.json)
    for line in Day.lines {
      ledger.clock += 1500
      let before = ledger.head
      try attempt(ledger, line)
      #expect(ledger.head == before, "\(line): a refused call wrote")
      let result = ledger(line)
      try #require(result.status == 0, "\(line): \(result.errors)")
    }
  }

  private func expect(
    _ result: TestLedger.Result, _ code: String, _ status: Int32, _ line: String
  ) {
    #expect(result.code == code, "\(line): \(result.errors)\(result.output)")
    #expect(result.status == status, "\(line)")
    #expect(result.output.isEmpty, "\(line) prints a result")
  }

  @Test func unknownOptions() throws {
    try day { ledger, line in
      expect(ledger("\(line) --no-such-option -o json"), "unknown-option", 64, line)
      expect(ledger("\(line) more and more words -o json"), "usage", 64, line)
    }
  }

  /// Names of things that are in the day, and what is not.
  private static let strangers = [
    "alice": "nobody", "zoe": "nobody", "tx-5": "tx-999", "hld-1": "hld-999", "ctr-1": "ctr-999",
    "ctr-2": "ctr-999", "ctr-3": "ctr-999", "extra": "nothing", "old": "nothing", "M2": "NONE",
    "M9": "NONE",
  ]
  /// Commands that make what they name.
  private static let makers = ["ledger create-account", "device tier set", "device add"]

  @Test func thingsThatAreNotThere() throws {
    var tried = 0
    try day { ledger, line in
      guard !Self.makers.contains(where: line.hasPrefix) else { return }
      let words = line.split(separator: " ").map(String.init)
      for (index, word) in words.enumerated() {
        guard let stranger = Self.strangers[word] else { continue }
        var words = words
        words[index] = stranger
        let line = words.joined(separator: " ")
        expect(ledger("\(line) -o json"), "not-found", 3, line)
        tried += 1
      }
    }
    #expect(tried > 40)
  }

  @Test func ledgersThatAreNotThere() throws {
    let ledger = try Day.ledger(.sqlite)
    for line in Day.lines {
      let command = Day.command(of: line)
      guard command is any ReadCommand.Type || command is any WriteCommand.Type else { continue }
      for place in ["nowhere", "nowhere.sqlite", "nowhere.json"] {
        expect(ledger("\(line) -L \(place) -o json"), "no-ledger", 66, line)
        #expect(!ledger.hasFile(containing: "nowhere"), "\(line) made \(place)")
      }
    }
  }

  @Test func writingIsNotRepeatedByWatching() throws {
    try day { ledger, line in
      guard Day.writes(line) else { return }
      expect(ledger("\(line) --watch 1s -o json"), "usage", 64, line)
    }
  }

  /// What is wrong with an amount, with the code that says it.
  private static let amounts = [
    ("1,000SOL", "bad-amount"), ("1e3SOL", "bad-amount"), ("NaN", "bad-amount"),
    ("inf", "bad-amount"), ("+1SOL", "bad-amount"), ("0x10SOL", "bad-amount"),
    ("1.0000000001SOL", "precision"), ("9223372036.854775808SOL", "overflow"),
    ("99999999999999999999999SOL", "overflow"), ("1NOPE", "unknown-asset"),
  ]

  @Test func amountsThatAreNone() throws {
    var tried = 0
    try day { ledger, line in
      guard let batch = try Batch(line) else { return }
      var (input, codes): (String, [String]) = ("", [])
      for (index, member) in batch.members.enumerated() where batch.isAmount(member) {
        for (text, code) in Self.amounts {
          input += batch.replacing(index, with: .string(text))
          codes.append(code)
        }
      }
      guard !codes.isEmpty else { return }
      tried += 1
      #expect(try refused(input, batch, ledger) == codes, "\(line)")
    }
    #expect(tried > 6)
  }

  /// Values of the wrong kind, and text that drives terminals, in every place of a batch line.
  @Test func valuesOfTheWrongKind() throws {
    let wrong: [JSON] = [
      .object([]), .bool(true), .string(""), .string("a\u{7}b"), .string("\u{9B}2J"),
      .array([.array([])]),
    ]
    try day { ledger, line in
      guard let batch = try Batch(line) else { return }
      var (input, count) = ("", 0)
      for (index, member) in batch.members.enumerated() where member.value != .bool(true) {
        for value in wrong {
          input += batch.replacing(index, with: value)
          count += 1
        }
      }
      #expect(try refused(input, batch, ledger).count == count, "\(line)")
    }
  }

  /// The codes of a batch's lines, all of which must be refused, in the order of the lines.
  private func refused(
    _ input: String, _ batch: Batch, _ ledger: TestLedger
  ) throws -> [String?] {
    let result = ledger("\(batch.verb) --from - --keep-going -o json", input: input)
    #expect(result.status == 65, "\(batch.verb): \(result.errors)")
    #expect(result.output == "[]\n", "\(batch.verb): \(result.output)")
    let errors = try result.errors.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(errors.map { $0["error"]?["line"]?.integer } == (1...Int64(errors.count)).map { $0 })
    return errors.map { $0["error"]?["code"]?.string }
  }

  @Test func batchesThatAreNone() throws {
    try day { ledger, line in
      guard let batch = try Batch(line) else { return }
      let call = "\(batch.verb) --from - -o json"
      expect(ledger("\(line) --from - -o json", input: batch.json), "usage", 64, line)
      expect(ledger("\(call) --commit-every 0", input: batch.json), "bad-value", 64, line)
      expect(ledger("\(call) --input xml", input: batch.json), "bad-value", 64, line)
      for text in ["nonsense", "[]", "7", "{\"a\":1", "{} {}"] {
        let result = ledger(call, input: text)
        #expect(result.status == 65, "\(line): \(text): \(result.errors)")
      }
      for text in ["", "\n\n"] {
        let nothing = ledger(call, input: text)
        #expect(nothing.status == 0 && nothing.output == "[]\n", "\(line): \(nothing.errors)")
      }
      expect(ledger(call, input: "{}\n"), "missing-argument", 65, line)
    }
  }
}
