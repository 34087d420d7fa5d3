// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import TestKit
import Testing

@Suite("Billing")
struct BillingTests {
  static let sol = Asset.builtIn[0]

  static func sol(_ minor: Int64) -> Amount { Amount(minor: minor, asset: sol) }

  static func contract(
    rate: Int64, hours: String, _ onExhaust: ContractTerms.OnExhaust = .expire, start: Int64 = 0
  ) throws -> Contract {
    let length = try Rate(parsing: hours)
    let begin = Timestamp(milliseconds: 1_000_000 + start)
    return Contract(
      id: 1, wallet: "w", device: "d", tier: "T", rate: sol(rate), hours: length,
      prepaid: try ContractBilling.prepaid(rate: sol(rate), hours: length),
      terms: ContractTerms(onExhaust: onExhaust), createdAt: Timestamp(milliseconds: 1_000_000),
      startedAt: begin,
      expiresAt: try begin.advanced(by: ContractBilling.duration(of: length)))
  }

  static func at(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_000_000 + milliseconds)
  }

  @Test(arguments: [
    // rate in lamports, elapsed ms, used, refund
    (Int64(1_000_000), Int64(1_800_000), "0.000500000", "0.000500000"),
    (35_000_000, 1_043_456, "0.010145000", "0.024855000"),
    (1_000_000, 0, "0.000000000", "0.001000000"),
    (1_000_000, 3_600_000, "0.001000000", "0.000000000"),
    (1_000_000, 3_600_001, "0.001000000", "0.000000000"),
    (1_000_000, 1, "0.000001000", "0.000999000"),
    (1_000_000, 1_800, "0.000001000", "0.000999000"),
    (1_000_000, 5_400, "0.000002000", "0.000998000"),
  ])
  func goldens(rate: Int64, elapsed: Int64, used: String, refund: String) throws {
    let bill = try Self.contract(rate: rate, hours: "1").bill(at: Self.at(elapsed))
    #expect(bill.used.text == used)
    #expect(bill.refund.text == refund)
  }

  @Test(arguments: [
    ("1", Int64(3_600_000)), ("0.5", 1_800_000), ("0.000001", 4), ("24", 86_400_000),
    ("0.333333333", 1_200_000),
  ])
  func durations(hours: String, milliseconds: Int64) throws {
    #expect(try ContractBilling.duration(of: Rate(parsing: hours)) == milliseconds)
  }

  @Test(arguments: [
    "0", "0.0", "0.0000001",
    "1000001", "1000000.1", "1000000.000000001", "99999999999999999999",
  ])
  func durationsThatCannotBe(hours: String) {
    #expect(throws: Failure.self) {
      try ContractBilling.duration(of: Rate(parsing: hours))
    }
  }

  @Test func prepaidIsRoundedHalfEven() throws {
    let half = try Rate(parsing: "0.5")
    #expect(try ContractBilling.prepaid(rate: Self.sol(1), hours: half).minor == 0)
    #expect(try ContractBilling.prepaid(rate: Self.sol(3), hours: half).minor == 2)
    #expect(try ContractBilling.prepaid(rate: Self.sol(5), hours: half).minor == 2)
  }

  @Test func assetsWithFewDecimalsAreBilledInTheirOwn() throws {
    let yen = try Asset(code: "JPY", decimals: 0)
    let rate = Amount(minor: 100, asset: yen)
    let curve = PriceCurve(list: rate)
    #expect(try curve.cost(elapsed: 1_800_000) == 50)
    #expect(try curve.cost(elapsed: 18_000) == 0)
    #expect(try curve.cost(elapsed: 54_000) == 2)
  }

  @Test func hoursAddUpExactly() throws {
    let sum = try ContractBilling.sum(Rate(parsing: "0.1"), Rate(parsing: "2.25"))
    #expect(sum.text == "2.35")
  }

  @Test func onlyOverdrawingGoesBeyondWhatWasPrepaid() throws {
    let twice = Self.at(7_200_000)
    let plain = try Self.contract(rate: 1_000_000, hours: "1").bill(at: twice)
    #expect(plain.used.minor == 1_000_000)
    #expect(plain.excess.minor == 0)
    let overdrawn = try Self.contract(rate: 1_000_000, hours: "1", .overdraw).bill(at: twice)
    #expect(overdrawn.used.minor == 2_000_000)
    #expect(overdrawn.excess.minor == 1_000_000)
    #expect(overdrawn.refund.minor == 0)
  }

  @Test func whatIsUsedAndWhatIsLeftAreAlwaysWhatWasPaid() throws {
    var random = Seeded(0x5164_2026)
    for _ in 0..<5_000 {
      let rate = Int64.random(in: 1...10_000_000_000, using: &random)
      let hours =
        "\(Int.random(in: 0...500, using: &random)).\(Int.random(in: 1...999, using: &random))"
      let contract = try Self.contract(rate: rate, hours: hours)
      var last: Int64 = 0
      for _ in 0..<5 {
        let elapsed = Int64.random(in: 0...2_000_000_000, using: &random)
        let bill = try contract.bill(at: Self.at(elapsed))
        #expect(try bill.used.adding(bill.refund) == contract.prepaid, "seed 0x51642026")
        #expect(bill.used.minor >= 0 && bill.refund.minor >= 0)
        #expect(bill.used.minor % 1_000 == 0 || bill.used == contract.prepaid)
        #expect(elapsed == 0 || bill.used.minor > 0)
        last = max(last, bill.used.minor)
      }
      #expect(last <= contract.prepaid.minor)
    }
  }

  @Test func useNeverCostsLessLater() throws {
    var random = Seeded(77)
    for _ in 0..<500 {
      let rate = Int64.random(in: 1...1_000_000_000, using: &random)
      let contract = try Self.contract(rate: rate, hours: "10")
      let times = (0..<20).map { _ in Int64.random(in: 0...40_000_000, using: &random) }.sorted()
      let costs = try times.map { try contract.bill(at: Self.at($0)).used.minor }
      #expect(costs == costs.sorted(), "seed 77")
    }
  }
}
