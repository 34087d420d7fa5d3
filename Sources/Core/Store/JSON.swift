// SPDX-License-Identifier: GPL-3.0-or-later

/// A JSON value that keeps numbers as they were written: money never passes through a `Double`.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The literal as written, for example `10.50`.
  case number(String)
  case string(String)
  case array([JSON])
  /// Members in the order they were written; names are unique.
  case object([Member])

  /// One `"name": value` of an object.
  package struct Member: Equatable, Sendable {
    package let name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the member `name`, or `nil` where this is no object or has no such member.
  package subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    for member in members where member.name == name { return member.value }
    return nil
  }

  /// Whether this is `null`; cheaper than a comparison.
  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The text of a string; `nil` for every other kind.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A number literal, or the digits in a string, as a 64-bit integer; `nil` where it is not one.
  package var integer: Int64? {
    switch self {
    case .number(let text), .string(let text): Int64(text)
    default: nil
    }
  }

  /// The elements of an array; `nil` for every other kind.
  package var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object; `nil` for every other kind.
  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// A number from an integer.
  package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

  /// The canonical bytes: names sorted by UTF-8 bytes, no spaces, least escaping.
  package var canonical: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// The canonical form as text.
  package var canonicalText: String { String(decoding: canonical, as: UTF8.self) }

  /// Appends the canonical form to `writer`.
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.raw("null")
    case .bool(let value): writer.raw(value ? "true" : "false")
    case .number(let literal): writer.raw(literal)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.raw("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { writer.raw(",") }
        element.write(to: &writer)
      }
      writer.raw("]")
    case .object(let members):
      writer.raw("{")
      let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { writer.raw(",") }
        writer.string(member.name)
        writer.raw(":")
        member.value.write(to: &writer)
      }
      writer.raw("}")
    }
  }
}
