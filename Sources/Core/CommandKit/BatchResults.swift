// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The results of a batch, in input order, held back until they are durable.
///
/// Formats that print one object after the other are spooled and take no memory; tables need all
/// their rows.
struct BatchResults {
  private let shape: OutputShape
  private let spool = Spool()
  private var items: [Item] = []
  private var count = 0
  /// How many of `items`, and of all results, are durable.
  private var durable = (items: 0, count: 0)

  init(_ shape: OutputShape) { self.shape = shape }

  mutating func add(_ item: Item) throws {
    defer { count += 1 }
    switch shape.format {
    case .id: try spool.write(item.id + "\n")
    case .tsv where shape.columns == nil: try spool.write(item.id + "\n")
    case .jsonl: try write(item)
    case .json:
      var text = ""
      try render(.item(item), shape: shape, to: &text)
      try spool.write((count == 0 ? "[" : ",\n") + text.dropLast())
    case .table, .wide, .csv, .tsv: items.append(item)
    }
  }

  /// Prints what was committed.
  mutating func show(isLast: Bool, to sink: inout any TextSink) throws {
    if isLast, shape.format == .json { try spool.write(count == 0 ? "[]\n" : "]\n") }
    try spool.drain(to: &sink)
    durable = (items.count, count)
    guard isLast else { return }
    try showItems(to: &sink)
  }

  /// Prints what earlier commits made durable, where the current one has failed.
  mutating func abandon(to sink: inout any TextSink) throws {
    guard durable.count > 0 else { return }
    items.removeSubrange(durable.items...)
    if shape.format == .json { try sink.write("]\n") }
    try showItems(to: &sink)
  }

  private func write(_ item: Item) throws {
    var sink = spool
    try render(.item(item), shape: shape, to: &sink)
  }

  private func showItems(to sink: inout any TextSink) throws {
    guard let first = items.first else { return }
    let columns = ["id"] + first.fields.filter { !$0.wideOnly }.map(\.name)
    try render(.listing(kind: first.kind, columns: columns, items: items), shape: shape, to: &sink)
  }
}
