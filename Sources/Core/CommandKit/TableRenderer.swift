// SPDX-License-Identifier: GPL-3.0-or-later

/// A listing in aligned columns; empty where there is nothing to list.
///
/// - Parameter width: the terminal's columns, to which the widest text columns are cut. Ids,
///   figures and times are never cut: a table may stay wider than the terminal.
func tableText(_ listing: Selection, shape: OutputShape, width: Int?) -> String {
  guard !listing.items.isEmpty, !listing.columns.isEmpty else { return "" }
  var columns = listing.columns.map { TableColumn($0, of: listing.items, header: !shape.noHeader) }
  if let width { fit(&columns, into: width) }
  var text = ""
  if !shape.noHeader {
    let header = line(columns) { $0.title }
    text += shape.color ? "\u{1B}[1m\(header)\u{1B}[0m\n" : header + "\n"
  }
  for row in listing.items.indices {
    text += line(columns) { $0.cells[row] } + "\n"
  }
  return text
}

/// One column of a table: its texts, made safe for a terminal, and how wide it may be.
private struct TableColumn {
  let title: String
  let cells: [String]
  let alignsRight: Bool
  let truncatable: Bool
  var width: Int

  init(_ name: String, of items: [Item], header: Bool) {
    let values = items.map { $0[column: name] ?? .null }
    title = name.uppercased().sanitised
    cells = values.map { $0.display.sanitised }
    alignsRight =
      values.contains { $0.isNumeric } && values.allSatisfy { $0.isNumeric || $0.isNull }
    let isID = name == "id" || name.utf8.suffix(3).elementsEqual("_id".utf8)
    truncatable = !isID && values.allSatisfy { $0.isTruncatable || $0.isNull }
    let widest = cells.reduce(0) { max($0, $1.displayWidth) }
    width = header ? max(widest, title.displayWidth) : widest
  }
}

private let gap = 2
private let narrowest = 6

/// Narrows the widest text column, one step at a time, until the table fits or none can give way.
private func fit(_ columns: inout [TableColumn], into width: Int) {
  var excess = columns.reduce(gap * (columns.count - 1)) { $0 + $1.width } - width
  while excess > 0 {
    let candidates = columns.indices.filter {
      columns[$0].truncatable && columns[$0].width > narrowest
    }
    guard let widest = candidates.max(by: { columns[$0].width < columns[$1].width }) else { return }
    columns[widest].width -= 1
    excess -= 1
  }
}

private func line(_ columns: [TableColumn], _ text: (TableColumn) -> String) -> String {
  var line = ""
  var pending = 0
  for column in columns {
    let cell = text(column).truncated(toWidth: column.width)
    let padding = column.width - cell.displayWidth
    let before = pending + (column.alignsRight ? padding : 0)
    if !cell.isEmpty {
      line += String(repeating: " ", count: before) + cell
      pending = gap + (column.alignsRight ? 0 : padding)
    } else {
      pending = pending + column.width + gap
    }
  }
  return line
}
