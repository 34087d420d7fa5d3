// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import CommandKit

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("", []), ("  \t ", []), ("a", ["a"]), (" a  b ", ["a", "b"]), ("'a b' c", ["a b", "c"]),
    (#""a b"c'd e'"#, ["a bcd e"]), (#"a\ b"#, ["a b"]), (#"'a\b'"#, [#"a\b"#]),
    (#""a\"b\\c\d""#, [#"a"b\c\d"#]), ("''", [""]), (#"x "" y"#, ["x", "", "y"]),
    ("$x *", ["$x", "*"]), ("é😀 'ü'", ["é😀", "ü"]), (#""it's""#, ["it's"]),
  ])
  func splits(_ line: String, _ words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test(arguments: [
    ("/a/b-c_1.db", "/a/b-c_1.db"), ("/doc tor/x", "'/doc tor/x'"), ("it's", "'it'\\''s'"),
    ("", "''"), ("$x", "'$x'"), ("é", "é"), ("a;b", "'a;b'"), ("~x", "'~x'"), ("a\\b", "'a\\b'"),
  ])
  func quotes(_ word: String, _ quoted: String) {
    #expect(ShellWords.quoted(word) == quoted)
    #expect(ShellWords.split("x \(ShellWords.quoted(word)) y") == ["x", word, "y"])
  }

  @Test(arguments: ["'a", "\"a", "a\\", "a 'b \" c", "\"a\\"])
  func whatIsNotClosedIsNoLine(_ line: String) {
    #expect(ShellWords.split(line) == nil)
  }
}
