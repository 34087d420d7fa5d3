// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// An object that an entry changed: its kind, its id as users type it, and its fields after.
///
/// The journal knows columns, not commands, so fields have the columns' names. An amount is of the
/// asset that its record names: of `overdraft` that is `overdraft_asset`, of `limit_per_day`
/// `limit_asset`, else `asset`; one that names none is in minor units.
struct EventObject {
  let kind: String
  let id: String
  /// Whether the record is no more.
  let isRemoved: Bool
  private let fields: [Item.Field]

  /// The kind under which a transaction is found.
  static let transaction = "transaction"

  /// All kinds there can be, sorted.
  static func kinds(_ tables: [Table]) -> [String] {
    (tables.filter { !$0.isScratch }.map { kind(of: $0) } + [transaction]).sorted()
  }

  init(_ change: RowChange, _ assets: AssetRegistry) throws {
    let table = change.table
    kind = Self.kind(of: table)
    isRemoved = change.after == nil
    let names = table.columns.map(\.name)
    let values = change.after ?? []
    // Of named objects the name is the id.
    let name = names.firstIndex(of: "name").flatMap { values.indices.contains($0) ? $0 : nil }
    id = name.flatMap { values[$0].text } ?? table.display(change.key)
    fields = try values.indices.compactMap { index in
      guard values[index] != .null, index != name else { return nil }
      let cell = try Self.cell(values[index], table.columns[index], names, values, assets)
      return Item.Field(name: names[index], cell: cell)
    }
  }

  /// `hold hld-1`.
  var title: String { "\(kind) \(id)" }

  var item: Item {
    var item = Item(kind: kind, id: id, fields: fields)
    if isRemoved { item.add("removed", .bool(true)) }
    return item
  }

  private static func kind(of table: Table) -> String {
    table.name.split(separator: "_").joined(separator: "-")
  }

  private static func cell(
    _ value: Value, _ column: Table.Column, _ names: [String], _ values: [Value],
    _ assets: AssetRegistry
  ) throws -> Cell {
    switch (value, column.kind) {
    case (.integer(let minor), .money):
      guard let code = asset(of: column.name, names, values) else { return .text(String(minor)) }
      return .amount(Amount(minor: minor, asset: try assets.find(code)))
    case (.integer(let number), _) where isTime(column.name):
      return .time(Timestamp(milliseconds: number))
    case (.integer(let number), _): return .integer(number)
    case (.text(let text), _): return .text(text)
    case (.null, _): return .null
    }
  }

  private static func isTime(_ column: String) -> Bool {
    column.hasSuffix("_at") || ["at", "time", "minute", "hour", "since", "until"].contains(column)
  }

  private static func asset(of column: String, _ names: [String], _ values: [Value]) -> String? {
    let own = names.firstIndex {
      $0.hasSuffix("_asset") && column.hasPrefix($0.dropLast("_asset".count))
    }
    return (own ?? names.firstIndex(of: "asset")).flatMap { values[$0].text }
  }
}
