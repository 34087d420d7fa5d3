// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import Store
import TestKit
import Testing

/// Who has a device, by the clock. Intervals are half-open: from `since`, up to but not including
/// `until`.
@Suite("Leases and the clock")
struct LeaseClockTests {
  @Test(
    arguments: [
      (-1, 0, 2), (0, 1, 1), (1, 1, 1), (999, 1, 1), (1000, 0, 2), (1001, 0, 2),
    ] as [(Int64, Int64, Int64)], Location.Backend.allCases)
  func toTheMillisecond(
    _ row: (clock: Int64, active: Int64, free: Int64), _ backend: Location.Backend
  ) throws {
    let yard = try Yard(backend, slots: [2])
    yard("lease open ctr-1 d1 \(yard.at(0)) \(yard.at(1000))")
    let head = try yard.head()
    yard.clock(row.clock)
    #expect(try yard.activeLeases("d1") == row.active)
    #expect(try yard.freeSlots("d1") == row.free)
    #expect(try yard.head() == head, "reading records nothing")
    #expect(yard.faults() == "")
  }

  @Test func anOpenEndLastsForGood() throws {
    let yard = try Yard(slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(5))")
    for (clock, free) in [(4, 1), (5, 0), (1_000_000_000_000, 0)] as [(Int64, Int64)] {
      yard.clock(clock)
      #expect(try yard.freeSlots("d1") == free, "\(clock)")
    }
  }

  @Test func showListsWhatRunsAndWhatIsToCome() throws {
    let yard = try Yard(slots: [3])
    yard("lease open ctr-2 d1 \(yard.at(500)) \(yard.at(900))")
    yard("lease open ctr-1 d1 \(yard.at(0)) \(yard.at(1000))")
    yard("lease open ctr-3 d1 \(yard.at(500))")
    let leases = { () throws -> [String?] in
      try yard.show("d1")["leases"]?.array?.map { $0["id"]?.string } ?? []
    }
    #expect(try leases() == ["ctr-1", "ctr-2", "ctr-3"])
    #expect(try yard.activeLeases("d1") == 1)
    let first = try yard.show("d1")["leases"]?.array?.first
    #expect(first?["from"]?.string == yard.at(0))
    #expect(first?["until"]?.string == yard.at(1000))
    yard.clock(900)
    #expect(try leases() == ["ctr-1", "ctr-3"])
    yard.clock(1000)
    #expect(try leases() == ["ctr-3"])
    #expect(try yard.show("d1")["leases"]?.array?.first?["until"] == nil)
  }

  /// Whether one slot, taken over 100..<200, is free for these.
  private static let rooms: [(since: Int64, until: Int64?, isFree: Bool)] = [
    (0, 100, true), (0, 101, false), (0, nil, false), (100, 200, false), (150, 160, false),
    (199, 300, false), (200, 300, true), (200, nil, true), (99, 100, true), (0, 50, true),
    (50, 300, false),
  ]

  @Test func roomAroundALease() throws {
    let yard = try Yard(slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(100)) \(yard.at(200))")
    for (since, until, isFree) in Self.rooms {
      let end = until.map { yard.at($0) } ?? ""
      for option in ["", "--device d1"] {
        let result = yard("lease pick M2 \(yard.at(since)) \(end) \(option) -o json")
        #expect(result.code == (isFree ? nil : "no-capacity"), "\(since) \(end) \(option)")
        #expect(result.status == (isFree ? 0 : 5), "\(since) \(end) \(option)")
      }
    }
  }

  /// Two leases that never overlap take one slot of two between them.
  @Test func slotsAreCountedByInstantNotByLease() throws {
    let yard = try Yard(slots: [2])
    yard("lease open ctr-1 d1 \(yard.at(0)) \(yard.at(100))")
    yard("lease open ctr-2 d1 \(yard.at(100)) \(yard.at(200))")
    #expect(yard("lease pick M2 \(yard.at(0)) \(yard.at(200)) -q").output == "d1\n")
    yard("lease open ctr-3 d1 \(yard.at(50)) \(yard.at(101))")
    #expect(yard("lease pick M2 \(yard.at(0)) \(yard.at(200))").status == 5)
    #expect(yard("lease pick M2 \(yard.at(101)) \(yard.at(200))").status == 0)
    #expect(yard("lease pick M2 \(yard.at(0)) \(yard.at(50))").status == 0)
    #expect(yard.faults() == "")
  }

  @Test(
    arguments: [
      (300, nil), (301, "no-capacity"), (150, nil), (1000, "no-capacity"),
    ] as [(Int64, String?)], Location.Backend.allCases)
  func extendingReachesUpToTheNext(
    _ row: (until: Int64, code: String?), _ backend: Location.Backend
  ) throws {
    let yard = try Yard(backend, slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(0)) \(yard.at(100))")
    yard("lease open ctr-2 d1 \(yard.at(300)) \(yard.at(400))")
    let result = yard("lease extend ctr-1 \(yard.at(row.until)) -o json")
    #expect(result.code == row.code)
    let end = row.code == nil ? row.until : 100
    #expect(try yard.show("d1")["leases"]?.array?.first?["until"]?.string == yard.at(end))
    #expect(yard.faults() == "")
  }

  @Test func extendingWhatIsNotThereOrHasNoEnd() throws {
    let yard = try Yard(slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(0))")
    let head = try yard.head()
    #expect(yard("lease extend ctr-1 \(yard.at(50))").status == 0)
    #expect(yard("lease extend ctr-9 \(yard.at(50))").status == 0)
    #expect(yard("lease close ctr-9 \(yard.at(50))").status == 0)
    #expect(try yard.head() == head)
  }

  @Test(
    arguments: [
      // A lease over 100..<200, ended at some instant: what is left of it.
      (99, nil), (100, nil), (101, 101), (199, 199), (200, 200), (500, 200),
    ] as [(Int64, Int64?)])
  func closing(_ time: Int64, _ end: Int64?) throws {
    let yard = try Yard(slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(100)) \(yard.at(200))")
    yard("lease close ctr-1 \(yard.at(time))")
    let leases = try yard.show("d1")["leases"]?.array ?? []
    #expect(leases.map { $0["until"]?.string } == (end.map { [yard.at($0)] } ?? []))
    #expect(yard.faults() == "")
  }

  @Test func closingAnOpenEnd() throws {
    let yard = try Yard(slots: [1])
    yard("lease open ctr-1 d1 \(yard.at(100))")
    yard("lease close ctr-1 \(yard.at(300))")
    #expect(yard("lease pick M2 \(yard.at(300)) -q").output == "d1\n")
    #expect(yard("lease pick M2 \(yard.at(299)) -q").status == 5)
  }

  // MARK: Retiring

  @Test(
    arguments: [
      (0, "device-busy"), (500, "device-busy"), (1999, "device-busy"), (2000, nil),
    ] as [(Int64, String?)], Location.Backend.allCases)
  func aDeviceIsBusyUntilItsLastLeaseEnds(
    _ row: (clock: Int64, code: String?), _ backend: Location.Backend
  ) throws {
    let yard = try Yard(backend, slots: [2])
    yard("lease open ctr-7 d1 \(yard.at(0)) \(yard.at(400))")
    // One that is still to come keeps it, too.
    yard("lease open ctr-8 d1 \(yard.at(1000)) \(yard.at(2000))")
    yard.clock(row.clock)
    let head = try yard.head()
    let result = yard("device retire d1 -o json")
    #expect(result.code == row.code)
    #expect(result.status == (row.code == nil ? 0 : 5))
    if row.code != nil {
      #expect(result.detail("device") == "d1")
      #expect(result.detail("contract") == (row.clock < 400 ? "ctr-7" : "ctr-8"))
      #expect(try yard.head() == head)
    } else {
      #expect(try yard.freeSlots("d1") == 0)
      #expect(yard("lease pick M2 \(yard.at(5000)) -o json").code == "no-capacity")
      #expect(yard("lease pick M2 \(yard.at(5000)) --device d1 -o json").code == "no-capacity")
    }
    #expect(yard.faults() == "")
  }

  // MARK: The audit

  @Test(arguments: Location.Backend.allCases)
  func verifyFindsMoreLeasesThanSlots(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [2, 1])
    for number in 1...2 { yard("lease open ctr-\(number) d1 \(yard.at(0)) \(yard.at(100))") }
    yard("lease open ctr-3 d1 \(yard.at(100))")
    #expect(yard.faults() == "")
    yard("lease open ctr-4 d1 \(yard.at(99)) \(yard.at(101))")
    #expect(yard.faults().contains("leases: d1 has 2 slots and had 3 leases at once"))
    yard("lease open ctr-5 ghost \(yard.at(0))")
    let result = yard("ledger verify")
    #expect(result.status == 1)
    #expect(result.errors.contains("leases: there are leases of ghost, which is no device"))
    #expect(result.errors.contains("d1 has 2 slots"))
    #expect(!result.errors.contains("d2"))
  }

  /// Random leases that were given only where there was room never break the invariant, and what
  /// is refused would have.
  @Test func roomIsGivenExactlyWhereItIs() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Seeded(seed)
    let yard = try Yard(slots: [2])
    var spans: [(since: Int64, until: Int64)] = []
    for number in 1...40 {
      let since = Int64.random(in: 0...60, using: &random)
      let isOpen = Int.random(in: 0..<12, using: &random) == 0
      let until = isOpen ? Int64.max : since + Int64.random(in: 1...25, using: &random)
      let end = isOpen ? "" : yard.at(until)
      let result = yard("lease pick M2 \(yard.at(since)) \(end) -o json")
      let isFull = (since...min(until - 1, 100)).contains { instant in
        spans.count { $0.since <= instant && instant < $0.until } >= 2
      }
      #expect(result.code == (isFull ? "no-capacity" : nil), "seed \(seed) lease \(number)")
      guard result.status == 0 else { continue }
      yard("lease open ctr-\(number) d1 \(yard.at(since)) \(end)")
      spans.append((since, until))
    }
    for instant in stride(from: Int64(0), through: 100, by: 7) {
      yard.clock(instant)
      let running = spans.count { $0.since <= instant && instant < $0.until }
      #expect(try yard.activeLeases("d1") == Int64(running), "seed \(seed) at \(instant)")
    }
    #expect(yard.faults() == "", "seed \(seed)")
  }
}
