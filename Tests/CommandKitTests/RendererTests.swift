// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store
import Testing

@testable import CommandKit

/// Objects with one field of every kind.
private enum Sample {
  static func account(_ name: String, _ minor: Int64, note: String? = nil) throws -> Item {
    var item = Item(kind: "account", id: name)
    item.add("balance", Amount(minor: minor, asset: try asset("SOL")))
    item.add("asset", "SOL")
    item.add("note", note)
    item.add("postings", minor / 1_000, wideOnly: true)
    return item
  }

  static func asset(_ code: String) throws -> Asset {
    try #require(Asset.builtIn.first { $0.code == code })
  }

  static func accounts() throws -> Document {
    .listing(
      kind: "account", columns: ["id", "balance", "asset", "note"],
      items: [
        try account("bob", 1_500_000_000, note: "second"), try account("alice", 20_000_000),
        try account("carol", -3_000_000_000, note: "a\tb\n\"c\", \\"),
      ])
  }

  static func contract() throws -> Item {
    var item = Item(kind: "contract", id: "ctr-1")
    item.add("status", "settled")
    item.add("used", Amount(minor: 10_145_000, asset: try asset("SOL")))
    item.add("asset", "SOL")
    item.add("hours", 3)
    item.add("open", .bool(false))
    item.add("started_at", Timestamp(milliseconds: 1_770_681_600_000))
    item.add("rate", .decimal("0.035"))
    item.add("tags", .list([.text("gpu"), .text("thor")]))
    item.add("ended_at", nil as Timestamp?)
    item.add("elapsed_ms", 1_043_456, wideOnly: true)
    return item
  }
}

private func printed(_ document: Document, _ shape: OutputShape) throws -> String {
  var text = ""
  try render(document, shape: shape, to: &text)
  return text
}

@Suite struct RendererTests {
  @Test func table() throws {
    #expect(
      try printed(Sample.accounts(), OutputShape(format: .table)) == """
        ID     BALANCE  ASSET  NOTE
        bob        1.5  SOL    second
        alice     0.02  SOL
        carol       -3  SOL    a\\tb\\n"c", \\

        """)
  }

  @Test func wideShowsEveryField() throws {
    let text = try printed(
      Sample.accounts(), OutputShape(format: .wide, sort: "id", limit: 1, width: 10))
    #expect(
      text == """
        ID     BALANCE  ASSET  NOTE  POSTINGS
        alice     0.02  SOL             20000

        """)
  }

  @Test func tsvAndCSV() throws {
    #expect(
      try printed(Sample.accounts(), OutputShape(format: .tsv, noHeader: true))
        == "bob\t1.500000000\tSOL\tsecond\nalice\t0.020000000\tSOL\t\n"
        + "carol\t-3.000000000\tSOL\ta\\tb\\n\"c\", \\\\\n")
    #expect(
      try printed(Sample.accounts(), OutputShape(format: .csv))
        == "id,balance,asset,note\nbob,1.500000000,SOL,second\nalice,0.020000000,SOL,\n"
        + "carol,-3.000000000,SOL,\"a\tb\n\"\"c\"\", \\\"\n")
  }

  @Test func jsonIsAnArrayWithOneElementALine() throws {
    let text = try printed(Sample.accounts(), OutputShape(format: .json, limit: 2))
    #expect(
      text
        == "[\n"
        + #"{"asset":"SOL","balance":"1.500000000","id":"bob","kind":"account","#
        + #""note":"second","postings":1500000}"#
        + ",\n"
        + #"{"asset":"SOL","balance":"0.020000000","id":"alice","kind":"account","postings":20000}"#
        + "\n]\n")
    #expect(try JSON(parsing: text).array?.count == 2)
  }

  @Test func jsonLinesAndIDs() throws {
    let lines = try printed(Sample.accounts(), OutputShape(format: .jsonl)).split(separator: "\n")
    #expect(
      try lines.map { try JSON(parsing: String($0))["id"]?.string } == ["bob", "alice", "carol"])
    #expect(try printed(Sample.accounts(), OutputShape(format: .id)) == "bob\nalice\ncarol\n")
  }

  @Test(arguments: [
    (OutputFormat.table, ""), (.wide, ""), (.tsv, ""), (.csv, "id,x\n"), (.json, "[]\n"),
    (.jsonl, ""), (.id, ""),
  ])
  func nothingToList(format: OutputFormat, text: String) throws {
    let empty = Document.listing(kind: "account", columns: ["id", "x"], items: [])
    let shape = OutputShape(
      format: format, noHeader: format == .tsv, sort: "-y", filters: [("z", "1")])
    #expect(try printed(empty, shape) == text)
  }

  @Test func card() throws {
    #expect(
      try printed(.item(Sample.contract()), OutputShape(format: .table)) == """
        id          ctr-1
        status      settled
        used        0.010145
        asset       SOL
        hours       3
        open        false
        started_at  2026-02-10T00:00:00.000Z
        rate        0.035
        tags        gpu, thor

        """)
    let wide = try printed(.item(Sample.contract()), OutputShape(format: .wide))
    #expect(wide.hasSuffix("elapsed_ms  1043456\n"))
  }

  @Test func cardOfPartsAndLines() throws {
    var line = Item(kind: "posting", id: "")
    line.add("amount", 5)
    var item = Item(kind: "tx", id: "tx-1")
    item.add(
      "settlement",
      .object([.init(name: "tx", cell: .text("tx-9")), .init(name: "proof", cell: .null)]))
    item.add("postings", .items([line, line]))
    item.add("empty", .items([]))
    #expect(
      try printed(.item(item), OutputShape(format: .table))
        == "id             tx-1\nsettlement.tx  tx-9\n\npostings\nAMOUNT\n     5\n     5\n")
    #expect(
      try printed(.item(item), OutputShape(format: .json))
        == #"{"empty":[],"id":"tx-1","kind":"tx","postings":[{"amount":5,"kind":"posting"},"#
        + #"{"amount":5,"kind":"posting"}],"settlement":{"tx":"tx-9"}}"# + "\n")
    #expect(
      try printed(.item(item), OutputShape(format: .tsv, columns: ["settlement"], noHeader: true))
        == #"{"tx":"tx-9"}"# + "\n")
  }

  @Test func oneObjectInTheOtherFormats() throws {
    let item = Document.item(try Sample.contract())
    let row = [
      "ctr-1", "settled", "0.010145000", "SOL", "3", "false", "2026-02-10T00:00:00.000Z", "0.035",
      "gpu,thor", "",
    ]
    #expect(
      try printed(item, OutputShape(format: .tsv, noHeader: true))
        == row.joined(separator: "\t") + "\n")
    #expect(
      try printed(item, OutputShape(format: .csv, columns: ["used", "tags"]))
        == "used,tags\n0.010145000,\"gpu,thor\"\n")
    #expect(try printed(item, OutputShape(format: .id)) == "ctr-1\n")
    #expect(
      try printed(item, OutputShape(format: .json))
        == #"{"asset":"SOL","elapsed_ms":1043456,"hours":3,"id":"ctr-1","kind":"contract","#
        + #""open":false,"rate":"0.035","started_at":"2026-02-10T00:00:00.000Z","#
        + #""status":"settled","tags":["gpu","thor"],"used":"0.010145000"}"# + "\n")
    #expect(
      try printed(item, OutputShape(format: .jsonl, columns: ["hours"]))
        == #"{"hours":3,"id":"ctr-1","kind":"contract"}"# + "\n")
  }

  @Test func aChangedObjectIsItsIDForScripts() throws {
    let changed = Document.changed(try Sample.contract())
    #expect(try printed(changed, OutputShape(format: .tsv)) == "ctr-1\n")
    #expect(try printed(changed, OutputShape(format: .id)) == "ctr-1\n")
    #expect(
      try printed(changed, OutputShape(format: .tsv, columns: ["id", "hours"], noHeader: true))
        == "ctr-1\t3\n")
    for format in [OutputFormat.table, .json, .csv] {
      #expect(
        try printed(changed, OutputShape(format: format))
          == printed(.item(Sample.contract()), OutputShape(format: format)))
    }
  }

  @Test func text() throws {
    let text = Document.text("a\tb\n\u{1B}[2Jc")
    #expect(try printed(text, OutputShape(format: .table)) == "a\\tb\n\\x1B[2Jc\n")
    #expect(try printed(text, OutputShape(format: .tsv)) == "a\tb\n\u{1B}[2Jc\n")
    #expect(
      try printed(text, OutputShape(format: .json))
        == #"{"id":"text","kind":"text","text":"a\tb\n\u001b[2Jc"}"# + "\n")
    #expect(try printed(.text(""), OutputShape(format: .table)) == "")
    #expect(try printed(.text("x\n"), OutputShape(format: .table)) == "x\n")
  }

  @Test func colourOnlyWhenAsked() throws {
    let plain = try printed(Sample.accounts(), OutputShape(format: .table))
    let coloured = try printed(Sample.accounts(), OutputShape(format: .table, color: true))
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.hasPrefix("\u{1B}[1mID     BALANCE  ASSET  NOTE\u{1B}[0m\n"))
    #expect(coloured.split(separator: "\n").dropFirst() == plain.split(separator: "\n").dropFirst())
    let card = try printed(.item(Sample.contract()), OutputShape(format: .table, color: true))
    #expect(card.hasPrefix("\u{1B}[1mid\u{1B}[0m          ctr-1\n"))
  }

  @Test func hostileNamesCannotDriveTheTerminal() throws {
    var item = Item(kind: "account", id: "\u{1B}[2J\u{202E}x")
    item.add("na\u{7}me", "a\nb\u{9B}")
    for format in [OutputFormat.table, .wide] {
      let listing = Document.listing(kind: "a", columns: ["id", "na\u{7}me"], items: [item])
      for text in [
        try printed(.item(item), OutputShape(format: format)),
        try printed(listing, OutputShape(format: format)),
      ] {
        #expect(!text.unicodeScalars.contains { $0.isHostile && $0 != "\n" })
        #expect(text.contains("\\x1B[2J\\u{202E}x") && text.contains("a\\nb\\x9B"))
      }
    }
  }

  @Test func wideCharactersStayAligned() throws {
    let items = ["日本", "e\u{301}", "👩‍👩‍👧‍👦", "abc"].map { name in
      var item = Item(kind: "x", id: name)
      item.add("n", 1)
      return item
    }
    let text = try printed(
      .listing(kind: "x", columns: ["id", "n"], items: items), OutputShape(format: .table))
    #expect(text == "ID    N\n日本  1\ne\u{301}     1\n👩‍👩‍👧‍👦    1\nabc   1\n")
  }
}

@Suite("Output held back")
struct SpoolTests {
  @Test("no character is cut in two, however long a line is", arguments: ["a", "é", "€", "🙂"])
  func characters(_ character: String) throws {
    let text = "x" + String(repeating: character, count: 100_003)
    let spool = Spool()
    for _ in 0..<3 { try spool.write(text) }
    var output = ""
    try spool.drain(to: &output)
    #expect(output == text + text + text)
  }
}
