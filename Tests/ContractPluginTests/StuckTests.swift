// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("Settling never gets stuck")
struct StuckTests {
  private let hour: Int64 = 3_600_000

  @Test(arguments: Location.Backend.allCases)
  func aFrozenPoolPaysNoCashback(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    rig("ledger credit pool:cashback 1SOL --reason promo")
    let first = try rig.open("alice M2 1 --cashback 1000")
    let second = try rig.open("alice M2 1 --cashback 1000")
    let third = try rig.open("alice M2 1 --cashback 1000")
    rig.clock(hour)
    rig("ledger freeze pool:cashback")
    #expect(rig("contract settle \(first)").status == 0)
    #expect(try rig.show(first)["settlement"]?["cashback"]?.string == "0.000000000")
    rig("ledger thaw pool:cashback")
    rig("ledger limit set pool:cashback --per-day 0.00004SOL")
    #expect(rig("contract settle \(second)").status == 0)
    #expect(try rig.show(second)["settlement"]?["cashback"]?.string == "0.000040000")
    #expect(rig("contract sweep").status == 0)
    #expect(try rig.show(third)["settlement"]?["cashback"]?.string == "0.000000000")
    #expect(rig.faults() == "")
  }

  @Test func whoOwnsTheDeviceGetsNoCashback() throws {
    let rig = try Rig()
    rig("ledger credit pool:cashback 1SOL --reason promo")
    rig("device add own --tier M2 --owner alice")
    let own = try rig.open("alice M2 1 --device own --cashback 1000")
    rig.clock(hour)
    #expect(rig("contract settle \(own)").status == 0)
    #expect(try rig.show(own)["settlement"]?["cashback"]?.string == "0.000000000")
    #expect(rig.faults() == "")
  }

  @Test func cashbackIsOnWhatIsChargedLessTheCredit() throws {
    let rig = try Rig()
    rig("ledger credit pool:cashback 1SOL --reason promo")
    // Without a heartbeat the credit is all the owner's share.
    let id = try rig.open("alice M2 1 --device m2-1 --cashback 1000 --sla 50")
    rig.clock(hour)
    rig("contract settle \(id)")
    let settlement = try rig.show(id)["settlement"]
    #expect(settlement?["sla_credit"]?.string == "0.000500000")
    #expect(settlement?["cashback"]?.string == "0.000050000")
    #expect(rig.faults() == "")
  }

  @Test(arguments: [
    ("ledger limit set alice --per-day 0.0012SOL", "0.000200000"),
    ("ledger limit set alice --per-month 0.001SOL", "0.000000000"),
    ("ledger limit set alice --per-minute 1", "0.001000000"),
    ("ledger freeze alice", "0.000000000"),
  ])
  func anOverdrawnWalletPaysWhatItMay(_ bound: String, _ drawn: String) throws {
    let rig = try Rig()
    let id = try rig.open("alice M2 1 --on-exhaust overdraw")
    rig(bound)
    rig.clock(2 * hour)
    let settled = rig("contract settle \(id)")
    #expect(settled.status == 0, "\(settled.errors)")
    #expect(try rig.show(id)["settlement"]?["drawn"]?.string == drawn)
    #expect(rig.faults() == "")
  }

  @Test func aFloorAtTheEndOf64BitsIsNoObstacle() throws {
    let rig = try Rig()
    rig("ledger create-account deep --overdraft 9223372036.854775807SOL")
    rig("ledger credit deep 1SOL --reason x")
    let id = try rig.open("deep M2 1 --on-exhaust overdraw")
    rig.clock(2 * hour)
    #expect(rig("contract settle \(id)").status == 0)
    #expect(try rig.show(id)["settlement"]?["drawn"]?.string == "0.001000000")
    #expect(rig.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func ceilingsAndFreezesOfWhoeverGetsMoneyBackDoNotCount(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    rig("ledger credit pool:cashback 1SOL --reason promo")
    rig("ledger create-account eve --balance 1SOL --max-balance 1SOL")
    let id = try rig.open("eve M2 1 --cashback 1000 --fee 100")
    rig("ledger transfer alice eve 0.001SOL")
    rig("ledger freeze eve")
    rig("ledger freeze escrow:contract:\(id)")
    rig("ledger freeze treasury")
    rig.clock(hour / 2)
    let settled = rig("contract settle \(id)")
    #expect(settled.status == 0, "\(settled.errors)")
    #expect(try rig.balance("eve") == "1.000550000")
    #expect(rig.faults() == "")
  }

  @Test func whatAnOwnerCannotHoldIsGivenBack() throws {
    let rig = try Rig()
    rig("ledger create-account full --overdraft 1SOL")
    rig("ledger create-account lender --overdraft 9000000000SOL")
    rig("device add big --tier M2 --owner full")
    let id = try rig.open("alice M2 1 --device big")
    rig("ledger credit full 9223372025SOL --reason x")
    rig("ledger transfer lender full 11.8545SOL")
    rig.clock(hour)
    let settled = rig("contract settle \(id)")
    #expect(settled.status == 0, "\(settled.errors)")
    let settlement = try rig.show(id)["settlement"]
    #expect(settlement?["waived"]?.string == "0.000724193")
    #expect(settlement?["refund"]?.string == "0.000724193")
    #expect(try rig.balance("full") == "9223372036.854775807")
    #expect(try rig.balance("escrow:contract:\(id)") == "0.000000000")
    #expect(rig.faults() == "")
  }

  // MARK: Beyond 64 bits

  /// One contract of the first build whose use has grown beyond 64 bits, and a plain one.
  private func overflowing(_ backend: Location.Backend) throws -> Rig {
    let rig = try Rig(backend)
    rig("ledger create-account rich --balance 9000000000SOL")
    try rig.open("rich M2 1 --rate 9000000000SOL --on-exhaust overdraw --rules 1")
    try rig.open("alice M2 2")
    rig.clock(2 * hour - 1)
    return rig
  }

  @Test(arguments: Location.Backend.allCases)
  func oneRowNeverTakesAListingDown(_ backend: Location.Backend) throws {
    let rig = try overflowing(backend)
    let listed = try rig("contract list -o json").json().array
    #expect(listed?.map { $0["id"]?.string } == ["ctr-1", "ctr-2"])
    #expect(listed?.first?["error"]?["code"]?.string == "overflow")
    #expect(listed?.first?["used"] == nil)
    #expect(rig("contract list -o table").output.contains("overflow"))
    #expect(rig("contract show ctr-1 -o json").status == 0)
    let snapshot = try rig("contract snapshot -o json").json()
    #expect(snapshot["active"]?.integer == 2)
    #expect(snapshot["contracts"]?.array?.count == 2)
    #expect(snapshot["escrow_locked"]?.string == "9000000000.002000000")
    let settled = rig("contract settle ctr-1 -o json")
    #expect(settled.status == 0, "\(settled.errors)")
    let settlement = try settled.json()["settlement"]
    #expect(settlement?["used"]?.string == "9223372036.854775807")
    #expect(settlement?["waived"]?.string == "223372036.854775807")
    #expect(rig.faults() == "")
  }

  @Test func aRowThatCannotBeReadIsShownWithItsError() throws {
    let rig = try Rig()
    for _ in 0..<3 { try rig.open("alice M2 1") }
    let file = rig.ledger.path(".si64/ledger.sqlite")
    try Database(path: file, mode: .readWrite, busyTimeout: 1000)
      .execute("UPDATE contract SET on_exhaust = 'sing' WHERE id = 2")
    for format in ["json", "jsonl", "tsv", "csv", "table"] {
      let listed = rig("contract list -o \(format)")
      #expect(listed.status == 0)
      for id in ["ctr-1", "ctr-2", "ctr-3"] { #expect(listed.output.contains(id), "\(format)") }
    }
    let snapshot = try rig("contract snapshot -o json").json()
    #expect(snapshot["unreadable"]?.integer == 1)
    #expect(snapshot["contracts"]?.array?.count == 3)
    rig.clock(hour)
    let swept = rig("contract sweep -o json")
    #expect(swept.status == 2)
    #expect(try swept.json()["settled"]?.integer == 2)
    #expect(try swept.json()["failed"]?.array?.map { $0["id"]?.string } == ["ctr-2"])
    #expect(try swept.json()["failed"]?.array?.first?["code"]?.string == "damaged")
  }

  @Test(arguments: Location.Backend.allCases)
  func sumsBeyond64BitsAreShown(_ backend: Location.Backend) throws {
    let rig = try Rig(backend)
    for name in ["one", "two"] {
      rig("ledger create-account \(name) --overdraft 9000000000SOL")
      try rig.open("\(name) M2 1 --rate 9000000000SOL")
    }
    let open = try rig("contract snapshot -o json").json()
    #expect(open["escrow_locked"]?.string == "18000000000.000000000")
    #expect(rig("contract snapshot -o table").output.contains("18000000000.000000000"))
    rig.clock(hour)
    #expect(rig("contract sweep").status == 0)
    let closed = try rig("contract snapshot -o json").json()
    #expect(closed["settlements"]?.integer == 2)
    #expect(closed["escrow_locked"]?.string == "0.000000000")
    #expect(rig.faults() == "")
  }

  @Test func everyFormatOfTheSnapshotHasItsContracts() throws {
    let rig = try Rig()
    for format in ["json", "jsonl", "tsv", "csv"] {
      #expect(rig("contract snapshot -o \(format)").output.contains("[]"), "\(format)")
    }
    for _ in 0..<2 { try rig.open("alice M2 1") }
    let json = try rig("contract snapshot -o json").json()
    #expect(json["contracts"]?.array?.count == 2)
    let columns = "id,contracts"
    let whole = try rig("contract snapshot -o json --columns \(columns)").json()
    #expect(json["contracts"] == whole["contracts"])
    for format in ["tsv", "csv"] {
      let streamed = rig("contract snapshot -o \(format)").output
      let all = streamed.split(separator: "\n")[0].replacing("\t", with: ",")
      #expect(rig("contract snapshot -o \(format) --columns \(all)").output == streamed)
      let list = rig("contract list -o \(format)").output
      let names = list.split(separator: "\n")[0].replacing("\t", with: ",")
      #expect(rig("contract list -o \(format) --columns \(names)").output == list)
    }
    #expect(rig("contract list -o json").output == rig("contract list -o json --limit 9").output)
  }
}
