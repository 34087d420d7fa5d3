// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import CommandKit

@Suite struct ConfigFileTests {
  private func parse(_ text: String) throws -> ConfigFile {
    try ConfigFile(parsing: Array(text.utf8), name: "config")
  }

  @Test(arguments: [
    ("[a]\nk = v", "a.k", "v"), ("[a]\n\tk=v\n", "a.k", "v"), ("[A]\nK = V", "a.k", "V"),
    ("[a \"Sub One\"]\nk = v", "a.Sub One.k", "v"),
    ("[a \"x\\\"y\\\\\"]\nk = v", "a.x\"y\\.k", "v"),
    ("[a]\nk", "a.k", "true"), ("[a]\nk # c", "a.k", "true"), ("[a]\nk =", "a.k", ""),
    ("[a]\nk = v # c", "a.k", "v"), ("[a]\nk = v ; c", "a.k", "v"),
    ("[a]\nk = \"v # c\"", "a.k", "v # c"),
    ("[a]\nk = one  two  \t", "a.k", "one  two"), ("[a]\nk = \" v \"", "a.k", " v "),
    ("[a]\nk = x\"y z\"w", "a.k", "xy zw"),
    (#"[a]"# + "\n" + #"k = a\tb\nc\\d\"e"#, "a.k", "a\tb\nc\\d\"e"),
    ("[a]\nk = one \\\n  two", "a.k", "one   two"), ("[a]\r\nk = v\r\n", "a.k", "v"),
    ("[a]\r\nk = o\\\r\nne\r\n", "a.k", "one"), ("# c\n; d\n\n  [a] # e\nk = v", "a.k", "v"),
    ("[a]\nk = 1\n[b]\nk = 2\n[a]\nk = 3", "a.k", "3"), ("\u{FEFF}[a]\nk = v", "a.k", "v"),
    (
      "[alias]\ndue = contract list --filter status=active", "alias.due",
      "contract list --filter status=active"
    ),
    ("[a]\nk = 日本 😀 שלום", "a.k", "日本 😀 שלום"), ("[a]\nauto_create-x = 1", "a.auto_create-x", "1"),
    ("[a]\nk = v\u{301}\n", "a.k", "v\u{301}"), ("[a]\nk = \"\"", "a.k", ""),
    ("[a] k = v", "a.k", "v"), ("[a]k=v # c\r\n", "a.k", "v"), ("[a] k", "a.k", "true"),
    ("[a] k = o\\\nne", "a.k", "one"), ("[a][b] k = v", "b.k", "v"),
    ("[a \"S\"] k = v\nx = 1", "a.S.x", "1"), ("[a] # k = v\nk = w", "a.k", "w"),
  ])
  func reads(text: String, key: String, value: String) throws {
    #expect(try parse(text).entry(key)?.value == value)
  }

  @Test(arguments: [
    ("k = v", 1), ("[a\nk = v", 1), ("[]\n", 1), ("[a b]\n", 1), ("[a] 1k = v", 1),
    ("[a] = v", 1), ("[a] ]", 1), ("[a]\nk = \"v", 2),
    ("[a]\n\n\nk v", 4), ("[a]\n1k = v", 2), ("[a]\n= v", 2), ("[a]\nk.l = v", 2),
    ("[a]\nk = \\x", 2),
    ("[a]\nk = v\\", 2), ("[a \"b]\n", 1), ("[a \"b\" c]", 1), ("[a.b]\n", 1),
    ("[a]\nk\u{1B} = v", 2),
    ("[a]\nkéy = v", 2), ("[日]\n", 1), ("[a]\nk = one \\\n two\n\"", 4), ("[a]\r\nk : v", 2),
  ])
  func refuses(text: String, line: Int) {
    let failure = #expect(throws: Failure.self) { try parse(text) }
    #expect(failure?.code == .config)
    #expect(failure?.exitStatus == 78)
    #expect(failure?.place == Failure.Place(file: "config", line: line))
  }

  @Test(arguments: ["", "[a]\n", "[a]\n1"])
  func aLongLineIsNotSaidInFull(start: String) throws {
    let failure = try #require(
      #expect(throws: Failure.self) {
        try parse(start + String(repeating: "é", count: 700) + " = v")
      })
    #expect(failure.message.contains("é…'") && failure.message.count < 120)
  }

  @Test func invalidUTF8() {
    let failure = #expect(throws: Failure.self) {
      try ConfigFile(parsing: Array("[a]\nk = ".utf8) + [0xFF], name: "config")
    }
    #expect(failure?.code == .badText)
  }

  @Test func entriesKeepOrderAndLines() throws {
    let file = try parse("[b]\n# c\nk = 1\nl = x\\\ny\n[a \"S\"]\nm\n")
    #expect(
      file.entries == [
        ConfigEntry(key: "b.k", value: "1", line: 3), ConfigEntry(key: "b.l", value: "xy", line: 4),
        ConfigEntry(key: "a.S.m", value: "true", line: 7),
      ])
    #expect(file.entry("B.K")?.value == "1")
    #expect(file.entry("a.S.M") != nil && file.entry("a.s.m") == nil)
    #expect(file.entry("b.x") == nil && file.entry("nodots") == nil && file.entry("") == nil)
  }

  @Test func nothingInIt() throws {
    for text in ["", "\n", "# c", "[a]", "\r\n\r\n"] { #expect(try parse(text).entries.isEmpty) }
  }

  @Test(arguments: [
    ("ledger.auto_create_accounts", "SI64_LEDGER_AUTO_CREATE_ACCOUNTS"), ("a.b-c", "SI64_A_B_C"),
    ("a.Sub.k", "SI64_A_SUB_K"), ("PAY.Asset", "SI64_PAY_ASSET"),
  ])
  func variables(key: String, variable: String) {
    #expect(ConfigFile.variable(ofKey: key) == variable)
  }

  @Test func environment() {
    let file = ConfigFile(environment: [
      "SI64_LEDGER_AUTO_CREATE_ACCOUNTS": "yes", "SI64_ACTOR": "ann", "SI64_LEDGER": "x",
      "PATH": "y",
      "SI64_PAY_BASE_URL": "u", "SI64_": "z", "SI64__": "z", "SI64_A_": "z", "XSI64_A_B": "z",
    ])
    #expect(file.entries.map(\.key) == ["ledger.auto_create_accounts", "pay.base_url"])
    #expect(file.entry("ledger.auto_create_accounts")?.value == "yes")
    #expect(file.entry("ledger.auto-create-accounts")?.value == "yes")
    #expect(file.entry("pay.base-url")?.value == "u" && file.entry("pay.base.url")?.value == "u")
    #expect(file.entry("pay.base")?.value == nil)
  }

  @Test(arguments: [
    "", "a", ".", "a.", ".b", "a b.c", "a.1b", "a.b c", "a.日", "a.x\ny.b", "\u{1B}.b",
  ])
  func keysThatAreNone(key: String) {
    let failure = #expect(throws: Failure.self) { try ConfigKey(key) }
    #expect(failure?.code == .unknownKey)
  }
}
