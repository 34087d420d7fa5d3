// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import Store
import TestKit
import Testing

/// A batch through a named pipe, whose lines come when they come.
private final class Stream {
  let process: Process
  private let feed: Int32

  init(_ place: Workplace, _ line: String) throws {
    let pipe = place.ledger.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    process = try place.start(line.replacing("PIPE", with: pipe))
    feed = open(pipe, O_WRONLY)
  }

  func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.write(feed, bytes, bytes.count)
  }

  func end() -> Process.End {
    close(feed)
    return process.end()
  }
}

@Suite("Streams", .serialized)
struct StreamTests {
  private static let transfer = #"{"from":"a","to":"b","amount":"1"}"#

  /// Two orders, the second much later: each starts when it was committed.
  @Test(arguments: Location.Backend.allCases, ["--commit-every 1", "", "--keep-going"])
  func theClockIsReadOnceTheInputIsThere(
    _ backend: Location.Backend, _ options: String
  ) throws {
    let place = try Workplace(backend)
    try place.run("ledger create-account w --balance 10SOL")
    try place.run("device tier set T --rate 1SOL --memory 8GB")
    try place.run("device add d1 --tier T --slots 9")
    let stream = try Stream(place, "rent create --from PIPE \(options) -o jsonl")
    let order = #"{"wallet":"w","tier":"T","hours":1}"#
    stream.write(order)
    usleep(1_200_000)
    stream.write(order)
    let end = stream.end()
    #expect(end.status == 0, "\(end.errors)")
    let starts = try end.output.split(separator: "\n").map { line in
      let text = try #require(try JSON(parsing: String(line))["started_at"]?.string)
      return try Timestamp(parsing: text).milliseconds
    }
    try #require(starts.count == 2)
    let later = starts[1] - starts[0]
    #expect(options.hasPrefix("--commit") ? later >= 1_000 : later == 0)
    try place.expectSound()
  }

  /// What was measured after the end of a contract is not recorded, whenever the stream began.
  @Test(arguments: Location.Backend.allCases)
  func aSampleThatComesTooLateIsRefused(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    try place.run("ledger create-account w --balance 10SOL")
    try place.run("device tier set T --rate 1SOL --memory 8GB")
    try place.run("device add d1 --tier T")
    try place.run("rent create --wallet w --tier T --hours 0.0003")
    let stream = try Stream(place, "meter record --from PIPE --commit-every 1 -o json")
    usleep(1_500_000)
    stream.write(
      #"{"contract":"ctr-1","cpu":1,"memory":1,"disk_read":1,"disk_write":1,"net_rx":1,"net_tx":1}"#
    )
    let end = stream.end()
    #expect(end.status == 5, "\(end.output) \(end.errors)")
    #expect(end.errors.contains("bad-state"), "\(end.errors)")
  }

  /// Whoever does not read on what failed locks nobody out.
  @Test(arguments: Location.Backend.allCases)
  func reportsThatNobodyReads(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let lines = String(repeating: "nonsense\n", count: 3_000)
    try place.ledger.write(lines + Self.transfer + "\n", to: "bad.jsonl")
    let pipe = place.ledger.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let reader = open(pipe, O_RDWR | O_CLOEXEC)
    let file = place.ledger.path("bad.jsonl")
    let process = try place.start("ledger transfer --from \(file) --keep-going", errors: pipe)
    usleep(800_000)
    let other = try place.run("ledger transfer a b 7 --lock-timeout 5s")
    #expect(other.status == 0, "\(other.errors)")
    var space = [UInt8](repeating: 0, count: 1 << 20)
    var seen = 0
    // One line a failure, and one of how many there were.
    while seen < 3_001 {
      let count = read(reader, &space, space.count)
      try #require(count > 0)
      seen += space[..<count].count { $0 == UInt8(ascii: "\n") }
    }
    #expect(process.end().status == 2)
    close(reader)
    #expect(try place.balance() == 8)
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchIsOfTheTimeItWasComplete(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let stream = try Stream(place, "ledger transfer --from PIPE -o jsonl")
    stream.write(Self.transfer)
    usleep(1_200_000)
    try place.run("ledger transfer a b 5 --note meanwhile")
    let end = stream.end()
    #expect(end.status == 0, "\(end.errors)")
    let all = try place.run("ledger history --columns id,note,amount -o csv --no-header").output
    let newest = all.split(separator: "\n").prefix(2)
    #expect(newest.first?.hasSuffix(",1") == true, "\(all)")
    #expect(newest.last?.hasSuffix("meanwhile,5") == true, "\(all)")
    try place.expectSound()
  }

  /// A metering agent that waits for samples must not keep a payment waiting.
  @Test(
    arguments: Location.Backend.allCases,
    [
      "ledger transfer --from PIPE", "ledger transfer --from PIPE --commit-every 1",
      "ledger transfer --from PIPE --keep-going", "ledger post --from PIPE --commit-every 3",
      "ledger transfer --from PIPE --input csv", "ledger import --format jsonl PIPE",
      "ledger import --format jsonl PIPE --idempotency-key k", "ledger import --format csv PIPE",
      "ledger import --format mesh PIPE",
    ])
  func whoWaitsForInputLocksNobodyOut(
    _ backend: Location.Backend, _ line: String
  ) throws {
    let place = try Workplace(backend)
    let stream = try Stream(place, line)
    let isCSV = line.contains("csv")
    stream.write(
      isCSV
        ? "from,to,amount"
        : line.contains("mesh") ? #"{"accounts":{},"transfers":["# : transferred(line))
    usleep(400_000)
    let other = try place.run("ledger transfer a b 7 --lock-timeout 0")
    #expect(other.status == 0, "\(other.errors)")
    stream.write(isCSV ? "a,b,1" : line.contains("mesh") ? "]}" : transferred(line))
    let end = stream.end()
    #expect(end.status == 0, "\(end.errors)")
    #expect(try place.balance() == 7 + (isCSV ? 1 : line.contains("mesh") ? 0 : 2))
    try place.expectSound()
  }

  private func transferred(_ line: String) -> String {
    line.hasPrefix("ledger transfer") ? Self.transfer : "{\"postings\":[\(Self.transfer)]}"
  }

  @Test func idsFromAPipeLockNobodyOut() throws {
    let place = try Workplace(.sqlite)
    let pipe = place.ledger.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // Open for both, as the process cannot start before its input has another end.
    let feed = open(pipe, O_RDWR | O_CLOEXEC)
    let process = try place.start("ledger freeze -", input: pipe)
    _ = write(feed, "b\n", 2)
    usleep(300_000)
    #expect(try place.run("ledger transfer a b 7 --lock-timeout 0").status == 0)
    close(feed)
    #expect(process.end().status == 0)
  }
}
