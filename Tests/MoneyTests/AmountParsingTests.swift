// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@Suite("Amount.parse") struct AmountParsingTests {
  private func parse(
    _ text: String, default code: String? = nil, positive: Bool = true
  ) throws -> Amount {
    try Amount.parse(text, default: code.map(asset), positive: positive, lookup: asset)
  }

  @Test(
    "reads the three ways to write it",
    arguments: [
      ("10.5SOL", "10.5 SOL"), ("10.5 SOL", "10.5 SOL"), ("10.5", "10.5 GRID"), ("1JPY", "1 JPY"),
      ("0.01ZAR", "0.01 ZAR"), ("92233720368547758.07 ZAR", "92233720368547758.07 ZAR"),
    ])
  func reads(text: String, shown: String) throws {
    #expect(try parse(text, default: "GRID").description == shown)
  }

  @Test(
    "refuses",
    arguments: [
      "", " ", "SOL", "SOL10", " 10SOL", "10SOL ", "10  SOL", "10\tSOL", "10 SOL SOL", "10sol",
      "1,000SOL", "1e5", "1E5", "1E5SOL", "1E+5", "NaN", "+1SOL", "-1SOL", "-0.001ZAR", "0SOL",
      "0.00 ZAR", "1.SOL", ".5SOL", "1.2.3SOL", "1-2SOL", "- 1SOL", "--1SOL", "10.", "10-SOL",
      "10 S", "10\u{a0}SOL", "-99999999999999999999SOL", "0", "1 ",
    ])
  func refuses(text: String) {
    #expect(failure { try parse(text, default: "GRID") } == .badAmount)
  }

  @Test("a bare number without a default says how to write it")
  func bare() throws {
    do {
      _ = try parse("10.5")
      Issue.record("accepted")
    } catch let failure as Failure {
      #expect(failure.code == .badAmount)
      #expect(failure.hint?.contains("10.5SOL") == true)
    }
  }

  @Test("each other fault has its code")
  func faults() {
    #expect(failure { try parse("1.005ZAR") } == .precision)
    #expect(failure { try parse("1.0 JPY") } == .precision)
    #expect(failure { try parse("92233720368547758.08ZAR") } == .overflow)
    #expect(failure { try parse("1XYZ") } == .unknownAsset)
    // With a blank it can only be an asset, and not an exponent.
    #expect(failure { try parse("1 E5") } == .unknownAsset)
  }

  @Test("zero and negative amounts where they are allowed")
  func signed() throws {
    #expect(try parse("0ZAR", positive: false).minor == 0)
    #expect(try parse("-1.50 ZAR", positive: false).minor == -150)
    #expect(try parse("-92233720368547758.08ZAR", positive: false).minor == .min)
    #expect(failure { try parse("-1.505ZAR", positive: false) } == .precision)
    #expect(failure { try parse("+1ZAR", positive: false) } == .badAmount)
  }

  @Test("a long text is not repeated whole")
  func long() throws {
    do {
      _ = try parse(String(repeating: "9", count: 5_000) + "SOL")
      Issue.record("accepted")
    } catch let failure as Failure {
      #expect(failure.code == .overflow)
      #expect(failure.message.utf8.count < 100)
    }
  }

  @Test("what an amount shows, it reads")
  func roundTrip() throws {
    try withSeeds { (random: inout Seeded, seed: Comment) throws in
      for _ in 0..<2_000 {
        let asset = Asset.builtIn[Int(random.next() % UInt64(Asset.builtIn.count))]
        let amount = Amount(minor: random.int64(), asset: asset)
        #expect(try parse(amount.description, positive: false) == amount, seed)
        #expect(try parse(amount.text + asset.code, positive: false) == amount, seed)
      }
    }
  }
}
