// SPDX-License-Identifier: GPL-3.0-or-later

/// Prints a document in the shape asked for.
///
/// `--filter`, `--sort` and `--limit` shape listings only; `--columns` shapes every object.
///
/// - Throws: `bad-value` for a column that no object has; what the sink throws.
package func render(
  _ document: Document, shape: OutputShape, to sink: inout some TextSink
) throws {
  switch document {
  case .text(let text):
    try renderText(text, format: shape.format, to: &sink)
  case .changed(let item) where shape.format == .tsv && shape.columns == nil:
    try sink.write(item.id + "\n")
  case .item(let item), .changed(let item):
    try renderItem(item, shape: shape, to: &sink)
  case .listing(_, let columns, let items):
    let listing = try Selection(columns: columns, items: items, shape: shape)
    try renderListing(listing, shape: shape, to: &sink)
  }
}

private func renderListing(
  _ listing: Selection, shape: OutputShape, to sink: inout some TextSink
) throws {
  switch shape.format {
  case .table: try sink.write(tableText(listing, shape: shape, width: shape.width))
  case .wide: try sink.write(tableText(listing, shape: shape, width: nil))
  case .tsv: try writeDelimited(listing, as: .tsv, noHeader: shape.noHeader, to: &sink)
  case .csv: try writeDelimited(listing, as: .csv, noHeader: shape.noHeader, to: &sink)
  case .json: try writeJSONArray(listing.items, columns: shape.columns, to: &sink)
  case .jsonl: try writeJSONLines(listing.items, columns: shape.columns, to: &sink)
  case .id:
    for item in listing.items where !item.id.isEmpty { try sink.write(item.id + "\n") }
  }
}

private func renderItem(
  _ item: Item, shape: OutputShape, to sink: inout some TextSink
) throws {
  let columns = try Selection.columns(of: item, shape: shape)
  let row = Selection(columns: columns, items: [item])
  switch shape.format {
  case .table, .wide: try sink.write(cardText(item, columns: columns, shape: shape))
  case .tsv: try writeDelimited(row, as: .tsv, noHeader: shape.noHeader, to: &sink)
  case .csv: try writeDelimited(row, as: .csv, noHeader: shape.noHeader, to: &sink)
  case .json, .jsonl: try writeJSONLines([item], columns: shape.columns, to: &sink)
  case .id: try sink.write(item.id + "\n")
  }
}

private func renderText(
  _ text: String, format: OutputFormat, to sink: inout some TextSink
) throws {
  switch format {
  case .table, .wide:
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try sink.write(endingLine(lines.map { String($0).sanitised }.joined(separator: "\n")))
  case .tsv, .csv, .id: try sink.write(endingLine(text))
  case .json, .jsonl:
    var item = Item(kind: "text", id: "text")
    item.add("text", text)
    try writeJSONLines([item], columns: nil, to: &sink)
  }
}

private func endingLine(_ text: String) -> String {
  text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
}
