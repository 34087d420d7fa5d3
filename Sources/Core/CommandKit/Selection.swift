// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The objects of a listing that are left to print, and their columns: filtered, then sorted, then
/// limited.
struct Selection {
  let columns: [String]
  let items: [Item]

  init(columns: [String], items: [Item]) {
    self.columns = columns
    self.items = items
  }

  /// - Throws: `bad-value` for a column unknown to all objects. With no objects only the declared
  ///   columns are known, so none is refused: whether a script's column exists must not depend on
  ///   the data.
  init(columns declared: [String], items: [Item], shape: OutputShape) throws {
    let all = Self.allColumns(declared, items)
    let further = ["id", "kind"] + shape.known
    let known = items.isEmpty ? nil : all + further.filter { !all.contains($0) }
    let filters = try shape.filters.map { (try Self.check($0.0, known), $0.1) }
    let kept = filters.isEmpty ? items : items.filter { Self.passes($0, filters) }
    let sorted = try shape.sort.map { try Self.sort(kept, by: $0, known) } ?? kept
    self.items = shape.limit.map { Array(sorted.prefix(max(0, $0))) } ?? sorted
    if let wanted = shape.columns {
      columns = try wanted.map { try Self.check($0, known) }
    } else {
      columns = shape.format == .wide ? all : declared
    }
  }

  /// The columns of one object: those asked for, or `id` and its fields.
  static func columns(of item: Item, shape: OutputShape) throws -> [String] {
    let fields = item.fields.map(\.name).filter { $0 != "id" }
    let all = (item.id.isEmpty ? [] : ["id"]) + fields
    if let wanted = shape.columns {
      return try wanted.map { try check($0, all + ["kind"] + shape.known) }
    }
    let hidden =
      shape.format == .wide ? [] : Set(item.fields.filter(\.wideOnly).map(\.name))
    return all.filter { !hidden.contains($0) }
  }

  /// Checks the columns that are asked for before there is an object.
  ///
  /// - Parameters:
  ///   - fields: the fields that objects can have.
  ///   - single: whether there will be one object, which is not filtered or sorted.
  /// - Throws: `bad-value`.
  static func check(_ shape: OutputShape, fields: [String], single: Bool) throws {
    let known = ["id"] + fields.filter { $0 != "id" } + ["kind"]
    let sort = shape.sort.map { $0.utf8.first == UInt8(ascii: "-") ? String($0.dropFirst()) : $0 }
    let order = single ? [] : shape.filters.map(\.0) + [sort].compactMap(\.self)
    for column in (shape.columns ?? []) + order { _ = try check(column, known) }
  }

  /// The declared columns, then every other field in the order of its first appearance.
  private static func allColumns(_ declared: [String], _ items: [Item]) -> [String] {
    var seen = Set(declared)
    var columns = declared
    for item in items {
      for field in item.fields where !seen.contains(field.name) {
        seen.insert(field.name)
        columns.append(field.name)
      }
    }
    return columns
  }

  private static func check(_ column: String, _ known: [String]?) throws -> String {
    guard let known, !known.contains(column) else { return column }
    let suggestion = closest(to: column, in: known).map { "did you mean '\($0)'? " } ?? ""
    throw Failure(
      .badValue, "there is no column '\(column)'",
      hint: "\(suggestion)known columns: \(known.joined(separator: ", "))")
  }

  private static func passes(_ item: Item, _ filters: [(String, String)]) -> Bool {
    filters.allSatisfy { column, value in
      let cell = item[column: column] ?? .null
      return cell.text == value || cell.display == value
    }
  }

  /// Sorts stably, objects without a value last in either direction.
  private static func sort(_ items: [Item], by order: String, _ known: [String]?) throws -> [Item] {
    let descending = order.utf8.first == UInt8(ascii: "-")
    let column = try check(descending ? String(order.dropFirst()) : order, known)
    let keys = items.map { $0[column: column] ?? .null }
    let indices = items.indices.sorted { left, right in
      let (first, second) = (keys[left], keys[right])
      if first.isNull || second.isNull {
        return first.isNull == second.isNull ? left < right : second.isNull
      }
      let result = compare(first, second)
      return result == 0 ? left < right : (result < 0) != descending
    }
    return indices.map { items[$0] }
  }

  private static func compare(_ left: Cell, _ right: Cell) -> Int {
    guard case .text(let first) = left, case .text(let second) = right else {
      return CellOrder.compare(left, right)
    }
    return CellOrder.compareIDs(first, second)
  }
}
