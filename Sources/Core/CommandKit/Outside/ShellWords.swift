// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts a line into words as a POSIX shell does, without anything being expanded.
enum ShellWords {
  /// A word as it has to be typed: as it is, or in single quotes where the shell would take it for
  /// something else.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || "%+,-./:=@_".utf8.contains(byte)
    }
    if isPlain, !word.isEmpty { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

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
