// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import Store
import TestKit
import Testing

@Suite("Heartbeats and uptime")
struct UptimeTests {
  private let minute: Int64 = 60_000
  private let hour: Int64 = 3_600_000
  private let day: Int64 = 86_400_000

  private func beats(_ device: String, _ yard: Yard, _ options: String = "") throws -> [Int64?] {
    let shown = try yard.show(device, options)
    return [shown["heartbeats"]?.integer, shown["heartbeats_expected"]?.integer]
  }

  @Test(arguments: Location.Backend.allCases)
  func aMinuteIsOneHeartbeat(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let expected: [(Int64, Int64, String?)] = [
      (0, 0, nil), (minute - 1, 0, nil), (minute, 1, "0.00"), (2 * minute - 1, 1, "0.00"),
      (2 * minute, 2, "0.00"),
    ]
    for (clock, count, uptime) in expected {
      yard.clock(clock)
      #expect(try beats("d1", yard) == [0, count], "\(clock)")
      #expect(try yard.show("d1")["uptime"]?.string == uptime, "\(clock)")
    }
  }

  private static let windows: [(options: String, expected: Int64)] = [
    ("", 1440), ("--window 24h", 1440), ("--window 1h", 60), ("--window 1m", 1),
    ("--window 59s", 0), ("--window 90s", 1), ("--window 2d", 2880), ("--window 366d", 2880),
    ("--window 3600", 60),
  ]

  @Test func expectedOverAWindow() throws {
    let yard = try Yard()
    // It is two days old: nothing is expected from before that.
    yard.clock(2 * day)
    for (options, expected) in Self.windows {
      #expect(try beats("d1", yard, options) == [0, expected], "\(options)")
    }
  }

  /// One heartbeat an hour old, seen through windows whose start passes over it.
  @Test(
    arguments: [(59, 0), (60, 1), (61, 1)] as [(Int64, Int64)], Location.Backend.allCases)
  func theStartOfAWindowIsPartOfIt(
    _ row: (minutes: Int64, received: Int64), _ backend: Location.Backend
  ) throws {
    let yard = try Yard(backend)
    yard.clock(5 * hour + 30 * minute)
    yard("device heartbeat d1")
    yard.clock(6 * hour + 30 * minute)
    #expect(try beats("d1", yard, "--window \(row.minutes)m")[0] == row.received)
  }

  @Test(arguments: Location.Backend.allCases)
  func anHourGoesToTheJournalWhenItIsOver(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let entries = { try yard("ledger info -o json").json()["entries"]?.integer }
    let before = try entries()
    for clock in [hour - 2, hour - 1] {
      yard.clock(clock)
      yard("device heartbeat d1")
    }
    #expect(try entries() == before)
    yard.clock(hour)
    yard("device heartbeat d1")
    #expect(try entries() == (before ?? 0) + 1)
    yard.clock(2 * hour - 1)
    yard("device heartbeat d1")
    #expect(try entries() == (before ?? 0) + 1)
    yard.clock(2 * hour)
    #expect(try beats("d1", yard) == [3, 120])
    yard("device heartbeat d1")
    #expect(try entries() == (before ?? 0) + 2)
    #expect(yard.faults() == "")
  }

  /// Raw heartbeats are telemetry: what the journal has of them is what a rebuild brings back.
  @Test func aCopyHasTheHoursThatAreOver() throws {
    let yard = try Yard()
    for number in 0..<5 {
      yard.clock(Int64(number) * minute)
      yard("device heartbeat d1")
    }
    yard.clock(hour + minute)
    yard("device heartbeat d1")
    #expect(try beats("d1", yard) == [5, 61])
    let copy = yard.ledger.path("copy.json")
    #expect(yard("ledger copy \(copy)").status == 0)
    let shown = try yard("device show d1 -L \(copy) -o json").json()
    // Of the minute that was not over when the hour was written, the copy knows nothing.
    #expect(shown["heartbeats"]?.integer == 6)
    #expect(yard("ledger verify -L \(copy)").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func everyWriteToADeviceRecordsItsHours(_ backend: Location.Backend) throws {
    for line in ["audit d1 --pass", "retire d1", "heartbeat d1"] {
      let yard = try Yard(backend, slots: [1, 1])
      yard("device heartbeat d1")
      yard("device heartbeat d2")
      yard.clock(hour + minute)
      let head = try yard.head()
      yard("device \(line)")
      #expect(try yard.head() != head)
      #expect(yard("ledger copy \(yard.ledger.path("copy.json"))").status == 0)
      let copied = try yard("device list -L \(yard.ledger.path("copy.json")) -o json").json()
      // The other's hour waits for its own next write: nothing is known of it.
      #expect(copied.array?.map { $0["heartbeats"]?.integer } == [2, 61], "\(line)")
      #expect(yard.faults() == "", "\(line)")
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func lateHeartbeatsOfAnHourAreAdded(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let late = { (clock: Int64) in yard("device heartbeat d1 --at \(yard.at(clock))") }
    _ = late(minute)
    yard.clock(hour)
    yard("device heartbeat d1")
    // From a machine whose clock is behind: hour 0 has been written, and grows.
    _ = late(2 * minute)
    _ = late(3 * minute)
    yard.clock(hour + minute)
    yard("device heartbeat d1")
    yard.clock(hour + 2 * minute)
    #expect(try beats("d1", yard)[0] == 5)
    #expect(yard.faults() == "")
  }

  @Test func aMinuteCountsOnce() throws {
    let yard = try Yard()
    for number in 0..<70 {
      yard.clock(Int64(number) * 50_000)
      yard("device heartbeat d1")
    }
    yard.clock(2 * hour)
    #expect(try beats("d1", yard) == [58, 120])
    #expect(try yard.show("d1")["uptime"]?.string == "48.33")
  }

  @Test func eachDeviceHasItsOwn() throws {
    let yard = try Yard(slots: [1, 1, 1])
    yard.clock(10 * minute)
    #expect(yard("device heartbeat - -q", input: "d1\nd2\nd1\n").output == "d1\nd2\nd1\n")
    yard.clock(20 * minute)
    let all = try yard("device list -o json").json().array ?? []
    #expect(all.map { $0["heartbeats"]?.integer } == [1, 1, 0])
    #expect(all.map { $0["uptime"]?.string } == ["5.00", "5.00", "0.00"])
  }

  @Test func aHeartbeatSaysWhen() throws {
    let yard = try Yard()
    yard.clock(1234)
    let beat = try yard("device heartbeat d1 -o json").json()
    #expect(beat["kind"]?.string == "heartbeat")
    #expect(beat["id"]?.string == "d1")
    #expect(beat["at"]?.string == yard.at(1234))
  }

  @Test func aDryRunCountsNothing() throws {
    let yard = try Yard()
    yard.clock(hour + minute)
    let head = try yard.head()
    #expect(yard("device heartbeat d1 -n").status == 0)
    #expect(try beats("d1", yard)[0] == 0)
    #expect(try yard.head() == head)
  }

  /// Only what wrote an entry binds a key: within an hour nothing does.
  @Test func aKeyBindsWhereAnHourWasWritten() throws {
    let yard = try Yard()
    let line = "device heartbeat d1 --idempotency-key k -o json"
    for _ in 0..<2 { yard(line) }
    #expect(try beats("d1", yard)[0] == 0)
    yard.clock(minute)
    #expect(try beats("d1", yard)[0] == 1)
    yard.clock(hour)
    let first = yard(line)
    yard.clock(hour + 5 * minute)
    #expect(yard(line).output == first.output)
    let other = yard("device heartbeat nothing --idempotency-key k -o json")
    #expect(other.status != 0)
    #expect(yard.faults() == "")
  }
}
