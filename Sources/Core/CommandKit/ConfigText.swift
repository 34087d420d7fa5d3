// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Changes to the text of a configuration file that keep its comments, its order and every other
/// line.
package enum ConfigText {
  /// The text with `key` set to `value`: in place of its last setting, or at the end of its
  /// section, or in a new section at the end.
  ///
  /// - Throws: `unknown-key` for a name that is none, `bad-value` for a value with control
  ///   characters other than newline and tab or with line separators, `config` where the text
  ///   cannot be read.
  package static func setting(
    _ key: String, to value: String, in text: String, name: String = "config"
  ) throws -> String {
    let key = try ConfigKey(key)
    let scanner = try ConfigScanner(text, name: name)
    let line = "\t\(key.name) = \(try quoted(value))"
    var lines = scanner.physical
    if let old = scanner.lines.last(where: { $0.entry?.key == key.text }) {
      let comment = old.comment.map { " \($0)" } ?? carriageReturn(lines[old.last])
      let indent =
        old.headers.isEmpty
        ? String(lines[old.first].prefix { $0 == " " || $0 == "\t" }) : old.headers
      lines.replaceSubrange(old.first...old.last, with: [indent + line.dropFirst() + comment])
      return lines.joined(separator: "\n")
    }
    let section = [key.section, key.subsection].compactMap(\.self).joined(separator: ".")
    if let last = scanner.lines.last(where: { line in
      line.section == section && (line.opensSection || line.entry != nil)
        // What follows `[section] [other]` belongs to the other.
        && scanner.lines.allSatisfy { $0.first != line.first || $0.section == section }
    }) {
      lines.insert(line + carriageReturn(lines[last.last]), at: last.last + 1)
      let isLastLine = last.last + 2 == lines.count
      return lines.joined(separator: "\n") + (isLastLine ? "\n" : "")
    }
    let separator = text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
    return lines.joined(separator: "\n") + "\(separator)\(header(key))\n\(line)\n"
  }

  /// The text without any setting of `key`; the section stays.
  ///
  /// - Throws: `not-found` where it has none, `unknown-key`, `config`.
  package static func unsetting(
    _ key: String, in text: String, name: String = "config"
  ) throws -> String {
    let key = try ConfigKey(key)
    let scanner = try ConfigScanner(text, name: name)
    var lines = scanner.physical
    let old = scanner.lines.filter { $0.entry?.key == key.text }
    guard !old.isEmpty else { throw Failure(.notFound, "\(name) does not set \(key.text)") }
    for line in old.reversed() {
      let ending = carriageReturn(lines[line.last])
      let headers = line.headers.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
      let left = line.headers.isEmpty ? [] : [String(headers) + ending]
      lines.replaceSubrange(line.first...line.last, with: left)
    }
    return lines.joined(separator: "\n")
  }

  private static func header(_ key: ConfigKey) -> String {
    guard let subsection = key.subsection else { return "[\(key.section)]" }
    return "[\(key.section) \"\(escaped(subsection))\"]"
  }

  private static func quoted(_ value: String) throws -> String {
    for scalar in value.unicodeScalars where scalar != "\n" && scalar != "\t" {
      switch scalar.properties.generalCategory {
      case .control: throw Failure(.badValue, "a setting cannot have a control character in it")
      // To an editor they are ends of lines, as U+0085 among the control characters is.
      case .lineSeparator, .paragraphSeparator:
        throw Failure(.badValue, "a setting cannot have a line separator in it")
      default: break
      }
    }
    let special = Array("#;\"\\\n\t".utf8)
    let plain =
      !value.isEmpty && value.utf8.first != 0x20 && value.utf8.last != 0x20
      && !value.utf8.contains { special.contains($0) }
    if plain { return value }
    var result = ""
    for scalar in escaped(value).unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(result)\""
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func carriageReturn(_ line: String) -> String {
    line.utf8.last == UInt8(ascii: "\r") ? "\r" : ""
  }
}
