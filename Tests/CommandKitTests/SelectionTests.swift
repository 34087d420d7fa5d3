// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Testing

@testable import CommandKit

@Suite struct SelectionTests {
  private func items() throws -> [Item] {
    let sol = try #require(Asset.builtIn.first { $0.code == "SOL" })
    let zar = try #require(Asset.builtIn.first { $0.code == "ZAR" })
    let rows: [(String, Amount, Int64, String, String?)] = [
      ("tx-10", Amount(minor: 900_000_000, asset: sol), 10, "2.5", "b"),
      ("tx-9", Amount(minor: 100, asset: zar), 9, "-10.25", nil),
      ("tx-2", Amount(minor: 10_000_000_000, asset: sol), 100, "10.05", "a"),
      ("tx-1", Amount(minor: -5, asset: zar), -1, "10.5", "b"),
    ]
    return rows.map { id, amount, count, rate, note in
      var item = Item(kind: "row", id: id)
      item.add("amount", amount)
      item.add("count", count)
      item.add("rate", .decimal(rate))
      item.add("at", Timestamp(milliseconds: count * 1_000))
      item.add("note", note)
      item.add("hidden", "h", wideOnly: true)
      return item
    }
  }

  private func ids(_ shape: OutputShape) throws -> [String] {
    try Selection(columns: ["id", "amount"], items: items(), shape: shape).items.map(\.id)
  }

  @Test(arguments: [
    ("amount", ["tx-1", "tx-10", "tx-9", "tx-2"]), ("-amount", ["tx-2", "tx-9", "tx-10", "tx-1"]),
    ("count", ["tx-1", "tx-9", "tx-10", "tx-2"]), ("rate", ["tx-9", "tx-10", "tx-2", "tx-1"]),
    ("at", ["tx-1", "tx-9", "tx-10", "tx-2"]), ("id", ["tx-1", "tx-2", "tx-9", "tx-10"]),
    ("-id", ["tx-10", "tx-9", "tx-2", "tx-1"]), ("note", ["tx-2", "tx-10", "tx-1", "tx-9"]),
    ("-note", ["tx-10", "tx-1", "tx-2", "tx-9"]), ("kind", ["tx-10", "tx-9", "tx-2", "tx-1"]),
    ("-hidden", ["tx-10", "tx-9", "tx-2", "tx-1"]),
  ])
  func sorts(order: String, expected: [String]) throws {
    #expect(try ids(OutputShape(format: .table, sort: order)) == expected)
  }

  @Test(arguments: [
    ("note", "b", ["tx-10", "tx-1"]), ("note", "", ["tx-9"]), ("note", "B", []),
    ("amount", "0.9", ["tx-10"]), ("amount", "0.900000000", ["tx-10"]), ("amount", "0.90", []),
    ("amount", "1.00", ["tx-9"]), ("id", "tx-2", ["tx-2"]),
    ("kind", "row", ["tx-10", "tx-9", "tx-2", "tx-1"]),
    ("at", "1970-01-01T00:00:10.000Z", ["tx-10"]),
    ("hidden", "h", ["tx-10", "tx-9", "tx-2", "tx-1"]),
  ])
  func filters(column: String, value: String, expected: [String]) throws {
    #expect(try ids(OutputShape(format: .table, filters: [(column, value)])) == expected)
  }

  @Test func allFiltersMustHold() throws {
    let shape = OutputShape(format: .table, filters: [("note", "b"), ("count", "10")])
    #expect(try ids(shape) == ["tx-10"])
  }

  @Test func filterThenSortThenLimit() throws {
    let shape = OutputShape(format: .table, sort: "count", limit: 1, filters: [("note", "b")])
    #expect(try ids(shape) == ["tx-1"])
    #expect(try ids(OutputShape(format: .table, limit: 0)) == [])
    #expect(try ids(OutputShape(format: .table, limit: 99)).count == 4)
  }

  @Test func columnsPickAndOrder() throws {
    func columns(_ shape: OutputShape) throws -> [String] {
      try Selection(columns: ["id", "amount"], items: items(), shape: shape).columns
    }
    #expect(try columns(OutputShape(format: .table)) == ["id", "amount"])
    #expect(
      try columns(OutputShape(format: .wide))
        == ["id", "amount", "count", "rate", "at", "note", "hidden"])
    #expect(
      try columns(OutputShape(format: .tsv, columns: ["hidden", "kind", "id"]))
        == ["hidden", "kind", "id"])
  }

  @Test func unknownColumnsAreRefusedWithTheKnownOnes() {
    let shapes = [
      OutputShape(format: .table, columns: ["id", "amuont"]),
      OutputShape(format: .table, sort: "-amuont"),
      OutputShape(format: .json, filters: [("amuont", "1")]),
    ]
    for shape in shapes {
      let failure = #expect(throws: Failure.self) { try ids(shape) }
      #expect(failure?.code == .badValue)
      #expect(failure?.message == "there is no column 'amuont'")
      #expect(
        failure?.hint
          == "did you mean 'amount'? known columns: id, amount, count, rate, at, note, hidden, kind"
      )
    }
  }

  @Test func unknownColumnsOfOneObject() throws {
    let item = try #require(try items().first)
    let shape = OutputShape(format: .json, columns: ["x"])
    let failure = #expect(throws: Failure.self) { try Selection.columns(of: item, shape: shape) }
    #expect(failure?.code == .badValue)
  }

  @Test(arguments: [
    ("1", "2", -1), ("10", "9", 1), ("-1", "1", -1), ("-10", "-9", -1), ("0.5", "0.49", 1),
    ("1.0", "1", 0),
    ("-0", "0", 0), ("007", "7", 0), ("0.1", "0.10", 0), ("-0.1", "-0.2", 1), ("1.05", "1.5", -1),
    ("99999999999999999999999", "100000000000000000000000", -1), ("", "0", 0),
  ])
  func decimals(left: String, right: String, order: Int) {
    #expect(CellOrder.compareDecimals(left, right) == order)
    #expect(CellOrder.compareDecimals(right, left) == -order)
  }

  @Test func sortingIsStableOnManyRows() throws {
    let many = (0..<5_000).map { number in
      var item = Item(kind: "row", id: "r-\(number)")
      item.add("group", Int64(number % 3))
      return item
    }
    let sorted = try Selection(
      columns: ["id"], items: many, shape: OutputShape(format: .id, sort: "-group"))
    let expected = [2, 1, 0].flatMap { group in
      stride(from: group, to: 5_000, by: 3).map { "r-\($0)" }
    }
    #expect(sorted.items.map(\.id) == expected)
  }
}
