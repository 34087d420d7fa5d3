// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Store
import TestKit
import Testing

@Suite("examples/si64-tax: a plugin as users write them")
struct TaxTests {
  private let ledger: TestLedger
  private static let examples =
    Path.absolute(
      Path.parent(of: Path.parent(of: Path.parent(of: #filePath)))) + "/examples"

  init() throws {
    ledger = try TestLedger([], backend: nil)
    try si64("ledger init")
    try si64("ledger create-account payer --balance 100 --balance 5SOL")
    try si64("ledger create-account worker")
    try si64("ledger transfer payer worker 33")
    try si64("ledger transfer payer worker 7")
    try si64("ledger transfer payer worker 1.05SOL")
    try si64("ledger transfer worker payer 2")
    try si64("ledger credit worker 50 --reason gift")
  }

  @discardableResult
  private func si64(_ line: String) throws -> Process.End {
    try Process.run(
      line.split(separator: " ").map(String.init), home: ledger.directory, path: Self.examples)
  }

  @Test func incomeCountsAndGiftsDoNot() throws {
    let end = try si64("-o json tax worker 15")
    #expect(end.status == 0)
    let items = try #require(JSON(parsing: end.output).array)
    #expect(items.map { $0["asset"]?.string } == ["SOL", "TOKEN"])
    #expect(items.map { $0["received"]?.string } == ["1.050000000", "40"])
    #expect(items.map { $0["tax"]?.string } == ["0.157500000", "6"])
    #expect(try si64("tax worker 15").output == "SOL\t1.050000000\t0.157500000\nTOKEN\t40\t6\n")
  }

  @Test func halvesGoUp() throws {
    // 1 % of 40 is 0.4, 2 % of 33 + 7 is 0.8, 5 % of 10 would be 0.5: TOKEN has no decimals.
    for (percent, tax) in [("1", "0"), ("2", "1"), ("100", "40"), ("0", "0")] {
      #expect(try si64("tax worker \(percent)").output.hasSuffix("TOKEN\t40\t\(tax)\n"))
    }
  }

  @Test func failuresComeThrough() throws {
    #expect(try si64("tax nobody 15").status == 3)
    #expect(try si64("tax worker much").status == 64)
    #expect(try si64("tax").status == 64)
    #expect(try si64("taxx worker 15").errors.contains("'tax'"))
  }

  @Test func aPeriodIsPassedOn() throws {
    #expect(try si64("tax --until 2020-01-01 worker 15").output.isEmpty)
  }

  @Test func theLedgerOfTheLineIsUsed() throws {
    try si64("-L other.db ledger init")
    try si64("-L other.db ledger create-account other")
    #expect(try si64("-L other.db tax other 15").status == 0)
    #expect(try si64("tax other 15").status == 3)
  }

  @Test func tabKnowsItsAccounts() throws {
    #expect(try si64("__complete -- tax work").output == "worker\t\n")
    #expect(try si64("__complete -- tax worker 1").output == "10\tpercent\n15\tpercent\n")
  }
}
