// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import Testing

@testable import si64

@Suite("Options of the shell")
struct ReplOptionsTests {
  typealias Options = ReplEntry.Options

  static let good: [(String, Options)] = [
    ("", Options()), ("-f x", Options(file: "x")), ("-c a", Options(commands: "a")),
    ("-1 -f -", Options(file: "-", isOne: true)), ("--keep-going", Options(keepsGoing: true)),
    ("--patience 2s", Options(patience: 2_000)),
  ]

  @Test(arguments: good)
  func areRead(_ line: String, _ expected: Options) throws {
    #expect(try ReplEntry.options(line.split(separator: " ").map(String.init)) == expected)
  }

  @Test(arguments: ["-f", "-c", "x", "-x", "-f a -c b", "-1 --keep-going", "--patience"])
  func areRefused(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let failure = #expect(throws: Failure.self) { try ReplEntry.options(words) }
    #expect(failure?.code == .usage)
  }

  static let wanted: [(String, Bool, Bool)] = [
    ("", true, true), ("", false, false), ("repl", false, true), ("-o json repl -c x", false, true),
    ("repl --help", false, true), ("--version", true, false), ("ledger info", true, false),
    ("-q", true, true), ("--output", true, false),
  ]

  @Test(arguments: wanted)
  func askForTheShell(_ line: String, _ isTerminal: Bool, _ expected: Bool) throws {
    var surroundings = try ReplRig(nil).surroundings().0
    surroundings.isInputTerminal = isTerminal
    let words = line.split(separator: " ").map(String.init)
    var asked: [String]?
    let dispatcher = Dispatcher(Si64.plugins, version: "0") {
      asked = $0
      return 9
    }
    let status = dispatcher.run(words, in: surroundings)
    #expect(asked == (expected ? words : nil))
    #expect((status == 9) == expected)
  }
}
