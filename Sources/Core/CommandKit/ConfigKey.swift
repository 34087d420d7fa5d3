// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// A setting's dotted name in its parts: `section.key`, or `section.sub.key` where the middle is
/// free text.
package struct ConfigKey: Equatable, Sendable {
  /// In lower case: letters, digits, `-` and `_`.
  package let section: String
  /// As written, or `nil`.
  package let subsection: String?
  /// In lower case: a letter, then letters, digits, `-` and `_`.
  package let name: String

  /// Takes a dotted name apart at its first and last dot.
  ///
  /// - Throws: `unknown-key` where it cannot be a setting's name.
  package init(_ text: String) throws {
    guard let parts = Self.parts(text), Self.isName(parts.section), Self.isName(parts.name),
      parts.name.utf8.first.map(Self.isLetter) == true,
      parts.subsection?.utf8.contains(where: { $0 == 0x0A || $0 == 0 }) != true
    else {
      throw Failure(
        .unknownKey, "'\(text)' cannot be the name of a setting",
        hint: "write SECTION.KEY, like ledger.default_provider")
    }
    (section, subsection, name) = parts
  }

  /// The dotted name, section and key in lower case.
  package var text: String {
    [section, subsection, name].compactMap(\.self).joined(separator: ".")
  }

  /// A dotted name with section and key in lower case; the text itself where it is no such name.
  static func normalised(_ text: String) -> String {
    guard let parts = parts(text) else { return text }
    return [parts.section, parts.subsection, parts.name].compactMap(\.self).joined(separator: ".")
  }

  /// Whether text is letters, digits, `-` and `_`, and not empty.
  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
      }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func parts(
    _ text: String
  ) -> (section: String, subsection: String?, name: String)? {
    let dot = UInt8(ascii: ".")
    guard let first = text.utf8.firstIndex(of: dot), let last = text.utf8.lastIndex(of: dot) else {
      return nil
    }
    let middle = first < last ? String(text[text.utf8.index(after: first)..<last]) : nil
    let name = text[text.utf8.index(after: last)...].lowercased()
    return (text[..<first].lowercased(), middle, name)
  }
}
