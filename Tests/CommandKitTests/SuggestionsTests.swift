// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import CommandKit

@Suite struct SuggestionsTests {
  static let verbs = [
    "init", "balance", "transfer", "create-account", "list-accounts", "verify", "settle", "report",
    "replay",
  ]

  @Test(arguments: [
    ("balanc", "balance"), ("blance", "balance"), ("balnace", "balance"), ("trasnfer", "transfer"),
    ("cretae-acount", "create-account"), ("BALANCE", "balance"), ("intt", "init"),
    ("tran", "transfer"),
    ("setlte", "settle"), ("rep", "report"), ("verfiy", "verify"),
  ])
  func finds(word: String, verb: String) {
    #expect(closest(to: word, in: Self.verbs) == verb)
  }

  @Test(arguments: [
    "", "x", "xyz", "zzzzzzzz", "balance-of-the-year", "😀", "\u{1B}[31m", "tr\u{301}",
  ])
  func keepsQuiet(word: String) {
    #expect(closest(to: word, in: Self.verbs) == nil)
  }

  @Test(arguments: [
    ("aset list", "asset list"), ("asset lst", "asset list"), ("asset ad", "asset add"),
    ("asset add SOL", "asset add"), ("lmit set alice", "limit set"), ("shw tx-1", "show"),
    ("nonsense list", nil), ("", nil),
  ])
  func phrases(_ words: String, _ phrase: String?) {
    let known = ["asset add", "asset list", "limit set", "limit list", "show"]
    let guess = closestPhrase(to: words.split(separator: " ").map(String.init), in: known)
    #expect(guess?.phrase == phrase)
  }

  @Test func nothingToChooseFrom() { #expect(closest(to: "a", in: [String]()) == nil) }

  @Test func anExactWordBeatsANearOne() {
    #expect(closest(to: "list", in: ["lists", "lisp", "list"]) == "lists")
    #expect(closest(to: "lisp", in: ["list", "lisp"]) == "lisp")
  }

  @Test func aVeryLongWordIsCheap() {
    #expect(closest(to: String(repeating: "x", count: 1_000_000), in: Self.verbs) == nil)
  }

  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("ca", "abc", 3), ("abcd", "acbd", 1), ("same", "same", 0),
  ])
  func distance(from: String, to: String, edits: Int) {
    #expect(editDistance(Array(from.unicodeScalars), Array(to.unicodeScalars)) == edits)
    #expect(editDistance(Array(to.unicodeScalars), Array(from.unicodeScalars)) == edits)
  }
}
