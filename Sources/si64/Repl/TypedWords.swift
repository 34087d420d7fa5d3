// SPDX-License-Identifier: GPL-3.0-or-later

/// The words of the last statement of an unfinished line, for completion.
struct TypedWords {
  /// The whole words.
  private(set) var words: [String] = []
  /// The word under the cursor, which may be empty, without its quotes.
  private(set) var current = ""
  /// How many characters of `current` stand before the quote that is open.
  private(set) var unquoted = 0

  /// - Returns: `nil` inside a comment.
  init?(_ line: String) {
    var quote: Unicode.Scalar?
    var isInWord = false
    var isEscaped = false
    for character in line.unicodeScalars {
      if isEscaped {
        current.unicodeScalars.append(character)
        isEscaped = false
      } else if let open = quote {
        if character == open { quote = nil } else { current.unicodeScalars.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isInWord = true
        unquoted = current.count
      } else if character == "\\" && isInWord {
        isEscaped = true
      } else if character == "#" && !isInWord {
        return nil
      } else if character == ";" || character.properties.isWhitespace {
        if isInWord { words.append(current) }
        if character == ";" { words = [] }
        (current, isInWord, unquoted) = ("", false, 0)
      } else {
        isInWord = true
        current.unicodeScalars.append(character)
      }
    }
    if quote == nil { unquoted = 0 }
  }
}
