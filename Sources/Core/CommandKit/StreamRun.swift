// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money

/// A verb that lists so much that it must not be gathered first: what it finds is printed as it
/// comes, in memory that does not grow.
package protocol StreamCommand: SessionCommand {
  /// What the objects are, as in `"kind"`.
  static var kind: String { get }
  /// What tables, TSV and CSV show.
  static var columns: [String] { get }
  /// Calls `body` with one object after the other, until it returns `false`: there are enough.
  ///
  /// All objects have the same fields.
  static func each(
    _ input: Input, _ ledger: LedgerReader, in session: Session, _ body: (Item) throws -> Bool
  ) throws
}

extension StreamCommand {
  package static var onlyLooks: Bool { true }

  package func run(in session: Session) throws {
    let inputs = try session.inputs(of: session.input(of: self))
    try session.repeatedly {
      var stream = ItemStream(Self.kind, Self.columns, session.shape)
      // Printed when the ledger is closed again: whoever reads slowly must not hold its state.
      try session.read { ledger in
        for input in inputs where stream.wantsMore {
          try input.locating {
            try Self.each(input, ledger, in: session) { try stream.take($0) }
          }
        }
      }
      if let items = stream.page { return try session.print(items) }
      try stream.finish(to: &session.surroundings.output)
    }
  }
}

/// Objects on their way to the output. Filters and `--limit` are applied as they come; only
/// `--sort` needs them all.
private struct ItemStream {
  private let kind: String
  private let columns: [String]
  private var shape: OutputShape
  private var spool = Spool()
  /// What is not rendered yet.
  private var items: [Item] = []
  private var taken = 0
  private var rendered = 0
  /// So many rows of a table are laid out together.
  private static let rows = 1000

  init(_ kind: String, _ columns: [String], _ shape: OutputShape) {
    self.kind = kind
    self.columns = columns
    self.shape = shape
  }

  private var isTable: Bool { shape.format == .table || shape.format == .wide }

  var wantsMore: Bool { shape.sort != nil || taken < shape.limit ?? .max }

  /// - Returns: whether there is room for more.
  mutating func take(_ item: Item) throws -> Bool {
    guard wantsMore else { return false }
    guard shape.sort == nil else {
      items.append(item)
      return true
    }
    var one = shape
    one.limit = nil
    let kept = try Selection(columns: columns, items: [item], shape: one).items
    if kept.isEmpty { return true }
    taken += 1
    items.append(item)
    if items.count == (isTable ? Self.rows : 1) { try render() }
    return wantsMore
  }

  /// All of it as one document, where it had to be gathered, or makes no more than one table.
  var page: Document? {
    let isOne = shape.sort != nil || (isTable && rendered == 0) || (taken == 0 && shape.limit != 0)
    return isOne || shape.limit == 0 ? .listing(kind: kind, columns: columns, items: items) : nil
  }

  mutating func finish(to sink: inout any TextSink) throws {
    if !items.isEmpty { try render() }
    if shape.format == .json { try spool.write("\n]\n") }
    try spool.drain(to: &sink)
  }

  private mutating func render() throws {
    var plain = shape
    plain.filters = []
    plain.limit = nil
    if rendered > 0 { plain.noHeader = true }
    if shape.format == .json {
      var text = ""
      plain.format = .jsonl
      try CommandKit.render(
        .listing(kind: kind, columns: columns, items: items), shape: plain, to: &text)
      try spool.write((rendered == 0 ? "[\n" : ",\n") + text.dropLast())
    } else {
      try CommandKit.render(
        .listing(kind: kind, columns: columns, items: items), shape: plain, to: &spool)
    }
    rendered += items.count
    items.removeAll(keepingCapacity: true)
  }
}
