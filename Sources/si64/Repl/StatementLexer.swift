// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads the characters of one or more lines. They are Unicode scalars: whatever combines with a
/// quote, it is one.
struct StatementLexer {
  private let characters: [Unicode.Scalar]
  private var position = 0
  private(set) var endsInBackslash = false
  private(set) var openQuote: Unicode.Scalar?

  init(_ text: String) { characters = Array(text.unicodeScalars) }

  /// All statements, or `nil` where the last one is not complete.
  mutating func statements() -> [Statement]? {
    var statements: [Statement] = [Statement()]
    while let next = peek() {
      switch next {
      case ";":
        position += 1
        statements.append(Statement())
      case "#": while let character = peek(), character != "\n" { position += 1 }
      case _ where next.properties.isWhitespace: position += 1
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

  private func peek() -> Unicode.Scalar? {
    position < characters.count ? characters[position] : nil
  }

  private func isMeta(at index: Int) -> Bool {
    guard index < characters.count else { return false }
    let next = characters[index]
    return next.properties.isAlphabetic || next == "?" || next == "!"
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
      let rest = characters[position...].prefix { $0 != "\n" }
      position = rest.endIndex
      return Statement.Meta(name: "!", rest: Self.text(rest))
    }
    while name != "?", let next = peek(), next.properties.isAlphabetic {
      name.unicodeScalars.append(next)
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
    while let next = peek(), next != ";", !next.properties.isWhitespace {
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
    return Self.text(characters[position..<end])
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
        pieces.add(["\"", "\\", "$"].contains(escaped) ? String(escaped) : "\\\(escaped)")
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
      name.unicodeScalars.append(next)
      position += 1
    }
    return name
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private func isNamePart(at index: Int) -> Bool {
    guard index < characters.count else { return false }
    let character = characters[index]
    return character == "_" || (character.isASCII && Character(character).isAlphanumeric)
  }
}

extension Character {
  fileprivate var isAlphanumeric: Bool { isLetter || isNumber }
}
