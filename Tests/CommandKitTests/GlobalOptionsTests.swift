// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Testing

@testable import CommandKit

@Suite struct GlobalOptionsTests {
  private func extract(_ line: String) throws -> (GlobalOptions, rest: [String]) {
    try GlobalOptions.extract(from: line.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    "-L x ledger balance alice", "ledger -L x balance alice", "ledger balance alice -L x",
    "ledger balance --ledger x alice", "ledger balance alice --ledger=x",
    "-Lx ledger balance alice",
    "ledger balance -qLx alice -L x", "ledger balance -L y alice -L x",
  ])
  func anyPosition(line: String) throws {
    let (options, rest) = try extract(line)
    #expect(options.ledger == "x")
    #expect(rest == ["ledger", "balance", "alice"])
  }

  @Test func everyOption() throws {
    let (options, rest) = try extract(
      "-ojson -q --columns a,b --no-header --sort -c --limit 5 --filter k=v --filter=x=y=z -n -y "
        + "--no-input --at 2026-02-10 --idempotency-key K1 --actor ann -w 500ms --lock-timeout 2s "
        + "--color never --no-pager -v --version")
    #expect(rest.isEmpty)
    #expect(options.output == .json && options.quiet && options.noHeader && options.noInput)
    #expect(options.columns == ["a", "b"] && options.sort == "-c" && options.limit == 5)
    #expect(options.filters.map(\.0) == ["k", "x"] && options.filters.map(\.1) == ["v", "y=z"])
    #expect(options.dryRun && options.yes && options.noPager && options.verbose && options.version)
    #expect(options.at?.milliseconds == 1_770_681_600_000)
    #expect(options.idempotencyKey == "K1" && options.actor == "ann")
    #expect(options.watch == 500 && options.lockTimeout == 2_000 && options.color == .never)
    #expect(!options.help)
  }

  @Test func nothingGiven() throws {
    let (options, rest) = try GlobalOptions.extract(from: ["device", "list"])
    #expect(rest == ["device", "list"])
    #expect(options.output == nil && options.watch == nil && options.at == nil)
    #expect(options.lockTimeout == 10_000 && options.color == .auto && options.filters.isEmpty)
    #expect(!options.quiet && !options.dryRun && !options.help)
  }

  @Test(arguments: [
    ("-q -n a", "a"), ("-qn a", "a"), ("-nqo json a", "a"), ("-nqojson a", "a"),
    ("a -f F", "a -f F"),
    ("a -nx", "a -nx"), ("a -xn", "a -xn"), ("a -5", "a -5"), ("a -", "a -"), ("a -1", "a -1"),
    ("a --balance=-q", "a --balance=-q"), ("a --unknown", "a --unknown"), ("a --quie", "a --quie"),
    ("a -h", "a -h"), ("a --help", "a --help"), ("-qh a", "-h a"),
    ("a -- -q --ledger", "a -- -q --ledger"),
    ("-q -- -q -- x", "-- -q -- x"), ("--", "--"), ("-L --q", "error"),
  ])
  func rest(line: String, rest: String) throws {
    if rest == "error" {
      #expect(throws: Failure.self) { try extract(line) }
    } else {
      #expect(try extract(line).rest.joined(separator: " ") == rest)
    }
  }

  @Test func aBundleOfTheVerbChangesNothing() throws {
    #expect(try !extract("a -nx").0.dryRun)
    #expect(try extract("a -nq").0.dryRun)
    #expect(try !extract("a -- -n").0.dryRun)
  }

  @Test(arguments: ["-h", "--help", "-qh"])
  func helpIsNoted(word: String) throws { #expect(try extract(word).0.help) }

  @Test(
    arguments: [
      ("-w", 2_000, ""), ("--watch", 2_000, ""), ("-w 5", 5_000, ""), ("-w 5 x", 5_000, "x"),
      ("-w x", 2_000, "x"), ("--watch 1m x", 60_000, "x"), ("--watch=250ms x", 250, "x"),
      ("-w5s x", 5_000, "x"), ("-qw 3s x", 3_000, "x"), ("-wq x", 2_000, "x"),
      ("-w 5h", 2_000, "5h"),
      ("-w 5x", 2_000, "5x"), ("-w -q", 2_000, ""), ("-w --", 2_000, "--"),
      ("-w 1.5", 2_000, "1.5"),
    ] as [(String, Int64, String)])
  func watch(line: String, milliseconds: Int64, rest: String) throws {
    let (options, words) = try extract(line)
    #expect(options.watch == milliseconds)
    #expect(words.joined(separator: " ") == rest)
  }

  @Test(arguments: [
    ("-L", ErrorCode.usage), ("--ledger", .usage), ("--output", .usage), ("-o", .usage),
    ("--sort --limit 5", .usage), ("--actor --", .usage), ("--quiet=yes", .usage),
    ("--help=x", .usage),
    ("-oxml", .badValue), ("-o JSON", .badValue), ("--output=", .badValue),
    ("--color blue", .badValue),
    ("--limit x", .badValue), ("--limit -1", .badValue), ("--limit +1", .badValue),
    ("--limit 99999999999999999999", .badValue), ("--limit=", .badValue),
    ("--columns a,,b", .badValue),
    ("--columns=", .badValue), ("--filter x", .badValue), ("--filter =x", .badValue),
    ("--at soon", .badTime),
    ("--at 2026-02-30", .badTime), ("--lock-timeout x", .badValue), ("--watch=x", .badValue),
    ("--watch=", .badValue), ("--watch=0", .badValue), ("-w 0", .badValue),
    ("--watch=1h", .badValue),
    ("--actor=", .badValue), ("--idempotency-key=", .badValue), ("--ledger=", .badValue),
    ("--sort=", .badValue),
  ])
  func refuses(line: String, code: ErrorCode) {
    let failure = #expect(throws: Failure.self) { try extract(line) }
    #expect(failure?.code == code)
  }

  @Test(arguments: [
    ("a\nb", ErrorCode.badValue), ("\u{1B}[31m", .badValue), ("\u{9B}", .badValue),
    ("\u{0}", .badValue),
    ("\u{FFFD}", .badText), (String(repeating: "k", count: 129), .badValue),
    (String(repeating: "é", count: 65), .badValue),
  ])
  func namesForTheJournal(value: String, code: ErrorCode) {
    for option in ["--actor", "--idempotency-key"] {
      let failure = #expect(throws: Failure.self) {
        try GlobalOptions.extract(from: [option, value])
      }
      #expect(failure?.code == code)
    }
  }

  @Test(arguments: [String(repeating: "é", count: 64), "Ann Lee", "日本 😀", "K/1", "-k"])
  func goodNames(value: String) throws {
    #expect(try GlobalOptions.extract(from: ["--actor", value]).0.actor == value)
    #expect(
      try GlobalOptions.extract(from: ["--idempotency-key=\(value)"]).0.idempotencyKey == value)
  }

  @Test func emptyWordsAndStrangeOnesPass() throws {
    let words = ["", "=", "-=", "--=x", "😀", "-😀", "\u{301}", "- -"]
    #expect(try GlobalOptions.extract(from: words).rest == words)
  }

  @Test func noLockTimeoutDoesNotWait() throws {
    #expect(try extract("--lock-timeout 0").0.lockTimeout == 0)
    #expect(try extract("--lock-timeout 250ms").0.lockTimeout == 250)
  }

  @Test func aNearFormatIsSuggested() {
    let failure = #expect(throws: Failure.self) { try extract("-o jsn") }
    #expect(failure?.hint == "did you mean 'json'?")
  }
}
