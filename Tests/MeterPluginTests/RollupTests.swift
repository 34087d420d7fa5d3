// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("Rollups")
struct RollupTests {
  @Test("a minute is journaled by the first sample after it", arguments: Location.Backend.allCases)
  func minute(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    let head = ledger("ledger info -o json").output
    for cpu in ["1", "2", "2.01"] { record(ledger, cpu: cpu) }
    ledger.clock = midnight + 59_999
    record(ledger, cpu: "4")
    #expect(ledger("ledger info -o json").output == head)
    ledger.clock += 1
    record(ledger, cpu: "50")
    #expect(ledger("ledger info -o json").output != head)
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(
      minutes.map { $0["id"]?.string } == ["ctr-1/2026-01-01T00:00Z", "ctr-1/2026-01-01T00:01Z"])
    #expect(minutes.map { $0["complete"] } == [.bool(true), .bool(false)])
    #expect(minutes[0]["samples"] == .integer(4))
    let parts = ["min", "mean", "max", "sum"].map { minutes[0]["cpu_\($0)"]?.string }
    // 9.01 ÷ 4 is 2.2525, half-even 2.25.
    #expect(parts == ["1.00", "2.25", "4.00", "9.01"])
    #expect(minutes[0]["first_seq"] == .integer(1))
    #expect(minutes[0]["last_seq"] == .integer(4))
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("settling journals the open minute in its own entry", arguments: Location.Backend.allCases)
  func settling(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock += 90_000
    record(ledger, cpu: "3")
    let before = try entries(ledger)
    #expect(ledger("contract settle ctr-1").status == 0)
    #expect(try entries(ledger) == before + 1)
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(minutes.map { $0["id"]?.string } == ["ctr-1/2026-01-01T00:01Z"])
    #expect(minutes[0]["complete"] == .bool(true))
    #expect(ledger("contract settle ctr-1").status == 0)
    #expect(ledger("ledger verify").errors == "")
  }

  @Test(
    "a sweep journals the open minutes of what it settles", arguments: Location.Backend.allCases)
  func sweeping(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger.clock = midnight + 3_599_999
    record(ledger, cpu: "3")
    ledger.clock = midnight + 7_200_000
    #expect(ledger("contract sweep").status == 0)
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(minutes.map { $0["id"]?.string } == ["ctr-1/2026-01-01T00:59Z"])
    #expect(minutes[0]["complete"] == .bool(true))
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("a dry run of settling leaves the minute open")
  func dryRun() throws {
    let ledger = try rentedLedger()
    record(ledger, cpu: "3")
    #expect(ledger("contract settle ctr-1 -n").status == 0)
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(minutes.map { $0["complete"] } == [.bool(false)])
    record(ledger, cpu: "4")
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(2))
  }

  @Test("a pause within a minute does not split it")
  func pause() throws {
    let ledger = try rentedLedger()
    record(ledger, cpu: "3")
    ledger.clock += 1000
    ledger("contract pause ctr-1")
    ledger.clock += 1000
    ledger("contract resume ctr-1")
    record(ledger, cpu: "4")
    ledger("contract settle ctr-1")
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(minutes.map { $0["samples"] } == [.integer(2)])
    #expect(ledger("ledger verify").errors == "")
  }

  @Test(
    "7 200 samples in an hour: the price stays, the sums agree",
    arguments: Location.Backend.allCases)
  func hour(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    #expect(ledger("renting open THOR").output == "ctr-2\n")
    var random = Generator(state: 7)
    var sums: [Int64] = [0, 0, 0, 0, 0, 0]
    var text = ""
    for seq in 0..<7200 {
      let values = Measure.allCases.map {
        Int64.random(in: 0...min($0.limit, 10_000_000), using: &random)
      }
      for (index, value) in values.enumerated() { sums[index] += value }
      let usage = Usage { values[Measure.allCases.firstIndex(of: $0) ?? 0] }
      text += Self.line(usage, seq: seq + 1, at: midnight + Int64(seq) * 500)
    }
    ledger.clock = midnight + 3_599_500
    let recorded = ledger("meter record --from - -o jsonl", input: text)
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(recorded.output.split(separator: "\n").count == 7200)
    let (metered, plain) = (
      ledger("contract show ctr-1 -o json"), ledger("contract show ctr-2 -o json")
    )
    for name in ["used", "refund", "prepaid"] {
      #expect(try metered.json()[name] == plain.json()[name], "\(name)")
    }
    #expect(try metered.json()["used"]?.string == "0.034995000")
    #expect(try metered.json()["refund"]?.string == "0.000005000")
    ledger("contract settle ctr-1")
    ledger("contract settle ctr-2")
    try check(sums, ledger)
    let shown = try ledger("contract show ctr-1 -o json").json()
    #expect(shown["used"] == (try plain.json()["used"]))
    #expect(ledger("meter usage ctr-1 --samples -o id").output.split(separator: "\n").count == 100)
    #expect(ledger("ledger verify").errors == "")
  }

  private func check(_ sums: [Int64], _ ledger: TestLedger) throws {
    let usage = try ledger("meter usage ctr-1 -o json").json()
    #expect(usage["samples"] == .integer(7200))
    #expect(usage["minutes"] == .integer(60))
    let minutes = try #require(ledger("meter usage ctr-1 --minutes -o json").json().array)
    #expect(minutes.count == 60)
    for minute in minutes { #expect(minute["samples"] == .integer(120)) }
    for (measure, sum) in zip(Measure.allCases, sums) {
      let name = "\(measure.rawValue)_sum"
      #expect(usage[name]?.string == measure.text(sum), "\(name), seed 7")
    }
  }

  static func line(_ usage: Usage, seq: Int, at time: Int64) -> String {
    let figures = Measure.allCases.map { "\"\($0.rawValue)\":\"\($0.text(usage[$0] ?? 0))\"" }
    let when = Timestamp(milliseconds: time).text
    return "{\"contract\":\"ctr-1\",\(figures.joined(separator: ",")),"
      + "\"seq\":\(seq),\"taken_at\":\"\(when)\"}\n"
  }

  @Test("what is in scratch may be lost", arguments: Location.Backend.allCases)
  func lostScratch(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    for _ in 0..<3 { record(ledger, cpu: "3") }
    ledger.clock += 60_000
    record(ledger, cpu: "4")
    loseScratch(of: ledger)
    #expect(ledger("ledger verify").errors == "")
    #expect(ledger("meter usage ctr-1 --samples").output.isEmpty)
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(3))
    // The journal still knows the numbers of complete minutes, and which minutes these are.
    for seq in 1...3 {
      #expect(ledger("meter record ctr-1 \(figures) --seq \(seq) -o json").code == "conflict")
    }
    let early = ledger("meter record ctr-1 \(figures) --at 2026-01-01T00:00:30Z -o json")
    #expect(early.code == "clock-regression")
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/4\n")
    ledger.clock += 60_000
    #expect(ledger("meter record ctr-1 \(figures)").output == "ctr-1/5\n")
    loseScratch(of: ledger)
    #expect(ledger("contract settle ctr-1").status == 0)
    #expect(try ledger("meter usage ctr-1 -o json").json()["minutes"] == .integer(2))
    #expect(ledger("ledger verify").errors == "")
  }

  /// The journal is durable before scratch: whoever is killed in between leaves there the minute
  /// that the journal has.
  @Test("a minute that is still open in scratch", arguments: Location.Backend.allCases)
  func scratchOfBefore(_ backend: Location.Backend) throws {
    for last in ["contract settle ctr-1", "contract sweep", "meter record ctr-1 \(figures)"] {
      let ledger = try rentedLedger(backend)
      record(ledger, cpu: "3")
      let names = ["", "-wal"].map { ".si64/scratch.sqlite\($0)" }
      let before = names.map { (name: $0, bytes: try? ledger.read($0)) }
      ledger.clock += 60_000
      record(ledger, cpu: "4")
      loseScratch(of: ledger)
      for file in before {
        guard let bytes = file.bytes else { continue }
        try File.replace(ledger.path(file.name), with: bytes)
      }
      ledger.clock += last == "contract sweep" ? 40 * 3_600_000 : 60_000
      let result = ledger("\(last) -o json")
      #expect(result.status == 0, "\(last): \(result.output)\(result.errors)")
      #expect(ledger("contract settle ctr-1").status == 0)
      #expect(ledger("ledger verify").errors == "")
    }
  }

  @Test("the same commands on both backends give the same journal")
  func sameJournal() throws {
    let heads = try Location.Backend.allCases.map { backend in
      let ledger = try rentedLedger(backend)
      for _ in 0..<5 {
        record(ledger, cpu: "3.5")
        ledger.clock += 25_000
      }
      ledger("contract settle ctr-1")
      return try ledger("ledger info -o json").json()["head"]
    }
    #expect(heads[0] != nil)
    #expect(heads[0] == heads[1])
  }

  private func loseScratch(of ledger: TestLedger) {
    var removed = 0
    for ending in ["", "-wal", "-shm"] {
      if unlink(ledger.path(".si64/scratch.sqlite" + ending)) == 0 { removed += 1 }
    }
    #expect(removed > 0)
  }

  @Test("samples are there for whoever asks, whatever cache he has")
  func shared() throws {
    let ledger = try rentedLedger(.json)
    record(ledger, cpu: "3")
    ledger.environment["XDG_CACHE_HOME"] = ledger.path("elsewhere")
    #expect(ledger("meter usage ctr-1 --samples -q").output == "ctr-1/1\n")
    #expect(ledger("meter record ctr-1 \(figures) --seq 1 -o json").code == "conflict")
  }

  private func record(_ ledger: TestLedger, cpu: String) {
    let result = ledger(
      "meter record ctr-1 --cpu \(cpu) --memory 1 --disk-read 0 --disk-write 0 "
        + "--net-rx 0 --net-tx 0"
    )
    #expect(result.status == 0, "\(result.errors)")
  }

  private func entries(_ ledger: TestLedger) throws -> Int64 {
    try #require(ledger("ledger verify -o json").json()["entries"]?.integer)
  }
}
