// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store
import Testing

@testable import CommandKit

@Suite struct ItemTests {
  private func amount(_ minor: Int64, _ code: String) throws -> Amount {
    Amount(minor: minor, asset: try #require(Asset.builtIn.first { $0.code == code }))
  }

  @Test func cellsInEveryText() throws {
    let time = Timestamp(milliseconds: 1_770_681_600_001)
    let line = Item(kind: "line", id: "", fields: [.init(name: "n", cell: .integer(1))])
    let cases: [(cell: Cell, text: String, display: String, json: String)] = [
      (.null, "", "", "null"), (.text("a\"b"), "a\"b", "a\"b", #""a\"b""#),
      (.text(""), "", "", #""""#),
      (.integer(.min), "-9223372036854775808", "-9223372036854775808", "-9223372036854775808"),
      (.bool(true), "true", "true", "true"), (.bool(false), "false", "false", "false"),
      (.amount(try amount(10_145_000, "SOL")), "0.010145000", "0.010145", #""0.010145000""#),
      (.amount(try amount(-150, "ZAR")), "-1.50", "-1.5", #""-1.50""#),
      (.amount(try amount(7, "JPY")), "7", "7", #""7""#),
      (
        .time(time), "2026-02-10T00:00:00.001Z", "2026-02-10T00:00:00.001Z",
        #""2026-02-10T00:00:00.001Z""#
      ),
      (.decimal("0.0350"), "0.0350", "0.0350", #""0.0350""#),
      (.list([.text("a"), .integer(2)]), "a,2", "a, 2", #"["a",2]"#), (.list([]), "", "", "[]"),
      (
        .object([.init(name: "b", cell: .integer(1)), .init(name: "a", cell: .null)]), #"{"b":1}"#,
        #"{"b":1}"#, #"{"b":1}"#
      ),
      (
        .items([line]), #"[{"kind":"line","n":1}]"#, #"[{"kind":"line","n":1}]"#,
        #"[{"kind":"line","n":1}]"#
      ),
    ]
    for (cell, text, display, json) in cases {
      #expect(cell.text == text)
      #expect(cell.display == display)
      #expect(cell.json.canonicalText == json)
    }
  }

  @Test func addingWhatMayBeMissing() throws {
    var item = Item(kind: "x", id: "x-1")
    item.add("text", nil as String?)
    item.add("integer", nil as Int64?)
    item.add("amount", nil as Amount?)
    item.add("time", nil as Timestamp?)
    item.add("there", "yes", wideOnly: true)
    #expect(item.fields.map(\.cell) == [.null, .null, .null, .null, .text("yes")])
    #expect(item.fields.map(\.wideOnly) == [false, false, false, false, true])
    #expect(item.json().canonicalText == #"{"id":"x-1","kind":"x","there":"yes"}"#)
  }

  @Test func columnsByName() {
    let item = Item(kind: "x", id: "x-1", fields: [.init(name: "a", cell: .null)])
    #expect(item[column: "id"] == .text("x-1") && item[column: "kind"] == .text("x"))
    #expect(item[column: "a"] == .null && item[column: "b"] == nil)
  }

  @Test func aFieldNeverStandsForIDOrKind() throws {
    var item = Item(kind: "x", id: "x-1")
    item.add("id", "fake")
    item.add("kind", "fake")
    item.add("part", .object([.init(name: "id", cell: .text("own"))]))
    #expect(item.json().canonicalText == #"{"id":"x-1","kind":"x","part":{"id":"own"}}"#)
  }

  @Test func formatsKeepTheirNames() {
    #expect(
      OutputFormat.allCases.map(\.rawValue)
        == ["table", "wide", "tsv", "csv", "json", "jsonl", "id"])
    #expect(ColorMode.allCases.map(\.rawValue) == ["auto", "always", "never"])
  }
}
