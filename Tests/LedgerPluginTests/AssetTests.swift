// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger asset")
struct AssetTests {
  @Test(arguments: Location.Backend.allCases)
  func anAddedAssetCanBeUsedAtOnce(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    #expect(ledger("ledger asset add R_2026 --decimals 3").output == "R_2026\n")
    #expect(ledger("ledger credit alice 1.25R_2026 --reason gift").status == 0)
    #expect(try ledger.balance("alice", "R_2026") == "1.250")
    #expect(ledger("ledger credit alice 1.2345R_2026 --reason gift -o json").code == "precision")
    #expect(ledger("ledger asset list").output.hasSuffix("TOKEN\t0\ttrue\nR_2026\t3\tfalse\n"))
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func listShowsTheBuiltInOnes() throws {
    let ledger = try TestLedger([LedgerPlugin.self])
    let codes = ledger("ledger asset list -q").output.split(separator: "\n")
    #expect(codes.count == 17)
    #expect(codes.first == "SOL")
  }

  @Test func aBatchAddsSeveral() throws {
    let ledger = try TestLedger([LedgerPlugin.self])
    try ledger.write("code,decimals\nAA,0\nBB,9\n", to: "assets.csv")
    #expect(ledger("ledger asset add --from \(ledger.path("assets.csv"))").output == "AA\nBB\n")
  }

  @Test(arguments: [
    ("ledger asset add R --decimals 2", "bad-name", 64),
    ("ledger asset add r26 --decimals 2", "bad-name", 64),
    ("ledger asset add R26", "missing-argument", 64),
    ("ledger asset add --decimals 2", "missing-argument", 64),
    ("ledger asset add R26 --decimals 10", "bad-value", 64),
    ("ledger asset add R26 --decimals two", "bad-value", 64),
    ("ledger asset add ZAR --decimals 2", "exists", 4),
    ("ledger asset add TAKEN --decimals 3", "exists", 4),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try threePeople()
    ledger("ledger asset add TAKEN --decimals 2")
    let before = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
  }
}
