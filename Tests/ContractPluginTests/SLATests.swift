// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import DevicePlugin
import Glibc
import Store
import TestKit
import Testing

/// What a renter gets back for minutes in which the device was down.
@Suite("SLA credit")
struct SLATests {
  private let minute: Int64 = 60_000

  /// A ledger with a device at 1 SOL an hour.
  private func rig(_ backend: Location.Backend) throws -> Rig {
    let rig = try Rig(backend)
    rig("device tier set T --rate 1 --memory x")
    rig("device add d1 --tier T")
    return rig
  }

  private func beat(_ rig: Rig, _ minutes: some Sequence<Int64>) {
    for number in minutes {
      rig.clock(number * minute)
      rig("device heartbeat d1")
    }
  }

  private func credit(_ id: String, _ rig: Rig) throws -> String? {
    let settled = rig("contract settle \(id) -o json")
    #expect(rig.faults() == "")
    return try settled.json()["settlement"]?["sla_credit"]?.string
  }

  @Test(arguments: Location.Backend.allCases)
  func manyBeatsInAMinuteAreOne(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    let id = try rig.open("alice T 1 --sla 100")
    for _ in 0..<60 { rig("device heartbeat d1") }
    rig.clock(60 * minute)
    // 59 of 60 minutes are 98.33 %: 98 × 1 %.
    #expect(try credit(id, rig) == "0.980000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func beatsBeforeTheTermDoNotCount(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    beat(rig, 60..<90)
    rig.clock(90 * minute)
    let id = try rig.open("alice T 0.5 --sla 100")
    rig.clock(120 * minute)
    #expect(try credit(id, rig) == "0.500000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func pausesDoNotCount(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    let id = try rig.open("alice T 1 --sla 100")
    beat(rig, 0..<10)
    rig.clock(10 * minute)
    rig("contract pause \(id)")
    rig.clock(50 * minute)
    rig("contract resume \(id)")
    beat(rig, 50..<55)
    rig.clock(60 * minute)
    // In use for 20 minutes, 5 of them down: 25 % of 1/3 SOL.
    #expect(try credit(id, rig) == "0.083333250")
  }

  @Test(arguments: [0, 1, 59, 60, 3_000] as [Int64], Location.Backend.allCases)
  func theSameWheneverOneSettles(_ later: Int64, _ backend: Location.Backend) throws {
    let rig = try rig(backend)
    rig.clock(30_000)
    let id = try rig.open("alice T 1 --sla 100")
    beat(rig, 0..<31)
    rig.clock(60 * minute + 30_000 + later * minute)
    if later > 0 { rig("device heartbeat d1") }
    rig.clock(60 * minute + 30_000 + later * minute + 1)
    // 59 whole minutes, 30 of them up: 49.15 % missed.
    #expect(try credit(id, rig) == "0.490000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func noWholeMinuteNoCredit(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    rig.clock(30_000)
    let id = try rig.open("alice T 1 --sla 100")
    rig.clock(30_000 + minute)
    #expect(try credit(id, rig) == "0.000000000")
  }

  @Test(arguments: Location.Backend.allCases)
  func aLostFileCostsNobodyMoney(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    let id = try rig.open("alice T 2 --sla 100")
    beat(rig, 0..<59)
    rig.clock(60 * minute)
    rig("device heartbeat d1")
    for ending in ["", "-wal", "-shm"] {
      unlink(rig.ledger.path(".si64/scratch.sqlite" + ending))
    }
    rig.clock(120 * minute)
    // One minute of the first hour was missed, 0.83 % of the term.
    #expect(try credit(id, rig) == "0.000000000")
  }

  /// The journal alone says what a contract gets: a copy of before says the same as the ledger.
  @Test(arguments: Location.Backend.allCases)
  func anotherUserSettlesTheSame(_ backend: Location.Backend) throws {
    let credits = try ["", "elsewhere"].map { cache in
      let rig = try rig(backend)
      let id = try rig.open("alice T 1 --sla 100")
      beat(rig, 0..<45)
      rig.clock(60 * minute)
      if !cache.isEmpty { rig.ledger.environment["XDG_CACHE_HOME"] = rig.ledger.path(cache) }
      return try [credit(id, rig), rig.head()]
    }
    #expect(credits[0] == credits[1])
    #expect(credits[0][0] == "0.250000000")
  }

  /// One that an earlier build opened ends by its rules, which counted beats wherever they came.
  @Test(arguments: [(1, "0.000000000"), (2, "0.980000000")], Location.Backend.allCases)
  func theRulesOfItsOpening(
    _ row: (rules: Int, credit: String), _ backend: Location.Backend
  ) throws {
    let rig = try rig(backend)
    let id = try rig.open("alice T 1 --sla 100 --rules \(row.rules)")
    for _ in 0..<60 { rig("device heartbeat d1") }
    rig.clock(60 * minute)
    #expect(try credit(id, rig) == row.credit)
  }

  @Test(arguments: Location.Backend.allCases)
  func twoContractsSettleInOneHour(_ backend: Location.Backend) throws {
    let rig = try rig(backend)
    rig("device set d1 --slots 2")
    let first = try rig.open("alice T 0.5 --sla 100")
    let second = try rig.open("alice T 1 --sla 100")
    beat(rig, 0..<15)
    rig.clock(30 * minute)
    #expect(try credit(first, rig) == "0.250000000")
    beat(rig, 30..<45)
    rig.clock(60 * minute)
    #expect(try credit(second, rig) == "0.500000000")
  }
}
