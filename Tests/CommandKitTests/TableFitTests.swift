// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store
import Testing

@testable import CommandKit

@Suite struct TableFitTests {
  private func table(width: Int?, note: String, name: String = "short") throws -> [String] {
    let asset = try #require(Asset.builtIn.first { $0.code == "SOL" })
    var item = Item(kind: "x", id: "a-very-long-account-name")
    item.add("amount", Amount(minor: .max, asset: asset))
    item.add("wallet_id", "another-long-account-name")
    item.add("name", name)
    item.add("note", note)
    let columns = ["id", "amount", "wallet_id", "name", "note"]
    var text = ""
    try render(
      .listing(kind: "x", columns: columns, items: [item]),
      shape: OutputShape(format: .table, width: width), to: &text)
    return text.split(separator: "\n").map(String.init)
  }

  @Test(arguments: [100, 110, 120])
  func theWidestTextGivesWay(width: Int) throws {
    let lines = try table(width: width, note: String(repeating: "word ", count: 20))
    #expect(lines[1].displayWidth <= width)
    #expect(lines[1].hasSuffix("…"))
    #expect(lines[1].contains("a-very-long-account-name  9223372036.854775807  another-long"))
    #expect(lines[1].contains("  short  "))
  }

  @Test func idsAndAmountsAreNeverCut() throws {
    let line = try table(width: 20, note: "1234567890", name: "abcdefghij")[1]
    #expect(
      line
        == "a-very-long-account-name  9223372036.854775807  another-long-account-name"
        + "  abcde…  12345…"
    )
  }

  @Test func figuresInTextAndListsAreNotCutEither() throws {
    let asset = try #require(Asset.builtIn.first { $0.code == "SOL" })
    let amount = Amount(minor: 1_234_567_891_234, asset: asset)
    var item = Item(kind: "x", id: "a")
    item.add("all", .whole("9.75 SOL, 1200.5 TOKEN"))
    item.add("list", .list([.amount(amount), .amount(amount)]))
    item.add("words", .list([.text("one-word"), .text("another-one")]))
    let shape = OutputShape(format: .table, noHeader: true, width: 20)
    var text = ""
    let columns = ["id", "all", "list", "words"]
    try render(.listing(kind: "x", columns: columns, items: [item]), shape: shape, to: &text)
    #expect(text == "a  9.75 SOL, 1200.5 TOKEN  1234.567891234, 1234.567891234  one-w…\n")
    #expect(item[column: "all"]?.json == .string("9.75 SOL, 1200.5 TOKEN"))
  }

  @Test func twoColumnsShareTheLoss() throws {
    let long = String(repeating: "x", count: 40)
    let line = try table(width: 115, note: long, name: long)[1]
    #expect(line.displayWidth == 115)
    let cut = line.split(separator: " ").suffix(2).map { String($0).displayWidth }
    #expect(abs(cut[0] - cut[1]) <= 1)
  }

  @Test func nothingIsCutWithoutAWidthOrWhereItFits() throws {
    let note = String(repeating: "x", count: 300)
    #expect(try table(width: nil, note: note)[1].hasSuffix(note))
    #expect(try table(width: 1_000, note: note)[1].hasSuffix(note))
  }

  @Test func wideCharactersAreCutWhole() throws {
    let line = try table(width: 95, note: String(repeating: "日", count: 30))[1]
    #expect(line.displayWidth <= 95 && line.displayWidth >= 94)
    #expect(line.hasSuffix("日…"))
  }
}
