// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent quote and rent tiers")
struct RentQuoteCommandTests {
  @Test("every part is shown, and off", arguments: Location.Backend.allCases)
  func plain(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let head = ledger.head
    let quote = try ledger("rent quote --tier THOR --hours 720 -o json").json()
    #expect(quote["kind"]?.string == "quote")
    #expect(quote["price"]?.string == "25.200000000")
    #expect(quote["list_price"]?.string == "25.200000000")
    #expect(quote["rate"]?.string == "0.035000000")
    #expect(quote["asset"]?.string == "SOL")
    #expect(quote["hours"]?.string == "720")
    #expect(quote["duration_ms"]?.integer == 2_592_000_000)
    for name in ["term_discount_bps", "cashback_bps", "sla_credit_bps", "fee_bps"] {
      #expect(quote[name]?.integer == 0, "\(name)")
    }
    for name in ["term_discount", "cashback", "fee"] {
      #expect(quote[name]?.string == "0.000000000", "\(name)")
    }
    #expect(quote["spot"] == .bool(false))
    #expect(quote["spot_rate"] == nil)
    #expect(quote["free_slots"]?.integer == 3)
    #expect(ledger.head == head)
  }

  @Test(
    "each option by itself",
    arguments: [
      ("TERM_DISCOUNT", "true", "price", "20.160000000"),
      ("TERM_DISCOUNT", "true", "term_discount", "5.040000000"),
      ("CASHBACK_BPS", "100", "cashback", "0.252000000"),
      ("FEE_BPS", "250", "fee", "0.630000000"),
      ("SPOT", "true", "spot_rate", "0.017500000"),
      ("SPOT", "on", "spot_price", "12.600000000"),
    ])
  func option(_ key: String, _ value: String, _ field: String, _ expected: String) throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_\(key)"] = value
    #expect(try ledger.field(field, of: "rent quote --tier THOR --hours 720") == expected)
  }

  @Test("--term-discount shows the discount that is off, with the operator's steps")
  func termDiscount() throws {
    let ledger = try platform()
    let line = "rent quote --tier THOR --hours 168 --term-discount"
    #expect(try ledger.field("price", of: line) == "5.292000000")
    ledger.environment["SI64_RENT_TERM_DISCOUNT_STEPS"] = "100:5000"
    #expect(try ledger.field("price", of: line) == "2.940000000")
    #expect(try ledger.field("price", of: "rent quote --tier THOR --hours 168") == "5.880000000")
    #expect(
      try ledger("rent quote --tier THOR --hours 168 -o json").json()["sla_credit_bps"]?.integer
        == 0)
    ledger.environment["SI64_RENT_SLA_CREDIT_BPS"] = "5000"
    #expect(
      try ledger("rent quote --tier THOR --hours 168 -o json").json()["sla_credit_bps"]?.integer
        == 5_000)
  }

  @Test("graphics cards are part of the rate")
  func gpus() throws {
    let ledger = try platform()
    ledger("device tier set H100 --rate 0.01 --memory 80GB --gpus 8 --gpu-rate 0.09")
    #expect(try ledger.field("price", of: "rent quote --tier H100 --hours 10") == "7.300000000")
    #expect(
      try ledger("rent quote --tier H100 --hours 10 -o json").json()["free_slots"]?.integer == 0)
  }

  @Test(
    "a discount is locked in the contract and earned by hours used",
    arguments: Location.Backend.allCases)
  func discounted(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_TERM_DISCOUNT"] = "yes"
    let made = try ledger("rent create --wallet ada --tier THOR --hours 168 -o json").json()
    #expect(made["rate"]?.string == "0.031500000")
    #expect(made["prepaid"]?.string == "5.292000000")
    ledger.environment = [:]
    ledger.wait(3_600_000)
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.035000000")
    #expect(ledger.available("ada") == "99.965000000")
    #expect(ledger.isSound)
  }

  @Test("cashback is a posting of its own", arguments: Location.Backend.allCases)
  func cashback(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_CASHBACK_BPS"] = "100"
    ledger.run("ledger", "credit", "pool:cashback", "1SOL", "--reason", "budget")
    ledger("rent create --wallet ada --tier THOR --hours 1")
    ledger.wait(3_600_000)
    ledger("contract settle ctr-1")
    #expect(ledger.available("pool:cashback") == "0.999650000")
    #expect(ledger.available("ada") == "99.965350000")
    #expect(ledger.available("treasury") == "0.035000000")
    #expect(ledger.isSound)
  }

  @Test(
    "a device that was never heard of gives back what it earned",
    arguments: Location.Backend.allCases)
  func slaCredit(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_SLA_CREDIT_BPS"] = "50"
    ledger("rent create --wallet ada --tier THOR --hours 1")
    ledger.wait(3_600_000)
    ledger("contract settle ctr-1")
    // All heartbeats missed: 100 × 0.5 % of what was used.
    #expect(ledger.available("ada") == "99.982500000")
    #expect(ledger.available("treasury") == "0.017500000")
    #expect(ledger.isSound)
  }

  @Test("tiers")
  func tiers() throws {
    let ledger = try platform()
    let tiers = try ledger("rent tiers -o json").json().array ?? []
    #expect(tiers.map { $0["id"]?.string } == ["M2", "M3_ULTRA", "ORIN", "THOR"])
    #expect(
      tiers.map { $0["rate"]?.string }
        == ["0.001000000", "0.025000000", "0.004000000", "0.035000000"])
    #expect(tiers.map { $0["devices"]?.integer } == [3, 2, 4, 3])
    #expect(tiers.map { $0["free_slots"]?.integer } == [3, 2, 4, 3])
  }

  @Test(
    "settings out of range",
    arguments: [
      ("FEE_BPS", "10001"), ("FEE_BPS", "-1"), ("FEE_BPS", "x"), ("CASHBACK_BPS", "1.5"),
      ("SLA_CREDIT_BPS", "20000"), ("SPOT", "perhaps"), ("SPOT_PERCENT", "0"),
      ("SPOT_PERCENT", "101"), ("TERM_DISCOUNT", "2"), ("TERM_DISCOUNT_STEPS", "168"),
    ])
  func badSettings(_ key: String, _ value: String) throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_\(key)"] = value
    for line in [
      "rent quote --tier THOR --hours 1", "rent create --wallet ada --tier THOR --hours 1",
    ] {
      let result = ledger(line + " -o json")
      #expect(result.status == 78, "\(line)")
      #expect(result.code == "config", "\(line)")
    }
  }
}
