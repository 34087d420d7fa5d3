// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import si64

@Suite("Words of an unfinished line")
struct TypedWordsTests {
  static let lines: [(String, [String], String, Int)] = [
    ("", [], "", 0), ("led", [], "led", 0), ("ledger ", ["ledger"], "", 0),
    ("ledger ba", ["ledger"], "ba", 0), ("a; ledger ba", ["ledger"], "ba", 0), ("a;b", [], "b", 0),
    ("a 'b c' d", ["a", "b c"], "d", 0), ("a \"b", ["a"], "b", 0), ("a \"b c", ["a"], "b c", 0),
    ("a --x=\"al", ["a"], "--x=al", 4), ("a ';' b", ["a", ";"], "b", 0),
    ("a b\\ c", ["a"], "b c", 0),
    ("\\pset out", ["\\pset"], "out", 0), ("\\ti", [], "\\ti", 0), ("a '' ", ["a", ""], "", 0),
  ]

  @Test(arguments: lines)
  func areTold(_ line: String, _ words: [String], _ current: String, _ unquoted: Int) throws {
    let typed = try #require(TypedWords(line))
    #expect(typed.words == words)
    #expect(typed.current == current)
    #expect(typed.unquoted == unquoted)
  }

  @Test(arguments: ["# a", "a # b", "a; #"])
  func aCommentHasNone(_ line: String) { #expect(TypedWords(line) == nil) }
}
