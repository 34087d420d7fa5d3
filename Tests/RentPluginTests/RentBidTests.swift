// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent bid and rent evict")
struct RentBidTests {
  /// The tier THOR (three devices, 0.035 an hour), spot on at half the price, and four wallets.
  private func market(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_SPOT"] = "true"
    for name in ["eve", "bob", "joe"] { ledger("ledger create-account \(name) --balance 1SOL") }
    return ledger
  }

  private func bid(_ wallet: String, _ rate: String, hours: String = "1") -> String {
    "rent bid --wallet \(wallet) --tier THOR --hours \(hours) --max-rate \(rate)"
  }

  @Test("spot is off by default")
  func off() throws {
    let ledger = try platform()
    let result = ledger(bid("ada", "1") + " -o json")
    #expect(result.status == 78)
    #expect(result.code == "not-configured")
  }

  @Test("while a device is free, at the base rate", arguments: Location.Backend.allCases)
  func base(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    let made = try ledger(bid("ada", "0.03") + " -o json").json()
    #expect(made["id"]?.string == "bid-1")
    #expect(made["contract"]?.string == "ctr-1")
    #expect(made["rate"]?.string == "0.017500000")
    #expect(made["max_rate"]?.string == "0.030000000")
    #expect(made["evicts"] == nil)
    #expect(ledger.available("ada") == "99.982500000")
    #expect(try ledger.field("rate", of: "contract show ctr-1") == "0.017500000")
    ledger.wait(1_800_000)
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.008750000")
    #expect(ledger.isSound)
  }

  @Test("below the base rate")
  func tooLow() throws {
    let ledger = try market()
    let head = ledger.head
    let result = ledger(bid("ada", "0.0174") + " -o json")
    #expect(result.status == 5)
    #expect(result.code == "bid-too-low")
    #expect(result.detail("required") == "0.017500000")
    #expect(ledger.head == head)
  }

  @Test(
    "a full tier: the lowest bid goes, billed to the millisecond",
    arguments: Location.Backend.allCases)
  func eviction(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    ledger(bid("eve", "0.03"))
    ledger(bid("bob", "0.02"))
    ledger("rent create --wallet ada --tier THOR --hours 1")
    ledger.wait(1_043_456)
    let low = ledger(bid("joe", "0.02") + " -o json")
    #expect(low.code == "bid-too-low")
    #expect(low.detail("required") == "0.020000001")
    let before = try ledger("ledger info -o json").json()["entries"]?.integer ?? 0
    let won = try ledger(bid("joe", "0.025") + " -o json").json()
    #expect(won["evicts"]?.string == "ctr-2")
    #expect(won["rate"]?.string == "0.020000000")
    #expect(won["contract"]?.string == "ctr-4")
    #expect(try ledger("ledger info -o json").json()["entries"]?.integer == before + 2)
    // 0.0175 × 1 043 456 ÷ 3 600 000 = 0.005072 (six decimals); the rest is bob's again.
    let evicted = try ledger("contract show ctr-2 -o json").json()
    #expect(evicted["status"]?.string == "settled")
    #expect(evicted["used"]?.string == "0.005072000")
    #expect(evicted["refund"]?.string == "0.012428000")
    #expect(ledger.available("bob") == "0.994928000")
    #expect(ledger.available("treasury") == "0.005072000")
    #expect(ledger.available("joe") == "0.980000000")
    #expect(ledger.available("eve") == "0.982500000")
    #expect(
      try ledger.field("device", of: "contract show ctr-4")
        == ledger.field("device", of: "contract show ctr-2"))
    #expect(ledger.isSound)
  }

  @Test("contracts at the full rate never go")
  func noVictim() throws {
    let ledger = try market()
    for _ in 0..<3 { ledger("rent create --wallet ada --tier THOR --hours 1") }
    let head = ledger.head
    let result = ledger(bid("eve", "1") + " -o json")
    #expect(result.status == 5)
    #expect(result.code == "no-capacity")
    #expect(ledger.head == head)
  }

  @Test("who cannot pay evicts nobody", arguments: Location.Backend.allCases)
  func poorBidder(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    ledger("ledger create-account poor --balance 0.001SOL")
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    let head = ledger.head
    let result = ledger(bid("poor", "0.03") + " -o json")
    #expect(result.code == "insufficient-funds")
    #expect(ledger.head == head)
    #expect(ledger.isSound)
  }

  @Test("an ended spot contract makes room by the clock")
  func expired() throws {
    let ledger = try market()
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02", hours: "0.5")) }
    ledger.wait(1_800_000)
    let won = try ledger(bid("ada", "0.0175") + " -o json").json()
    #expect(won["evicts"] == nil)
    #expect(won["rate"]?.string == "0.017500000")
    #expect(ledger.isSound)
  }

  @Test(
    "a repeated key shows the same bid and evicts nobody else", arguments: Location.Backend.allCases
  )
  func idempotent(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    ledger.wait(60_000)
    let line = bid("ada", "0.03") + " --idempotency-key b1 -o json"
    let first = ledger(line)
    #expect(first.status == 0, "\(first.errors)")
    let head = ledger.head
    ledger.wait(60_000)
    #expect(ledger(line) == first)
    #expect(ledger.head == head)
  }

  @Test("the operator evicts", arguments: Location.Backend.allCases)
  func evict(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    ledger(bid("eve", "0.03", hours: "2"))
    ledger.wait(1_800_000)
    let gone = ledger("rent evict ctr-1 -o json")
    #expect(gone.status == 0, "\(gone.errors)")
    #expect(try gone.json()["used"]?.string == "0.008750000")
    #expect(try gone.json()["status"]?.string == "settled")
    #expect(ledger.available("eve") == "0.991250000")
    let again = ledger("rent evict ctr-1 -o json")
    #expect(again.status == 0)
    #expect(try again.json()["used"]?.string == "0.008750000")
    #expect(ledger.isSound)
  }

  @Test("only spot contracts can be evicted")
  func notSpot() throws {
    let ledger = try market()
    ledger("rent create --wallet ada --tier THOR --hours 1")
    let refused = ledger("rent evict ctr-1 -o json")
    #expect(refused.status == 5)
    #expect(refused.code == "bad-state")
    #expect(ledger("rent evict ctr-9 -o json").code == "not-found")
    #expect(ledger.isSound)
  }

  @Test("budgets hold for bids")
  func budget() throws {
    let ledger = try market()
    ledger("rent budget set eve --max-rate 0.01")
    #expect(ledger(bid("eve", "0.03") + " -o json").code == "budget-exceeded")
  }

  @Test("tiers shows the price as it is now")
  func tiers() throws {
    let ledger = try market()
    #expect(try thor(ledger)["spot_rate"]?.string == "0.017500000")
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    #expect(try thor(ledger)["spot_rate"]?.string == "0.020000000")
    #expect(try thor(ledger)["free_slots"]?.integer == 0)
    ledger.environment = [:]
    #expect(try thor(ledger)["spot_rate"] == nil)
  }

  @Test("a quote shows it as well")
  func quote() throws {
    let ledger = try market()
    let line = "rent quote --tier THOR --hours 2"
    #expect(try ledger.field("spot_price", of: line) == "0.035000000")
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    #expect(try ledger.field("spot_rate", of: line) == "0.020000000")
    #expect(try ledger.field("spot_price", of: line) == "0.040000000")
  }

  @Test("nobody evicts a contract of their own")
  func own() throws {
    let ledger = try market()
    ledger(bid("eve", "0.018"))
    ledger(bid("bob", "0.03"))
    ledger(bid("joe", "0.02"))
    let won = try ledger(bid("eve", "0.025") + " -o json").json()
    #expect(won["evicts"]?.string == "ctr-3")
    #expect(won["rate"]?.string == "0.020000000")
    #expect(ledger.isSound)
  }

  @Test("a slot that is promised to a reservation does not help a longer bid")
  func reserved() throws {
    let ledger = try market()
    for _ in 0..<3 {
      ledger("rent reserve --wallet ada --tier THOR --hours 1 --start 2026-01-01T02:00:00Z")
    }
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02", hours: "2")) }
    #expect(ledger(bid("ada", "0.03", hours: "2.5") + " -o json").code == "no-capacity")
    let won = try ledger(bid("ada", "0.03", hours: "2") + " -o json").json()
    #expect(won["evicts"]?.string == "ctr-6")
    #expect(ledger.isSound)
  }

  private func thor(_ ledger: TestLedger) throws -> JSON {
    let tiers = try ledger("rent tiers -o json").json().array ?? []
    return try #require(tiers.first { $0["id"]?.string == "THOR" })
  }

  @Test("money is neither made nor lost, whatever happens", arguments: [1, 2, 3, 4] as [UInt64])
  func conservation(_ seed: UInt64) throws {
    let ledger = try market()
    var random = Seeded(seed)
    for _ in 0..<25 {
      let wallet = ["eve", "bob", "joe"].randomElement(using: &random) ?? "eve"
      switch Int.random(in: 0..<5, using: &random) {
      case 0: ledger("rent evict ctr-\(Int.random(in: 1...9, using: &random))")
      case 1: ledger("rent create --wallet ada --tier THOR --hours 0.3")
      default: ledger(bid(wallet, "0.0\(Int.random(in: 15...60, using: &random))"))
      }
      ledger.wait(.random(in: 1...400_000, using: &random))
    }
    ledger("contract sweep")
    #expect(ledger.isSound, "seed \(seed)")
    var total: Int64 = 0
    for account in try ledger("ledger list-accounts -o json").json().array ?? [] {
      guard let name = account["id"]?.string, name != "world" else { continue }
      total += Int64(ledger.available(name).filter { $0 != "." }) ?? 0
    }
    #expect(total == 103_000_000_000, "seed \(seed)")
  }
}
