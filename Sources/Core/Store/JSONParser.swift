// SPDX-License-Identifier: GPL-3.0-or-later
import Money

extension JSON {
  /// Reads one JSON text, strictly by RFC 8259.
  ///
  /// - Throws: `bad-text` for invalid UTF-8; `bad-file` for anything that is not exactly one JSON
  ///   value, for a name that stands twice in an object, and for more than 64 levels.
  package init(parsing bytes: [UInt8]) throws {
    self = try bytes.withUnsafeBufferPointer { try JSON(parsing: $0) }
  }

  /// Reads one JSON text, strictly by RFC 8259.
  package init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }

  /// Reads one JSON text, strictly by RFC 8259.
  package init(parsing bytes: UnsafeBufferPointer<UInt8>) throws {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }
}

/// A recursive-descent reader over bytes in memory.
struct JSONParser {
  private let input: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  init(_ input: UnsafeBufferPointer<UInt8>) { self.input = input }

  mutating func document() throws -> JSON {
    let value = try value()
    skipBlanks()
    guard position == input.count else { throw error("more after the end of the value") }
    return value
  }

  private mutating func value() throws -> JSON {
    skipBlanks()
    switch peek() {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case nil: throw error("the text ends too early")
    default: return .number(try number())
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws -> JSON) throws -> JSON {
    depth += 1
    guard depth <= 64 else { throw error("more than 64 levels") }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws -> JSON {
    var members: [JSON.Member] = []
    var names = NameSet()
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipBlanks()
      guard peek() == UInt8(ascii: "\"") else { throw error("a name in quotes is missing") }
      let name = try string()
      guard names.insert(name, after: members) else {
        throw error("the name \"\(name)\" stands twice")
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw error("':' is missing") }
      members.append(JSON.Member(name, try value()))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("',' or '}' is missing") }
    return .object(members)
  }

  private mutating func array() throws -> JSON {
    var elements: [JSON] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value())
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("',' or ']' is missing") }
    return .array(elements)
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws -> JSON {
    let matches = word.withUTF8Buffer { word in
      position + word.count <= input.count
        && input[position..<position + word.count].elementsEqual(word)
    }
    guard matches else { throw error("no JSON value") }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func number() throws -> String {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      try digits()
    }
    return String(decoding: input[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    guard position > start else { throw error("no JSON value, or a digit is missing") }
  }

  private mutating func string() throws -> String {
    position += 1
    let start = position
    while let byte = peek() {
      if byte == UInt8(ascii: "\"") {
        let text = try validText(input[start..<position])
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw error("a control character in a string") }
      position += 1
    }
    throw error("a string is not closed")
  }

  private mutating func escapedString(from start: Int) throws -> String {
    var bytes = Array(input[start..<position])
    while let byte = peek() {
      position += 1
      if byte == UInt8(ascii: "\"") {
        return try bytes.withUnsafeBufferPointer { try validText($0[...]) }
      }
      guard byte >= 0x20 else { throw error("a control character in a string") }
      if byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: String(try escape()).utf8)
      } else {
        bytes.append(byte)
      }
    }
    throw error("a string is not closed")
  }

  private mutating func escape() throws -> Character {
    guard let byte = peek() else { throw error("a string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try unicodeEscape())
    default: throw error("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws -> Unicode.Scalar {
    let first = try hexUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw Failure(.badText, "half of a surrogate pair at byte \(position)")
    }
    let second = try hexUnit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw Failure(.badText, "half of a surrogate pair at byte \(position)") }
    return scalar
  }

  private mutating func hexUnit() throws -> UInt32 {
    guard position + 4 <= input.count,
      input[position] != UInt8(ascii: "+"), input[position] != UInt8(ascii: "-"),
      let unit = UInt32(String(decoding: input[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits are missing") }
    position += 4
    return unit
  }

  private func validText(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws -> String {
    // Most text is ASCII, for which the check below is a slow way to say yes.
    if bytes.allSatisfy({ $0 < 0x80 }) {
      return String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badText, "invalid UTF-8 at byte \(bytes.startIndex)")
    }
    return text
  }

  private func peek() -> UInt8? { position < input.count ? input[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func error(_ what: String) -> Failure {
    Failure(.badFile, "not JSON: \(what) at byte \(position + 1)")
  }
}

/// The names of an object, to find one that stands twice.
private struct NameSet {
  private var many: Set<[UInt8]> = []

  /// - Parameter members: those read so far.
  /// - Returns: whether the name is new.
  mutating func insert(_ name: String, after members: [JSON.Member]) -> Bool {
    // Objects are small as a rule; a hostile one must not cost the square of its size.
    if members.count < 16 {
      // Equal strings may differ in bytes, and names are their bytes.
      return !members.contains {
        $0.name == name && $0.name.utf8.elementsEqual(name.utf8)
      }
    }
    if many.isEmpty { many = Set(members.map { Array($0.name.utf8) }) }
    return many.insert(Array(name.utf8)).inserted
  }
}
