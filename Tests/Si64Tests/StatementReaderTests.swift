// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import si64

@Suite("StatementReader")
struct StatementReaderTests {
  /// What a line comes to: words between `|`, a variable as `<name>`, a meta command as
  /// `\name(words)`.
  static func text(_ statement: Statement) -> String {
    func text(_ words: [Statement.Word]) -> String {
      words.map { word in
        word.pieces.map { piece in
          switch piece {
          case .text(let text): text
          case .variable(let name): "<\(name)>"
          case .home: "<~>"
          }
        }.joined()
      }.joined(separator: "|")
    }
    let meta = statement.meta.map { "\\\($0.name)(\(text($0.words))\($0.rest))" }
    return text(statement.words) + (meta ?? "")
  }

  static let lines: [(String, [String])] = [
    ("", []), ("   ", []), (";;;", []), (" ; ", []), ("# all comment", []),
    ("ledger info", ["ledger|info"]), ("  ledger\tinfo  ", ["ledger|info"]),
    ("a; b", ["a", "b"]), ("a;b;", ["a", "b"]), ("a ;; b", ["a", "b"]),
    ("a # b; c", ["a"]), ("a#b", ["a#b"]), ("a; # b", ["a"]), ("'#' a", ["#|a"]),
    ("'a b' c", ["a b|c"]), ("a'b c'd", ["ab cd"]), ("''", [""]), ("\"\" x", ["|x"]),
    ("\"a;b\" 'c;d'", ["a;b|c;d"]), ("a\\;b", ["a;b"]), ("a\\ b", ["a b"]), ("\\\\x", ["\\x"]),
    (#""a\"b" 'a\b'"#, [#"a"b|a\b"#]), (#""a\nb""#, [#"a\nb"#]), (#""it's" '"'"#, [#"it's|""#]),
    ("$a", ["<a>"]), ("x$a.id-y", ["x<a.id>-y"]), ("$a.", ["<a>."]), ("$a.b.c", ["<a.b.c>"]),
    ("'$a' \"$a b\"", ["$a|<a> b"]), ("\\$a", ["$a"]), ("$", ["$"]), ("$$ 5$", ["$$|5$"]),
    ("$_ $_.id", ["<_>|<_.id>"]), ("\"\\$a\"", ["$a"]), ("$é", ["$é"]),
    ("~/a x~/b '~/c' ~ \\~/d", ["<~>/a|x~/b|~/c|~|~/d"]), ("--out=~/a", ["--out=~/a"]),
    ("a \\gset c \\timing \\q", ["a\\gset(c)", "\\timing()", "\\q()"]),
    ("\\q", ["\\q()"]), ("\\?", ["\\?()"]), ("\\timing on", ["\\timing(on)"]),
    ("a b \\gset c", ["a|b\\gset(c)"]), ("a \\watch 2; b", ["a\\watch(2)", "b"]),
    ("\\! ls; # x 'y", ["\\!( ls; # x 'y)"]), ("\\set k 'a b' c", ["\\set(k|a b|c)"]),
    ("🙂 '👩‍👩‍👧‍👦' e\u{301}", ["🙂|👩‍👩‍👧‍👦|e\u{301}"]), ("שלום; مرحبا", ["שלום", "مرحبا"]),
    ("\"a\"\u{301} b", ["a\u{301}|b"]), ("a;\u{200D}b", ["a", "\u{200D}b"]),
    ("a \u{301}b", ["a|\u{301}b"]), ("'a'\u{FE0F}; b", ["a\u{FE0F}", "b"]),
    ("a\u{202E}b", ["a\u{202E}b"]), ("a\u{00A0}b", ["a|b"]), ("a\u{0}b", ["a\u{0}b"]),
    ("--note=a\u{7}\u{1B}[2J", ["--note=a\u{7}\u{1B}[2J"]), ("a\r\nb", ["a|b"]),
  ]

  @Test(arguments: lines)
  func cutsALine(_ line: String, _ expected: [String]) {
    var reader = StatementReader()
    #expect(reader.feed(line).map(Self.text) == expected)
    #expect(!reader.isPending)
    #expect(reader.completed == line)
  }

  static let manyLines: [([String], [String], String)] = [
    (["a \\", "b"], ["a|b"], "a b"), (["a\\", "b"], ["ab"], "ab"),
    (["a 'b", "c' d"], ["a|b\nc|d"], "a 'b\nc' d"), (["\"", "\""], ["\n"], "\"\n\""),
    (["a; b 'c", "d'; e"], ["a", "b|c\nd", "e"], "a; b 'c\nd'; e"),
    (["\\", "a"], ["a"], " a"),
    (["'a", "# no comment", "'"], ["a\n# no comment\n"], "'a\n# no comment\n'"),
    (["\"a\\", "b\""], ["a\\\nb"], "\"a\\\nb\""),
    (["'a", "\"", "' b"], ["a\n\"\n|b"], "'a\n\"\n' b"),
    (["\"it's", "x\" 'y", "z'"], ["it's\nx|y\nz"], "\"it's\nx\" 'y\nz'"),
  ]

  @Test(arguments: manyLines)
  func joinsLines(_ lines: [String], _ expected: [String], _ kept: String) {
    var reader = StatementReader()
    for line in lines.dropLast() {
      #expect(reader.feed(line).isEmpty)
      #expect(reader.isPending)
    }
    #expect(reader.feed(lines[lines.count - 1]).map(Self.text) == expected)
    #expect(!reader.isPending)
    #expect(reader.completed == kept)
  }

  @Test func saysWhereAStatementStarts() {
    var reader = StatementReader()
    var lines: [Int] = []
    for line in ["a", "", "# c", "b 'x", "y'; c", "d \\", "e", "f"] {
      lines += reader.feed(line).map(\.line)
    }
    #expect(lines == [1, 4, 4, 6, 8])
  }

  @Test func cancelForgets() {
    var reader = StatementReader()
    let nothing = reader.cancel()
    #expect(!nothing)
    _ = reader.feed("a 'b")
    let something = reader.cancel()
    #expect(something)
    #expect(!reader.isPending)
    #expect(reader.feed("c d").map(Self.text) == ["c|d"])
  }

  @Test func takesLongLines() {
    let note = String(repeating: "é🙂x ", count: 1024)
    var reader = StatementReader()
    #expect(reader.feed("a '\(note)'; b").map(Self.text) == ["a|\(note)", "b"])
  }

  /// Twice the lines must not take four times as long; a paste can start with a stray quote.
  @Test func anOpenQuoteOverManyLines() {
    var reader = StatementReader()
    _ = reader.feed("a \"b")
    for _ in 0..<10_000 { #expect(reader.feed("ledger transfer alice bob 1SOL").isEmpty) }
    let statements = reader.feed("\"")
    #expect(statements.count == 1)
    #expect(statements.first?.words.count == 2)
  }
}
