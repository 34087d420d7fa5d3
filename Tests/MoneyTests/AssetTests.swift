// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Asset") struct AssetTests {
  @Test("the built-in assets, in order")
  func builtIn() {
    let list = Asset.builtIn.map { "\($0.code) \($0.decimals)" }
    #expect(
      list == [
        "SOL 9", "GRID 9", "GRX 9", "AZR 8", "BTC 8", "ETH 9", "USDC 6", "ZAR 2", "USD 2",
        "EUR 2", "GBP 2", "KES 2", "NGN 2", "GHS 2", "THB 2", "JPY 0", "TOKEN 0",
      ])
    for asset in Asset.builtIn {
      #expect(throws: Never.self) { try Asset(code: asset.code, decimals: asset.decimals) }
    }
  }

  @Test("codes", arguments: ["AB", "SOL", "A1", "A_", "R_2026", "ABCDEFGHIJKL"])
  func goodCode(code: String) throws {
    #expect(Asset.isValidCode(code))
    #expect(try Asset(code: code, decimals: 4).code == code)
  }

  @Test(
    "what is no code",
    arguments: ["", "A", "1A", "_A", "sol", "SoL", "A-B", "A B", "ABCDEFGHIJKLM", "ÄB", "AB\n"])
  func badCode(code: String) {
    #expect(!Asset.isValidCode(code))
    #expect(failure { try Asset(code: code, decimals: 0) } == .badName)
  }

  @Test("decimals are 0 to 9", arguments: [-1, 0, 9, 10, .max, .min])
  func decimals(count: Int) {
    let expected: ErrorCode? = (0...9).contains(count) ? nil : .badValue
    #expect(failure { try Asset(code: "ABC", decimals: count) } == expected)
  }
}
