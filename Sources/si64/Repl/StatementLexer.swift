// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads the characters of one or more lines.
struct StatementLexer {
  private let characters: [Character]
  private var position = 0
  private(set) var endsInBackslash = false
  private(set) var openQuote: Character?

  init(_ text: String) { characters = Array(text) }

  /// All statements, or `nil` where the last one is not complete.
  mutating func statements() -> [Statement]? {
    var statements: [Statement] = [Statement()]
    while let next = peek() {
      switch next {
      case ";":
        position += 1
        statements.append(Statement())
      case "#": while let character = peek(), character != "\n" { position += 1 }
      case _ where next.isWhitespace: position += 1
      case "\\" where isMeta(at: position + 1): readMeta(into: &statements)
      default:
        guard let word = word() else { return nil }
        if statements[statements.count - 1].meta == nil {
          statements[statements.count - 1].words.append(word)
        } else {
          statements[statements.count - 1].meta?.words.append(word)
        }
      }
    }
    return statements
  }

  private func peek() -> Character? {
    position < characters.count ? characters[position] : nil
  }

  private func isMeta(at index: Int) -> Bool {
    guard index < characters.count else { return false }
    return characters[index].isLetter || "?!".contains(characters[index])
  }

  private mutating func readMeta(into statements: inout [Statement]) {
    // A second one stands on its own.
    if statements.last?.meta != nil { statements.append(Statement()) }
    statements[statements.count - 1].meta = meta()
  }

  private mutating func meta() -> Statement.Meta {
    position += 1
    var name = String(characters[position])
    position += 1
    if name == "!" {
      let rest = String(characters[position...].prefix { $0 != "\n" })
      position += rest.count
      return Statement.Meta(name: "!", rest: rest)
    }
    while name != "?", let next = peek(), next.isLetter {
      name.append(next)
      position += 1
    }
    return Statement.Meta(name: name)
  }

  /// The next word, or `nil` where a quote is open or a backslash ends the text.
  private mutating func word() -> Statement.Word? {
    var pieces = PieceList()
    if peek() == "~", position + 1 < characters.count, characters[position + 1] == "/" {
      position += 1
      pieces.addHome()
    }
    while let next = peek(), next != ";", !next.isWhitespace {
      position += 1
      switch next {
      case "'":
        openQuote = next
        guard let text = singleQuoted() else { return nil }
        pieces.add(text)
        openQuote = nil
      case "\"":
        openQuote = next
        guard doubleQuoted(&pieces) else { return nil }
        openQuote = nil
      case "\\":
        guard let escaped = peek() else {
          endsInBackslash = true
          return nil
        }
        position += 1
        pieces.add(String(escaped))
      case "$": pieces.addVariable(variableName())
      default: pieces.add(String(next))
      }
    }
    return Statement.Word(pieces.list)
  }

  private mutating func singleQuoted() -> String? {
    guard let end = characters[position...].firstIndex(of: "'") else { return nil }
    defer { position = end + 1 }
    return String(characters[position..<end])
  }

  private mutating func doubleQuoted(_ pieces: inout PieceList) -> Bool {
    pieces.add("")
    while let next = peek() {
      position += 1
      switch next {
      case "\"": return true
      case "$": pieces.addVariable(variableName())
      case "\\":
        guard let escaped = peek() else { return false }
        position += 1
        pieces.add("\"\\$".contains(escaped) ? String(escaped) : "\\\(escaped)")
      default: pieces.add(String(next))
      }
    }
    return false
  }

  /// The name behind a `$`: letters, digits and `_`, then fields behind dots; empty where there is
  /// none.
  private mutating func variableName() -> String {
    var name = ""
    while let next = peek() {
      let isField = next == "." && !name.isEmpty && isNamePart(at: position + 1)
      guard isField || isNamePart(at: position) else { break }
      name.append(next)
      position += 1
    }
    return name
  }

  private func isNamePart(at index: Int) -> Bool {
    guard index < characters.count else { return false }
    let character = characters[index]
    return character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
  }
}
