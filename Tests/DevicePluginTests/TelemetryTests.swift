// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import LedgerPlugin
import Store
import TestKit
import Testing

@testable import DevicePlugin

/// Heartbeats lie in a file of their own beside the ledger, which all its users share, and which
/// may be lost.
@Suite("Telemetry beside the ledger")
struct TelemetryTests {
  private let minute: Int64 = 60_000
  private let hour: Int64 = 3_600_000
  private let scratch = ".si64/scratch.sqlite"

  private func beat(_ yard: Yard, _ minutes: some Sequence<Int64>) {
    for number in minutes {
      yard.clock(number * minute)
      yard("device heartbeat d1")
    }
  }

  private func uptime(_ yard: Yard, _ options: String = "") throws -> [Int64?] {
    let shown = try yard.show("d1", options)
    return [shown["heartbeats"]?.integer, shown["heartbeats_expected"]?.integer]
  }

  private func lose(_ yard: Yard) {
    for ending in ["", "-wal", "-shm"] { unlink(yard.ledger.path(scratch + ending)) }
  }

  @Test(arguments: Location.Backend.allCases)
  func itIsMadeWithTheFirstDevice(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [])
    #expect(!File.exists(yard.ledger.path(scratch)))
    yard("device add d1 --tier M2 -n")
    yard("device list")
    #expect(!File.exists(yard.ledger.path(scratch)))
    yard("device add d1 --tier M2")
    var (ledger, file) = (stat(), stat())
    let name = backend == .sqlite ? "ledger.sqlite" : "ledger.json"
    stat(yard.ledger.path(".si64/\(name)"), &ledger)
    #expect(stat(yard.ledger.path(scratch), &file) == 0)
    #expect(ledger.st_mode == file.st_mode)
    #expect(yard.faults() == "")
  }

  @Test(arguments: ["x.db", "x.json"])
  func aBareFileHasItsOwn(_ name: String) throws {
    let yard = try Yard()
    let path = yard.ledger.path(name)
    yard("ledger init -L \(path)")
    for line in ["tier set M2 --rate 1 --memory x", "add d1 --tier M2", "heartbeat d1"] {
      #expect(yard("device \(line) -L \(path)").status == 0, "\(line)")
    }
    #expect(File.exists(path + ".scratch"))
  }

  @Test(arguments: Location.Backend.allCases)
  func manyBeatsInAMinuteHideNothing(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    for _ in 0..<60 { yard("device heartbeat d1") }
    yard.clock(hour)
    #expect(try uptime(yard) == [1, 60])
    yard("device heartbeat d1")
    #expect(try uptime(yard) == [1, 60])
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func aWindowSaysTheSameBeforeAndAfterABeat(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    beat(yard, 0..<15)
    beat(yard, 45..<60)
    yard.clock(hour + 30 * minute)
    for (window, expected) in [("30m", 0), ("45m", 15), ("60m", 15), ("61m", 15), ("90m", 30)] {
      let options = "--window \(window)"
      yard.clock(hour + 30 * minute)
      let before = try uptime(yard, options)
      #expect(before[0] == Int64(expected), "\(window)")
    }
    yard("device heartbeat d1")
    for (window, expected) in [("30m", 0), ("45m", 15), ("60m", 15), ("90m", 30)] {
      #expect(try uptime(yard, "--window \(window)")[0] == Int64(expected), "\(window)")
    }
  }

  @Test func theBeatOfThisVeryMomentDoesNotCountYet() throws {
    let yard = try Yard()
    beat(yard, [5])
    #expect(try uptime(yard) == [0, 5])
    yard.clock(6 * minute - 1)
    #expect(try uptime(yard) == [0, 5])
    yard.clock(6 * minute)
    #expect(try uptime(yard) == [1, 6])
  }

  @Test(arguments: Location.Backend.allCases)
  func whatIsLostCountsAsUp(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    beat(yard, 0..<10)
    beat(yard, [70])
    yard.clock(80 * minute)
    #expect(try uptime(yard) == [11, 80])
    lose(yard)
    // The first hour is in the journal; of what came after nothing is known.
    #expect(try uptime(yard) == [30, 80])
    yard.clock(90 * minute)
    yard("device heartbeat d1")
    yard.clock(100 * minute)
    // From the new file on, silence is silence.
    #expect(try uptime(yard) == [41, 100])
    #expect(yard.faults() == "")
  }

  /// Of an hour of an earlier build only the count is known: one a minute, in the minutes asked
  /// for.
  @Test(arguments: Location.Backend.allCases)
  func hoursOfEarlierBuilds(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    yard("lease hour d1 \(yard.at(0)) 45")
    yard("lease hour d1 \(yard.at(hour)) 100")
    lose(yard)
    yard.clock(3 * hour)
    yard("device audit d1 --pass")
    #expect(try uptime(yard) == [165, 180])
    #expect(try uptime(yard, "--window 150m") == [150, 150])
    #expect(try uptime(yard, "--window 170m") == [165, 170])
    yard.clock(4 * hour)
    #expect(try uptime(yard) == [165, 240])
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func allUsersSeeTheSame(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    beat(yard, 0..<30)
    yard.clock(hour)
    #expect(try uptime(yard) == [30, 60])
    // Another user has another cache.
    yard.ledger.environment["XDG_CACHE_HOME"] = yard.ledger.path("elsewhere")
    #expect(try uptime(yard) == [30, 60])
    yard.clock(hour + minute)
    yard("device heartbeat d1")
    yard.ledger.environment["XDG_CACHE_HOME"] = nil
    yard.clock(hour + 2 * minute)
    #expect(try uptime(yard) == [31, 62])
    #expect(yard.faults() == "")
  }

  /// What cannot be read is as good as lost, and never an error of what is about money.
  @Test(
    arguments: ["garbage", "empty", "newer", "other", "cut", "folder"], Location.Backend.allCases)
  func aFileThatIsNoUse(_ kind: String, _ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    beat(yard, 0..<10)
    let path = yard.ledger.path(scratch)
    let bytes = try yard.ledger.read(scratch)
    try spoil(path, kind, bytes)
    yard.clock(20 * minute)
    #expect(try uptime(yard) == [20, 20])
    #expect(yard("device audit d1 --pass").status == 0)
    if kind != "folder" {
      #expect(yard("device heartbeat d1").status == 0)
      yard.clock(30 * minute)
      #expect(try uptime(yard) == [21, 30])
    }
    #expect(yard.faults() == "")
  }

  private func spoil(_ path: String, _ kind: String, _ bytes: [UInt8]) throws {
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    switch kind {
    case "garbage": try File.replace(path, with: [UInt8](repeating: 65, count: 9000))
    case "empty": try File.replace(path, with: [])
    case "cut": try File.replace(path, with: Array(bytes.prefix(5000)))
    case "folder": try Path.makeDirectory(path)
    case "newer": try File.replace(path, with: newer(bytes))
    default:
      let other = try TestLedger([LedgerPlugin.self, DevicePlugin.self], backend: nil)
      other.clock += 1
      for line in [
        "ledger init", "device tier set M2 --rate 1 --memory x", "device add d1 --tier M2",
        "device heartbeat d1",
      ] {
        #expect(other(line).status == 0)
      }
      try File.replace(path, with: other.read(scratch))
    }
  }

  /// The same file as of a later version.
  private func newer(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    // The user version stands at offset 60, big-endian.
    bytes[61] = 1
    return bytes
  }

  @Test(arguments: Location.Backend.allCases)
  func anEarlierStateOfTheLedgerStartsAnew(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let backup = yard.ledger.path("backup.json")
    #expect(yard("ledger backup \(backup)").status == 0)
    beat(yard, 0..<10)
    yard.clock(hour)
    yard("device heartbeat d1")
    #expect(yard("ledger restore \(backup) --yes").status == 0)
    yard.clock(hour + 10 * minute)
    yard("device heartbeat d1")
    yard.clock(hour + 20 * minute)
    #expect(try uptime(yard) == [71, 80])
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func whatIsUndoneIsNotKept(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    yard.clock(minute)
    #expect(yard("device heartbeat d1 -n").status == 0)
    #expect(yard("device heartbeat - ", input: "d1\nnothing\n").status == 3)
    yard.clock(5 * minute)
    #expect(try uptime(yard) == [0, 5])
    let lines = #"{"name":"d1","ram":8}"# + "\n" + #"{"name":"d1","ram":0}"# + "\n"
    #expect(yard("device set --from - --keep-going", input: lines).status == 2)
    #expect(try yard.show("d1")["ram_gb"]?.integer == 8)
    #expect(yard.faults() == "")
  }

  @Test func theSameCommandsGiveTheSameJournal() throws {
    let heads = try Location.Backend.allCases.map { backend in
      let yard = try Yard(backend)
      beat(yard, stride(from: 0, to: 200, by: 3))
      yard("device retire d1")
      #expect(yard.faults() == "")
      return try yard.head()
    }
    #expect(heads[0] != nil && heads[0] == heads[1])
  }

  /// Uptime against a model of minutes, for windows that begin and end anywhere.
  @Test(arguments: 0..<6)
  func anyWindow(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let yard = try Yard(seed % 2 == 0 ? .sqlite : .json)
    var up: Set<Int64> = []
    var time: Int64 = 0
    for _ in 0..<60 {
      time += Int64.random(in: 1...400_000, using: &random)
      yard.clock(time)
      yard("device heartbeat d1")
      up.insert(time / minute)
    }
    for _ in 0..<20 {
      let now = time + Int64.random(in: 1...200_000, using: &random)
      let window = Int64.random(in: 1...(5 * hour), using: &random)
      yard.clock(now)
      let first = (max(0, now - window) + minute - 1) / minute
      let minutes = first..<max(first, now / minute)
      let expected = [Int64(minutes.count(where: up.contains)), Int64(minutes.count)]
      #expect(try uptime(yard, "--window \(window)ms") == expected, "seed \(seed)")
    }
  }

  /// The journal is durable before scratch: what a killed process left there may come again.
  @Test func theSameBeatsAgainChangeNothing() {
    let hour = Timestamp(milliseconds: 1_767_225_600_000)
    var beats = Heartbeat(device: "d1", hour: hour)
    for minute: Int64 in [1, 2, 2, 7] {
      beats.add(at: Timestamp(milliseconds: hour.milliseconds + minute * 60_000))
    }
    var uptime = DeviceUptime(device: "d1", hour: hour)
    uptime.add(beats)
    let once = uptime
    #expect(once.received == 4)
    uptime.add(beats)
    #expect(uptime == once)
    beats.add(at: Timestamp(milliseconds: hour.milliseconds + 540_000))
    uptime.add(beats)
    #expect((uptime.received, uptime.minutes) == (5, once.minutes.map { $0 | 1 << 9 }))
  }
}
