// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import Store
import TestKit
import Testing

/// Leases are counted from the last count that is stored: it must say what counting all says.
@Suite("Counting leases")
struct LeaseCountTests {
  private struct Span {
    var since: Int64
    var until: Int64?

    func runs(at time: Int64) -> Bool { since <= time && until.map { $0 > time } ?? true }
  }

  private func isBefore(_ time: Int64, _ end: Int64?) -> Bool { end.map { time < $0 } ?? true }

  /// The most that run at once in a time.
  private func peak(_ spans: [Span], _ since: Int64, _ until: Int64?) -> Int {
    let instants = [since] + spans.map(\.since).filter { $0 > since && isBefore($0, until) }
    return instants.map { instant in spans.count { $0.runs(at: instant) } }.max() ?? 0
  }

  @Test(arguments: 0..<6)
  func againstAModel(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let yard = try Yard(seed % 2 == 0 ? .sqlite : .json, slots: [90])
    var leases: [Int: Span] = [:]
    var now: Int64 = 0
    var number = 0
    for round in 0..<40 {
      yard.clock(now)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        number += 1
        let isLater = Bool.random(using: &random)
        let since = now + (isLater ? Int64.random(in: 0...500, using: &random) : 0)
        let until = since + Int64.random(in: 1...900, using: &random)
        let isOpen = Int.random(in: 0..<9, using: &random) == 0
        yard("lease open ctr-\(number) d1 \(yard.at(since)) \(isOpen ? "" : yard.at(until))")
        leases[number] = Span(since: since, until: isOpen ? nil : until)
      }
      if let victim = leases.keys.sorted().randomElement(using: &random) {
        yard("lease close ctr-\(victim) \(yard.at(now))")
        if let lease = leases[victim], lease.until.map({ $0 > now }) ?? true {
          leases[victim] = now <= lease.since ? nil : Span(since: lease.since, until: now)
        }
      }
      // Late and early questions, too.
      for offset in [0, -100, 333] as [Int64] where now + offset >= 0 {
        yard.clock(now + offset)
        let running = leases.values.count { $0.runs(at: now + offset) }
        #expect(try yard.activeLeases("d1") == Int64(running), "seed \(seed), round \(round)")
      }
      yard.clock(now)
      try checkRoom(yard, Array(leases.values), now, &random, "seed \(seed), round \(round)")
      now += Int64.random(in: 0...120, using: &random)
    }
    #expect(yard.faults() == "")
    #expect(number > 64)
  }

  private func checkRoom(
    _ yard: Yard, _ spans: [Span], _ now: Int64, _ random: inout Seeded, _ place: Comment
  ) throws {
    let since = now + Int64.random(in: 0...300, using: &random)
    let until = since + Int64.random(in: 1...600, using: &random)
    let most = peak(spans, since, until)
    for slots in [most, most + 1] where slots > 0 {
      yard("device set d1 --slots \(slots)")
      for device in ["", "--device d1"] {
        let result = yard("lease pick M2 \(yard.at(since)) \(yard.at(until)) \(device) -o json")
        #expect((result.status == 0) == (slots > most), place)
      }
    }
    yard("device set d1 --slots 90")
  }

  /// The count is stored once there was much to count, and `verify` counts it again.
  @Test(arguments: Location.Backend.allCases)
  func manyLeases(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [1000])
    for number in 1...70 {
      yard.clock(Int64(number))
      let end = yard.at(Int64(number) * 10)
      yard("lease open ctr-\(number) d1 \(yard.at(Int64(number))) \(end)")
    }
    let tables = yard("ledger backup \(yard.ledger.path("b.json"))")
    #expect(tables.status == 0)
    let text = String(decoding: try yard.ledger.read("b.json"), as: UTF8.self)
    #expect(text.contains("\"lease_count\""))
    for clock in [0, 1, 69, 70, 100, 699, 700] as [Int64] {
      yard.clock(clock)
      let running = (1...70).count { Int64($0) <= clock && Int64($0) * 10 > clock }
      #expect(try yard.activeLeases("d1") == Int64(running), "\(clock)")
    }
    // One that ran at that instant, and is ended before it.
    yard.clock(100)
    yard("lease close ctr-70 \(yard.at(70))")
    #expect(yard.faults() == "")
  }
}
