// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts a line into words as a POSIX shell does, without anything being expanded.
enum ShellWords {
  /// The words; `nil` where a quote is open or a backslash ends the line.
  ///
  /// `'…'` is literal; in `"…"` a backslash goes before `"`, `\`, `$` and backquotes; outside, it
  /// makes any character plain.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var characters = line[...]
    while let next = characters.popFirst() {
      switch (next, quote) {
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("'", nil), ("\"", nil):
        quote = next
        word = word ?? ""
      case ("\\", "\""):
        guard let escaped = characters.popFirst() else { return nil }
        word = (word ?? "") + ("\"\\$`".contains(escaped) ? "" : "\\") + String(escaped)
      case ("\\", nil):
        guard let escaped = characters.popFirst() else { return nil }
        word = (word ?? "") + String(escaped)
      case (_, nil) where next.isWhitespace:
        if let done = word { words.append(done) }
        word = nil
      default: word = (word ?? "") + String(next)
      }
    }
    if quote != nil { return nil }
    return words + (word.map { [$0] } ?? [])
  }
}
