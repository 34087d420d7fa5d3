// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import CommandKit

@Suite struct ConfigTextTests {
  @Test(arguments: [
    ("", "a.k", "v", "[a]\n\tk = v\n"), ("# c\n", "a.k", "v", "# c\n[a]\n\tk = v\n"),
    ("# c", "a.k", "v", "# c\n[a]\n\tk = v\n"), ("", "a.Sub.k", "v", "[a \"Sub\"]\n\tk = v\n"),
    ("[a]\nk = 1\n", "a.k", "2", "[a]\nk = 2\n"),
    ("[a]\n  K=1 # why\nx = y\n", "a.k", "2", "[a]\n  k = 2 # why\nx = y\n"),
    ("[a]\nk = 1", "a.k", "2", "[a]\nk = 2"), ("[a]\n", "a.k", "v", "[a]\n\tk = v\n"),
    ("[a]", "a.k", "v", "[a]\n\tk = v\n"),
    (
      "[a]\nx = 1\n# tail\n\n[b]\ny = 2\n", "a.k", "v",
      "[a]\nx = 1\n\tk = v\n# tail\n\n[b]\ny = 2\n"
    ),
    ("[a]\nk = 1\nk = 2\n", "a.k", "3", "[a]\nk = 1\nk = 3\n"),
    ("[a]\nk = o\\\nne\nx = 1\n", "a.k", "v", "[a]\nk = v\nx = 1\n"),
    ("[a]\r\nk = 1\r\n", "a.k", "2", "[a]\r\nk = 2\r\n"),
    ("[a]\r\nx = 1\r\n", "a.k", "2", "[a]\r\nx = 1\r\n\tk = 2\r\n"),
    ("[a]\nx = 1\n[b]\n[a]\ny = 2\n", "a.k", "v", "[a]\nx = 1\n[b]\n[a]\ny = 2\n\tk = v\n"),
    ("[a \"s\"]\nk = 1\n", "a.k", "2", "[a \"s\"]\nk = 1\n[a]\n\tk = 2\n"),
    ("[a] k = 1 # why\nx = y\n", "a.k", "2", "[a] k = 2 # why\nx = y\n"),
    ("[a] k = o\\\nne\n", "a.k", "v", "[a] k = v\n"),
    ("[a] x = 1\n", "a.k", "v", "[a] x = 1\n\tk = v\n"),
    ("[a] [b]\nx = 1\n", "a.k", "v", "[a] [b]\nx = 1\n[a]\n\tk = v\n"),
  ])
  func sets(text: String, key: String, value: String, result: String) throws {
    #expect(try ConfigText.setting(key, to: value, in: text) == result)
  }

  @Test(arguments: [
    "", " ", "plain", "two words", " lead", "trail ", "a # b", "a;b", "\"quoted\"", "back\\slash",
    "a\nb\tc",
    "日本 😀", "true", "[x]", "a = b", "!sh -c \"echo $1\"", "\\", "é\u{301}", "ends\\", "%PATH%",
  ])
  func whatIsSetReadsBack(value: String) throws {
    let old = "# top\n[a]\n\tx = 1 ; one\n[b]\n\tk = old # why\n"
    for key in ["a.k", "b.k", "a.k.Sub Part.x", "c.k", "c.d\"e\\f.k"] {
      let text = try ConfigText.setting(key, to: value, in: old)
      let file = try ConfigFile(parsing: Array(text.utf8), name: "f")
      #expect(file.entry(key)?.value == value)
      #expect(file.entry("a.x")?.value == "1")
      #expect(text.hasPrefix("# top\n[a]\n\tx = 1 ; one\n"))
      #expect(key != "b.k" || text.contains("# why"))
      let again = try ConfigText.setting(key, to: value, in: text)
      #expect(again == text)
    }
  }

  @Test(arguments: [
    ("[a]\nk = 1\nx = 2\n", "[a]\nx = 2\n"), ("[a]\n# c\nk = 1 # d\n", "[a]\n# c\n"),
    ("[a]\nk = 1\n[b]\nk = 2\n[a]\nK = 3\n", "[a]\n[b]\nk = 2\n[a]\n"),
    ("[a]\nk = o\\\nne\nx = 2\n", "[a]\nx = 2\n"), ("[a] k = 1\nx = 2\n", "[a]\nx = 2\n"),
    ("[a] k = 1 # d\r\n", "[a]\r\n"),
  ])
  func unsets(text: String, result: String) throws {
    #expect(try ConfigText.unsetting("a.k", in: text) == result)
  }

  @Test func thereMustBeSomethingToUnset() {
    let failure = #expect(throws: Failure.self) {
      try ConfigText.unsetting("a.k", in: "[a]\nkk = 1\n[b]\nk = 1\n")
    }
    #expect(failure?.code == .notFound)
  }

  @Test(arguments: [
    "\u{1B}[2J", "a\u{0}", "\r", "\u{9B}", "\u{7F}", "x\u{85}y", "x\u{2028}y", "\u{2029}",
  ])
  func controlCharactersAndLineSeparatorsAreRefused(value: String) {
    let failure = #expect(throws: Failure.self) { try ConfigText.setting("a.k", to: value, in: "") }
    #expect(failure?.code == .badValue)
  }

  @Test func aDamagedFileIsNotRewritten() {
    #expect(throws: Failure.self) { try ConfigText.setting("a.k", to: "v", in: "[a\n") }
    #expect(throws: Failure.self) { try ConfigText.unsetting("a.k", in: "k = v\n") }
  }
}
