// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent create at the full rate, where spot contracts have every slot")
struct RentEvictionTests {
  /// The tier THOR (three devices, 0.035 an hour), spot on at half the price, and three wallets.
  private func market(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    let ledger = try platform(backend)
    ledger.environment["SI64_RENT_SPOT"] = "true"
    for name in ["eve", "bob", "joe"] { ledger("ledger create-account \(name) --balance 1SOL") }
    return ledger
  }

  private func bid(_ wallet: String, _ rate: String, hours: String = "1") -> String {
    "rent bid --wallet \(wallet) --tier THOR --hours \(hours) --max-rate \(rate)"
  }

  private let create = "rent create --wallet ada --tier THOR --hours 1"

  @Test("the lowest bid goes, billed to the millisecond", arguments: Location.Backend.allCases)
  func lowest(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    for (wallet, rate) in [("eve", "0.03"), ("bob", "0.02"), ("joe", "0.02")] {
      ledger(bid(wallet, rate))
    }
    ledger.wait(1_043_456)
    let line = create + " --idempotency-key c1 -o json"
    let made = ledger(line)
    #expect(made.status == 0, "\(made.errors)")
    // Of equal ones the newest.
    #expect(try made.json()["evicts"]?.string == "ctr-3")
    #expect(try made.json()["kind"]?.string == "contract")
    #expect(try made.json()["rate"]?.string == "0.035000000")
    #expect(try ledger.field("used", of: "contract show ctr-3") == "0.005072000")
    let events = try ledger("contract history ctr-3 -o json").json().array
    #expect(events?.last?["event"]?.string == "evicted")
    let head = ledger.head
    #expect(ledger(line) == made)
    #expect(ledger.head == head)
    #expect(try ledger.field("evicts", of: create) == "ctr-2")
    #expect(ledger.isSound)
  }

  @Test("a device that failed its audit goes to those who name it", arguments: [true, false])
  func audits(_ isBid: Bool) throws {
    let ledger = try market()
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    let devices = try (1...3).map {
      try #require(try ledger.field("device", of: "contract show ctr-\($0)"))
    }
    for device in devices { ledger("device audit \(device) --fail") }
    let head = ledger.head
    #expect(ledger((isBid ? bid("ada", "0.03") : create) + " -o json").code == "no-capacity")
    #expect(ledger.head == head)
    ledger("device audit \(devices[2]) --pass")
    let made = ledger((isBid ? bid("ada", "0.03") : create) + " -o json")
    #expect(try made.json()["evicts"]?.string == "ctr-3", "\(made.errors)")
    guard !isBid else { return }
    #expect(try ledger.field("evicts", of: "\(create) --device \(devices[0])") == "ctr-1")
    #expect(ledger.isSound)
  }

  @Test("not where spot is off, nor bids at or above its rate, nor its own")
  func nobody() throws {
    let ledger = try market()
    for (wallet, rate) in [("eve", "0.035"), ("bob", "0.04"), ("ada", "0.02")] {
      ledger(bid(wallet, rate))
    }
    let head = ledger.head
    #expect(ledger(create + " -o json").code == "no-capacity")
    ledger("rent evict ctr-3")
    ledger(bid("joe", "0.0349"))
    ledger.environment = [:]
    #expect(ledger(create + " -o json").code == "no-capacity")
    ledger.environment["SI64_RENT_SPOT"] = "true"
    #expect(try ledger.field("evicts", of: create) == "ctr-4")
    #expect(head != ledger.head)
    #expect(ledger.isSound)
  }

  @Test("all else is checked first", arguments: Location.Backend.allCases)
  func checked(_ backend: Location.Backend) throws {
    let ledger = try market(backend)
    // The device's owner would have the money only once the evicted contract is settled.
    ledger("ledger create-account owner --balance 0.034SOL")
    ledger("device tier set ONE --rate 0.035 --memory 1GB")
    ledger("device add one --tier ONE --owner owner")
    ledger("rent bid --wallet eve --tier ONE --hours 1 --max-rate 0.02")
    ledger.wait(3_000_000)
    let head = ledger.head
    let own = "rent create --wallet owner --tier ONE --hours 1"
    #expect(ledger(own + " -o json").code == "insufficient-funds")
    let other = "rent create --wallet ada --tier ONE --hours 1"
    #expect(ledger(other + " --amount 0.01 -o json").code == "underpaid")
    #expect(ledger(other + " --tx \(signature(4)) -o json").code == "payment-not-found")
    #expect(ledger.head == head)
    ledger("rent budget set ada --max-rate 0.03")
    #expect(ledger(other + " -o json").code == "budget-exceeded")
    ledger("rent budget remove ada")
    #expect(try ledger.field("evicts", of: other) == "ctr-1")
    #expect(ledger.isSound)
  }

  @Test("on the named device, whose slot is then free for the whole lease")
  func device() throws {
    let ledger = try market()
    for (wallet, rate) in [("eve", "0.03"), ("bob", "0.02"), ("joe", "0.025")] {
      ledger(bid(wallet, rate, hours: "2"))
    }
    let named = "\(create) --device thor-1"
    #expect(try ledger.field("evicts", of: named) == "ctr-1")
    #expect(ledger(named + " -o json").code == "no-capacity")
    ledger("rent reserve --wallet eve --tier THOR --hours 1 --start 2026-01-01T03:00:00Z")
    ledger("rent reserve --wallet eve --tier THOR --hours 1 --start 2026-01-01T03:00:00Z")
    ledger("rent reserve --wallet eve --tier THOR --hours 1 --start 2026-01-01T03:00:00Z")
    let head = ledger.head
    #expect(ledger("rent create --wallet ada --tier THOR --hours 4 -o json").code == "no-capacity")
    // The lease of one that overdraws is twice as long.
    let over = "rent create --wallet ada --tier THOR --hours 2 --on-exhaust overdraw -o json"
    #expect(ledger(over).code == "no-capacity")
    #expect(ledger.head == head)
    #expect(
      try ledger.field("evicts", of: "rent create --wallet ada --tier THOR --hours 3") == "ctr-2")
    #expect(ledger.isSound)
  }

  @Test("reserve and extend never evict")
  func never() throws {
    let ledger = try market()
    for wallet in ["eve", "bob", "joe"] { ledger(bid(wallet, "0.02")) }
    let reserve =
      "rent reserve --wallet ada --tier THOR --hours 1 --start 2026-01-01T00:30:00Z -o json"
    #expect(ledger(reserve).code == "no-capacity")
  }

  @Test("a spot contract that is over was not evicted")
  func expired() throws {
    let ledger = try market()
    ledger(bid("eve", "0.02"))
    ledger.wait(3_600_000)
    #expect(ledger("rent evict ctr-1").status == 0)
    let events = try ledger("contract history ctr-1 -o json").json().array
    #expect(events?.map { $0["event"]?.string } == ["opened", "expired", "settled"])
    #expect(ledger.isSound)
  }

  @Test("bids earn no discount")
  func discount() throws {
    let ledger = try market()
    ledger.environment["SI64_RENT_TERM_DISCOUNT"] = "true"
    ledger(bid("ada", "0.02", hours: "720"))
    #expect(try ledger.field("prepaid", of: "contract show ctr-1") == "12.600000000")
    #expect(try ledger.field("rate", of: "contract show ctr-1") == "0.017500000")
  }

  @Test("a batch evicts as single commands do")
  func batch() throws {
    let ledger = try market()
    for (wallet, rate) in [("eve", "0.03"), ("bob", "0.02"), ("joe", "0.025")] {
      ledger(bid(wallet, rate))
    }
    let order = #"{"wallet":"ada","tier":"THOR","hours":1}"#
    let result = ledger(
      "rent create --from - --keep-going -o jsonl", input: "\(order)\n\(order)\n\(order)\n\(order)")
    #expect(result.status == 2)
    #expect(result.output.split(separator: "\n").count == 3)
    #expect(result.errors.contains("no-capacity") || result.errors.contains("free slot"))
    #expect(ledger.isSound)
  }
}

@Suite("Rules of renting")
struct RentRuleTests {
  @Test("a rail is asked for only where a payment on it is named")
  func rail() throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_RAIL"] = "solana"
    #expect(ledger("rent create --wallet ada --tier M2 --hours 1").status == 0)
    #expect(
      ledger("rent reserve --wallet ada --tier M2 --hours 1 --start 2026-02-01").status == 0)
    #expect(ledger("contract extend ctr-1 --hours 1").status == 0)
    let line = "rent create --wallet ada --tier M2 --hours 1 --tx \(signature(2)) -o json"
    #expect(ledger(line).code == "not-configured")
    #expect(ledger(line).status == 78)
  }

  @Test(
    "accounts of the program rent nothing", arguments: ["world", "treasury", "pool:x", "revenue:x"])
  func system(_ wallet: String) throws {
    let ledger = try platform()
    let head = ledger.head
    for line in [
      "rent create --wallet \(wallet) --tier M2 --hours 1",
      "rent reserve --wallet \(wallet) --tier M2 --hours 1 --start 2026-02-01",
      "rent budget set \(wallet) --max-rate 1",
    ] {
      let result = ledger(line + " -o json")
      #expect(result.code == "reserved-account", "\(line)")
      #expect(result.status == 5)
    }
    #expect(ledger.head == head)
  }

  @Test("a million hours and no more")
  func hours() throws {
    let ledger = try platform()
    for verb in ["create --wallet ada", "quote"] {
      let line = "rent \(verb) --tier M2 --hours 1000000.1 -o json"
      #expect(ledger(line).code == "bad-value")
      #expect(ledger(line).status == 64)
    }
    #expect(ledger("rent quote --tier M2 --hours 1000000").status == 0)
  }

  @Test("lengths of time are terms of the contract")
  func lengths() throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_OVERDRAW_LIMIT"] = "30m"
    ledger.environment["SI64_RENT_EXHAUSTED_GRACE"] = "0"
    ledger.environment["SI64_RENT_FREE_PAUSE"] = "10m"
    ledger("rent create --wallet ada --tier M2 --hours 1 --on-exhaust overdraw")
    ledger("rent create --wallet ada --tier M2 --hours 1 --on-exhaust pause")
    ledger("rent create --wallet ada --tier M2 --hours 1")
    ledger("contract pause ctr-3")
    ledger.environment = [:]
    ledger.wait(1_200_000)
    #expect(try ledger("contract show ctr-3 -o json").json()["elapsed_ms"]?.integer == 600_000)
    ledger.wait(2_400_000)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "active")
    #expect(try ledger.field("status", of: "contract show ctr-2") == "expired")
    ledger.wait(1_800_000)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "expired")
    #expect(ledger("contract sweep").status == 0)
    #expect(ledger.isSound)
  }

  @Test("budgets beyond 64 bits are shown and hold", arguments: Location.Backend.allCases)
  func wideBudget(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("ledger create-account rich --overdraft 9000000000SOL")
    ledger("ledger credit rich 9000000000SOL --reason x")
    ledger("device tier set BIG --rate 9000000000SOL --memory 1GB")
    ledger("device add big --tier BIG --slots 9")
    for _ in 0..<2 {
      #expect(ledger("rent create --wallet rich --tier BIG --hours 1").status == 0)
    }
    ledger("rent budget set rich --burn-per-hour 9223372036SOL")
    let listed = ledger("rent budget list -o json")
    #expect(listed.status == 0, "\(listed.errors)")
    let budget = try listed.json().array?.first
    #expect(budget?["burning"]?.string == "18000000000.000000000")
    #expect(budget?["spent"]?.string == "18000000000.000000000")
    let more = ledger("rent create --wallet rich --tier BIG --hours 0.0000001 -o json")
    #expect(more.status == 64)
    let next = ledger("rent create --wallet rich --tier BIG --hours 0.00001 -o json")
    #expect(next.code == "budget-exceeded", "\(next.errors)")
    #expect(ledger.isSound)
  }

  @Test("budgets see what overdraft drew, in its month", arguments: Location.Backend.allCases)
  func drawn(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("rent budget set ada --spend-per-month 1")
    let spent = { try ledger("rent budget list -o json").json().array?.first?["spent"]?.string }
    ledger("rent create --wallet ada --tier THOR --hours 1 --on-exhaust overdraw")
    #expect(try spent() == "0.035000000")
    ledger.wait(7_200_000)
    ledger("contract settle ctr-1")
    #expect(try spent() == "0.070000000")
    ledger.clock += 31 * 86_400_000 - 7_200_000 - 1_800_000
    ledger("rent create --wallet ada --tier THOR --hours 1 --on-exhaust overdraw")
    #expect(try spent() == "0.105000000")
    ledger.clock += 86_400_000
    ledger("contract sweep")
    #expect(try spent() == "0.035000000")
    #expect(ledger.isSound)
  }

  @Test("what a budget says is kept as it changes", arguments: [3, 4] as [UInt64])
  func kept(_ seed: UInt64) throws {
    let ledger = try platform()
    ledger("rent create --wallet ada --tier M2 --hours 5")
    ledger("rent budget set ada --spend-per-month 90 --active-contracts 100")
    var random = Seeded(seed)
    for _ in 0..<60 {
      let id = "ctr-\(Int.random(in: 1...30, using: &random))"
      let end = ["expire", "pause", "overdraw"].randomElement(using: &random) ?? "expire"
      switch Int.random(in: 0..<6, using: &random) {
      case 0: ledger("contract settle \(id)")
      case 1: ledger("contract extend \(id) --hours 2")
      case 2: ledger("contract sweep")
      default: ledger("rent create --wallet ada --tier ORIN --hours 20 --on-exhaust \(end)")
      }
      ledger.wait(.random(in: 1...90_000_000, using: &random))
      let active = try ledger("contract list -o json").json().array?.filter {
        ["active", "paused", "pending"].contains($0["status"]?.string ?? "")
      }
      let budget = try ledger("rent budget list -o json").json().array?.first
      #expect(budget?["contracts"]?.integer == Int64(active?.count ?? -1), "seed \(seed)")
    }
    #expect(ledger.isSound, "seed \(seed)")
  }
}
