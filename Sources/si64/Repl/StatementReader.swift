// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts typed lines into statements.
///
/// `;` and the end of a line separate them. An open quote, or `\` at the end, goes on in the next
/// line. `#` at the start of a word begins a comment. `'…'` is literal; in `"…"` and outside quotes
/// `$name` is a variable.
struct StatementReader {
  /// What has been read of a statement that is not complete.
  private var text = ""
  /// Where it starts, from 1.
  private(set) var firstLine = 1
  private var lineNumber = 0
  /// The quote that is open at the end of `text`.
  private var openQuote: Unicode.Scalar?
  /// The lines behind the last statements, as one text: what the history keeps.
  private(set) var completed = ""

  /// Whether the next line continues a statement.
  var isPending: Bool { !text.isEmpty }

  /// What has been read of a statement that is not complete.
  var pending: String { text }

  /// Whether what is pending has no words: blank lines behind a backslash.
  var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

  /// Takes the next line, without its line feed.
  ///
  /// - Returns: the statements that it completes.
  mutating func feed(_ line: String) -> [Statement] {
    lineNumber += 1
    if text.isEmpty { firstLine = lineNumber }
    text += line
    // Reading all of a long open quote again with every line would take for ever.
    if let openQuote, !line.unicodeScalars.contains(openQuote) {
      text += "\n"
      return []
    }
    var lexer = StatementLexer(text)
    guard var statements = lexer.statements() else {
      // A trailing backslash joins the lines; an open quote keeps the line feed.
      openQuote = lexer.openQuote
      if lexer.endsInBackslash { text.removeLast() } else { text += "\n" }
      if text.isEmpty { text = " " }
      return []
    }
    for index in statements.indices { statements[index].line = firstLine }
    completed = text
    reset()
    return statements.filter { !$0.isEmpty }
  }

  /// Forgets a statement that is not complete.
  ///
  /// - Returns: whether there was one.
  mutating func cancel() -> Bool {
    defer { reset() }
    return isPending
  }

  private mutating func reset() {
    text = ""
    openQuote = nil
  }
}
