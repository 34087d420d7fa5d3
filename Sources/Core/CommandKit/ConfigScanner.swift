// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Reads a configuration file line by line, and remembers enough of each to rewrite one and keep
/// the rest.
struct ConfigScanner {
  /// A logical line: what it says, and the physical lines it takes.
  struct Line: Equatable {
    /// Index of the first physical line, from 0.
    let first: Int
    /// Index of the last, the same unless a `\` continues it.
    let last: Int
    /// The headers that stand before a setting on its first line, as in `[section] key = value`.
    var headers = ""
    /// The section it stands in or opens: `section` or `section.sub`.
    let section: String
    let opensSection: Bool
    /// The setting, or `nil` for a header, a comment, a blank line.
    let entry: ConfigEntry?
    /// The comment behind a setting, `#` or `;` included.
    let comment: String?
  }

  /// The physical lines without their newlines; a carriage return at the end stays.
  let physical: [String]
  private(set) var lines: [Line] = []
  private let name: String
  private var section = ""
  private var index = 0

  init(_ text: String, name: String) throws {
    self.name = name
    let body =
      text.unicodeScalars.first == "\u{FEFF}"
      ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    physical = body.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    while index < physical.count { try scanLine() }
  }

  private mutating func scanLine() throws {
    let first = index
    let whole = Array(physical[index].unicodeScalars)
    var scalars = whole[...]
    skipBlanks(&scalars)
    while scalars.first == "[" {
      section = try header(&scalars)
      lines.append(
        Line(
          first: first, last: first, section: section, opensSection: true, entry: nil,
          comment: nil))
    }
    var (entry, comment): (ConfigEntry?, String?) = (nil, nil)
    let headers = String(whole[..<scalars.startIndex])
    if let start = scalars.first, start != "#", start != ";" {
      (entry, comment) = try setting(&scalars)
    }
    let line = Line(
      first: first, last: index, headers: headers.contains("[") ? headers : "", section: section,
      opensSection: false, entry: entry, comment: comment)
    lines.append(line)
    index += 1
  }

  private func header(_ scalars: inout ArraySlice<Unicode.Scalar>) throws -> String {
    scalars.removeFirst()
    let title = String(scalars.prefix { $0 != "]" && $0 != " " && $0 != "\t" })
    guard ConfigKey.isName(title) else { throw error("a section's name is missing or wrong") }
    scalars = scalars.dropFirst(title.unicodeScalars.count)
    skipBlanks(&scalars)
    var result = title.lowercased()
    if scalars.popFirst(if: "\"") {
      result += "." + (try subsection(&scalars))
      skipBlanks(&scalars)
    }
    guard scalars.popFirst(if: "]") else { throw error("']' is missing") }
    skipBlanks(&scalars)
    return result
  }

  private func subsection(_ scalars: inout ArraySlice<Unicode.Scalar>) throws -> String {
    var result = ""
    while let scalar = scalars.popFirst() {
      if scalar == "\"" { return result }
      guard let plain = scalar == "\\" ? scalars.popFirst() : scalar else { break }
      result.unicodeScalars.append(plain)
    }
    throw error("a quote is not closed")
  }

  private mutating func setting(
    _ scalars: inout ArraySlice<Unicode.Scalar>
  ) throws -> (ConfigEntry, String?) {
    let line = index + 1
    let key = String(scalars.prefix { $0 != "=" && $0 != " " && $0 != "\t" && $0 != "\r" })
    scalars = scalars.dropFirst(key.unicodeScalars.count)
    skipBlanks(&scalars)
    guard !section.isEmpty else {
      throw error("'\(key.shortened)' stands before the first section")
    }
    let full = try named(key)
    guard scalars.popFirst(if: "=") else {
      guard scalars.isEmpty || scalars.first == "#" || scalars.first == ";" else {
        throw error("'=' is missing")
      }
      let comment = scalars.isEmpty ? nil : String(scalars)
      return (ConfigEntry(key: full, value: "true", line: line), comment)
    }
    let (value, comment) = try value(&scalars)
    return (ConfigEntry(key: full, value: value, line: line), comment)
  }

  private func named(_ key: String) throws -> String {
    guard let parsed = try? ConfigKey("\(section).\(key)"), !key.contains(".") else {
      throw error("'\(key.shortened)' cannot be a setting's name")
    }
    return parsed.text
  }

  /// Reads a value to the end of its logical line. Blanks at its end count only inside quotes.
  private mutating func value(
    _ scalars: inout ArraySlice<Unicode.Scalar>
  ) throws -> (String, String?) {
    skipBlanks(&scalars)
    var value: [Unicode.Scalar] = []
    var (kept, quoted) = (0, false)
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"":
        quoted.toggle()
        kept = value.count
      case "\\":
        if scalars.isEmpty || scalars.elementsEqual(["\r"]) {
          guard index + 1 < physical.count else { throw error("the last line cannot be continued") }
          index += 1
          scalars = Array(physical[index].unicodeScalars)[...]
        } else {
          value.append(try escape(&scalars))
          kept = value.count
        }
      case "#" where !quoted, ";" where !quoted:
        return (String(value.prefix(kept)), String([scalar] + scalars))
      default:
        if scalar == "\r", scalars.isEmpty { continue }
        value.append(scalar)
        if quoted || (scalar != " " && scalar != "\t") { kept = value.count }
      }
    }
    guard !quoted else { throw error("a quote is not closed") }
    return (String(value.prefix(kept)), nil)
  }

  private func escape(_ scalars: inout ArraySlice<Unicode.Scalar>) throws -> Unicode.Scalar {
    switch scalars.popFirst() {
    case "\\": return "\\"
    case "\"": return "\""
    case "n": return "\n"
    case "t": return "\t"
    default: throw error(#"only \\, \", \n and \t are escapes"#)
    }
  }

  private func skipBlanks(_ scalars: inout ArraySlice<Unicode.Scalar>) {
    scalars = scalars.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
  }

  private func error(_ what: String) -> Failure {
    Failure(.config, what).at(Failure.Place(file: name, line: index + 1))
  }
}

extension String {
  /// Enough of it to be found again, for a message: at most 60 characters.
  var shortened: String {
    let start = unicodeScalars.prefix(60)
    return start.endIndex == unicodeScalars.endIndex ? self : String(start) + "…"
  }

  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate mutating func popFirst(if scalar: Unicode.Scalar) -> Bool {
    guard first == scalar else { return false }
    removeFirst()
    return true
  }
}
