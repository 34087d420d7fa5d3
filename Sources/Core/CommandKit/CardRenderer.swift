// SPDX-License-Identifier: GPL-3.0-or-later

/// One object as aligned `name  value` lines; fields without a value are left out.
///
/// An object inside it becomes lines `name.part`; objects in a list become a table below, under
/// their name.
func cardText(_ item: Item, columns: [String], shape: OutputShape) -> String {
  var lines: [(name: String, value: String)] = []
  var tables: [(name: String, items: [Item])] = []
  for column in columns {
    collect(column, item[column: column] ?? .null, into: &lines, &tables)
  }
  let width = lines.reduce(0) { max($0, $1.name.displayWidth) }
  var text = ""
  for (name, value) in lines {
    let padding = String(repeating: " ", count: width - name.displayWidth + 2)
    text += (shape.color ? "\u{1B}[1m\(name)\u{1B}[0m" : name) + padding + value + "\n"
  }
  for (name, items) in tables {
    text += "\n\(name.sanitised)\n"
    let wide = shape.format == .wide
    let listing = Selection(columns: partColumns(items, wide: wide), items: items)
    text += tableText(listing, shape: shape, width: wide ? nil : shape.width)
  }
  return text
}

private func collect(
  _ name: String, _ cell: Cell, into lines: inout [(name: String, value: String)],
  _ tables: inout [(name: String, items: [Item])]
) {
  switch cell {
  case .null: break
  case .object(let fields):
    for field in fields { collect("\(name).\(field.name)", field.cell, into: &lines, &tables) }
  case .items(let items):
    if !items.isEmpty { tables.append((name, items)) }
  default:
    let value = cell.display.sanitised
    if !value.isEmpty { lines.append((name.sanitised, value)) }
  }
}

private func partColumns(_ items: [Item], wide: Bool) -> [String] {
  var columns = items.contains { !$0.id.isEmpty } ? ["id"] : []
  for item in items {
    for field in item.fields where (wide || !field.wideOnly) && !columns.contains(field.name) {
      columns.append(field.name)
    }
  }
  return columns
}
