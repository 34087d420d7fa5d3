// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money

/// What `\set` and `\gset` remember.
struct Variables {
  private var texts: [String: String] = [:]
  private var items: [String: Item] = [:]
  /// What `~` before a slash stands for.
  var home: String?

  /// A name that `$` can be written before.
  ///
  /// - Throws: `bad-value`; `_` is what was printed last.
  static func checked(_ name: String) throws -> String {
    let letters = name.utf8.map { UInt8(ascii: "_") == $0 ? UInt8(ascii: "a") : $0 }
    let isName =
      !name.isEmpty
      && String(decoding: letters, as: UTF8.self).allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber)
      }
    guard isName, name.first?.isNumber == false, name != "_" else {
      throw Failure(
        .badValue, "'\(name)' cannot be the name of a variable",
        hint: "a letter, then letters, digits and '_'")
    }
    return name
  }

  /// `\set name text`.
  mutating func set(_ name: String, to text: String) {
    items[name] = nil
    texts[name] = text
  }

  /// `\gset name`: `$name` is the object's id, `$name.field` a field of it.
  mutating func set(_ name: String, to item: Item) {
    texts[name] = nil
    items[name] = item
  }

  /// Every name and its text, sorted.
  var all: [(name: String, text: String)] {
    (texts.map { ($0, $1) } + items.map { ($0, $1.id) }).sorted { $0.0 < $1.0 }
      .map { (name: $0.0, text: $0.1) }
  }

  /// Every reference that stands for something, without its `$`, and its text.
  ///
  /// - Parameter last: what `$_` stands for.
  func references(last: Item?) -> [(name: String, text: String)] {
    var references = all
    for (name, item) in items.merging(last.map { ["_": $0] } ?? [:], uniquingKeysWith: { $1 }) {
      if name == "_" { references.append(("_", item.id)) }
      references += item.fields.map { ("\(name).\($0.name)", $0.cell.text) }
    }
    return references.sorted { $0.name < $1.name }
  }

  /// The words of a statement with their variables filled in. A value is never split again.
  ///
  /// - Parameter last: what `$_` stands for.
  /// - Throws: `not-found` for a variable or field that is not set.
  func expand(_ words: [Statement.Word], last: Item?) throws -> [String] {
    try words.map { word in
      try word.pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .home: home ?? "~"
        case .variable(let name): try value(name, last)
        }
      }.joined()
    }
  }

  private func value(_ reference: String, _ last: Item?) throws -> String {
    let path = reference.split(separator: ".", maxSplits: 1)
    let name = path.first.map(String.init) ?? ""
    if path.count == 1, let text = texts[name] { return text }
    guard let item = name == "_" ? last : items[name] else {
      throw Failure(
        .notFound, "there is no variable $\(name)", hint: "'\\set' lists them")
    }
    guard path.count == 2 else { return item.id }
    guard let cell = item[column: String(path[1])] else {
      throw Failure(.notFound, "$\(name) has no field '\(path[1])'")
    }
    return cell.text
  }
}
