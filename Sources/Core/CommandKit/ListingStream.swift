// SPDX-License-Identifier: GPL-3.0-or-later
import Store

/// A listing that is written row by row, in the formats that need not know all rows first.
package struct ListingStream {
  private let columns: [String]
  private let shape: OutputShape
  private var count = 0

  /// - Parameter columns: what TSV and CSV show.
  /// - Returns: `nil` where all rows must be known: for tables, and where columns are chosen.
  package init?(columns: [String], shape: OutputShape) {
    guard shape.format != .table, shape.format != .wide, shape.columns == nil else { return nil }
    self.columns = columns
    self.shape = shape
  }

  /// Writes one row.
  package mutating func add(_ item: Item, to sink: inout some TextSink) throws {
    defer { count += 1 }
    switch shape.format {
    case .json:
      try sink.write((count == 0 ? "[\n" : ",\n") + item.json().canonicalText)
    case .jsonl: try writeJSONLines([item], columns: nil, to: &sink)
    case .id: if !item.id.isEmpty { try sink.write(item.id + "\n") }
    case .tsv, .csv, .table, .wide:
      let row = Selection(columns: columns, items: [item])
      let format: DelimitedFormat = shape.format == .csv ? .csv : .tsv
      try writeDelimited(row, as: format, noHeader: shape.noHeader || count > 0, to: &sink)
    }
  }

  /// Writes what stands behind the last row, and in front of none.
  package mutating func end(to sink: inout some TextSink) throws {
    switch shape.format {
    case .json: try sink.write(count == 0 ? "[]\n" : "\n]\n")
    case .tsv where count == 0, .csv where count == 0:
      let none = Selection(columns: columns, items: [])
      let format: DelimitedFormat = shape.format == .csv ? .csv : .tsv
      try writeDelimited(none, as: format, noHeader: shape.noHeader, to: &sink)
    default: break
    }
  }
}

/// One object whose list of parts is written part by part.
///
/// The object is written with a mark in place of the list, which never stands in it otherwise, and
/// the parts in place of the mark.
package struct PartsStream {
  private static let mark = "\u{FFFC}parts\u{FFFC}"
  private let name: String
  private let shape: OutputShape
  private var parts = Spool()
  private var count = 0

  /// - Parameter name: the field that holds the parts.
  /// - Returns: `nil` for tables, ids, and where columns are chosen.
  package init?(_ name: String, shape: OutputShape) {
    guard [.json, .jsonl, .tsv, .csv].contains(shape.format), shape.columns == nil else {
      return nil
    }
    self.name = name
    self.shape = shape
  }

  /// Keeps one part.
  package mutating func add(_ part: Item) throws {
    let text = part.json().canonicalText
    try parts.write((count == 0 ? "" : ",") + escaped(text))
    count += 1
  }

  /// Writes the object, whose parts are the last field.
  package mutating func end(_ item: Item, to sink: inout some TextSink) throws {
    var item = item
    item.add(name, Self.mark)
    var text = ""
    try render(.item(item), shape: shape, to: &text)
    let isText = shape.format == .json || shape.format == .jsonl
    let isQuoted = shape.format == .csv && count > 0
    let mark = isText ? "\"\(Self.mark)\"" : Self.mark
    let pieces = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    try sink.write(String(pieces[0]) + (isQuoted ? "\"[" : "["))
    try parts.drain(to: &sink)
    try sink.write((isQuoted ? "]\"" : "]") + pieces.dropFirst().joined())
  }

  private func escaped(_ json: String) -> String {
    switch shape.format {
    case .tsv: DelimitedFormat.tsv.escaped(json)
    case .csv: String(json.flatMap { $0 == "\"" ? "\"\"" : String($0) })
    default: json
    }
  }
}
