// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerCore
import Money
import Store
import TestKit
import Testing

@testable import MeterPlugin

/// A collector at a test ledger, with a clock that its sleeping moves on.
final class CollectorRig {
  let ledger: TestLedger
  let fake = FakeMachine()
  let output = Sink()
  let errors = Sink()
  var globals = GlobalOptions()
  /// Called after each piece of sleep, with the milliseconds since midnight.
  var onSleep: (Int64) -> Void = { _ in }
  /// What sleeping says of the user.
  var isInterrupted = false
  private(set) var slept: Int64 = 0
  private(set) var session: Session?

  final class Sink: TextSink {
    var text = ""
    func write(_ text: String) { self.text += text }
    var lines: [Substring] { text.split(separator: "\n") }
  }

  init(_ backend: Location.Backend = .sqlite) throws {
    ledger = try rentedLedger(backend)
    globals.lockTimeout = 0
  }

  /// Collects, and gives the exit status.
  @discardableResult
  func collect(
    count: Int64? = nil, interval: Int64 = 500, target: ProcSampler.Target = .machine
  ) throws -> Int32 {
    let ledger = ledger
    let surroundings = Surroundings(
      environment: ["HOME": ledger.directory], workingDirectory: ledger.directory,
      loginName: "tester", clock: { Timestamp(milliseconds: ledger.clock) },
      makeKeyPair: { preconditionFailure("no keys here") }, input: 0, output: output,
      errors: errors, ask: { _ in nil },
      sleep: {
        ledger.clock += $0
        self.slept += $0
        self.onSleep(ledger.clock - midnight)
        return !self.isInterrupted
      })
    let session = Session(ledger.plugins, globals, surroundings)
    self.session = session
    let machine = fake.machine
    let collector = Collector(
      contract: "ctr-1", target: target, interval: interval, count: count, machine: machine,
      session: session)
    try machine.holdingSignals { try collector.run(until: $0) }
    return session.exitStatus
  }

  /// The samples that are kept, as JSON.
  func samples() throws -> [JSON] {
    try #require(ledger("meter usage ctr-1 --samples -o json").json().array)
  }
}

@Suite("meter collect")
struct CollectorTests {
  @Test("one sample an interval, each a line", arguments: Location.Backend.allCases)
  func samples(_ backend: Location.Backend) throws {
    let rig = try CollectorRig(backend)
    rig.onSleep = { _ in
      rig.fake.busy += 25
      rig.fake.idle += 75
      rig.fake.received += 10
    }
    #expect(try rig.collect(count: 3) == 0)
    #expect(rig.slept == 1500)
    #expect(
      rig.output.lines.first == """
        ctr-1/1\t2026-01-01T00:00:00.500Z\t25.00\t512.000\t0\t0\t50\t0\t0.000005000\t\
        0.034995000\tSOL
        """)
    #expect(rig.output.lines.count == 3)
    let samples = try rig.samples()
    #expect(samples.map { $0["cpu"]?.string } == ["25.00", "25.00", "25.00"])
    #expect(samples.map { $0["net_rx"] } == [.integer(50), .integer(50), .integer(50)])
    #expect(rig.errors.text.isEmpty)
    #expect(rig.ledger("ledger verify").errors == "")
  }

  @Test("formats are streamed")
  func formats() throws {
    let rig = try CollectorRig()
    rig.globals.output = .json
    try rig.collect(count: 2)
    #expect(try JSON(parsing: rig.output.text).array?.count == 2)
    rig.output.text = ""
    rig.globals.output = .jsonl
    try rig.collect(count: 2)
    #expect(
      try rig.output.lines.map { try JSON(parsing: String($0))["seq"] } == [
        .integer(3), .integer(4),
      ])
    rig.output.text = ""
    rig.globals.output = .csv
    try rig.collect(count: 2)
    #expect(rig.output.lines.map { $0.prefix(3) } == ["id,", "ctr", "ctr"])
    rig.output.text = ""
    rig.globals.quiet = true
    try rig.collect(count: 1)
    #expect(rig.output.text == "ctr-1/7\n")
  }

  @Test("minutes become rollups along the way")
  func rollups() throws {
    let rig = try CollectorRig()
    try rig.collect(count: 5, interval: 30_000)
    let usage = try rig.ledger("meter usage ctr-1 -o json").json()
    #expect((usage["samples"], usage["minutes"]) == (.integer(5), .integer(3)))
    #expect(rig.ledger("ledger verify").errors == "")
  }

  @Test("a missed tick is left out, and the next sample covers it")
  func missedTick() throws {
    let rig = try CollectorRig()
    rig.onSleep = { time in
      rig.fake.sent += 1
      // As if the machine had slept for three intervals and a bit.
      if time == 1000 { rig.ledger.clock += 1600 }
    }
    #expect(try rig.collect(count: 3) == 0)
    let times = try rig.samples().map { $0["taken_at"]?.string?.suffix(13) }
    #expect(times == ["T00:00:00.500Z", "T00:00:02.600Z", "T00:00:03.000Z"].map { $0.suffix(13) })
    #expect(try rig.samples().map { $0["net_tx"] } == [.integer(5), .integer(5), .integer(4)])
  }

  @Test("a clock that is set back makes nobody wait for longer than an interval")
  func clockBack() throws {
    let rig = try CollectorRig()
    rig.onSleep = { time in if time == 500 { rig.ledger.clock -= 300 } }
    try rig.collect(count: 3)
    #expect(rig.slept <= 1500)
    #expect(try rig.samples().count == 3)
  }

  @Test(
    "a busy ledger delays a sample and loses nothing of it", arguments: Location.Backend.allCases)
  func busy(_ backend: Location.Backend) throws {
    let rig = try CollectorRig(backend)
    var other: Store?
    rig.onSleep = { time in
      rig.fake.sent += 1
      if time == 900 { other = try? rig.lock() }
      if time == 1900 {
        other?.rollback()
        other = nil
      }
    }
    #expect(try rig.collect(count: 3) == 0)
    #expect(try rig.samples().map { $0["net_tx"] } == [.integer(5), .integer(15), .integer(5)])
    #expect(rig.errors.lines.count == 1)
    #expect(rig.errors.text.contains("another process is writing"))
    #expect(rig.ledger("ledger verify").errors == "")
  }

  @Test("a signal ends it with 128 + n, what was sampled is kept", arguments: [SIGINT, SIGTERM])
  func signals(_ signal: Int32) throws {
    let rig = try CollectorRig()
    rig.fake.signal = { rig.slept >= 1200 ? signal : nil }
    rig.globals.output = .json
    #expect(try rig.collect() == 128 + signal)
    // No later than the piece of sleep after it.
    #expect(rig.slept == 1200)
    #expect(try JSON(parsing: rig.output.text).array?.count == 2)
    #expect(rig.ledger("contract settle ctr-1").status == 0)
    let usage = try rig.ledger("meter usage ctr-1 -o json").json()
    #expect((usage["samples"], usage["minutes"]) == (.integer(2), .integer(1)))
    #expect(rig.ledger("ledger verify").errors == "")
  }

  @Test("an interrupted sleep ends it as SIGINT does")
  func interrupted() throws {
    let rig = try CollectorRig()
    rig.onSleep = { time in rig.isInterrupted = time == 700 }
    #expect(try rig.collect() == 130)
    #expect(try rig.samples().count == 1)
  }

  @Test("it ends where the contract does", arguments: ["expires", "settles", "pauses"])
  func contractEnds(_ how: String) throws {
    let rig = try CollectorRig()
    rig.ledger.clock = midnight + 3_599_000
    rig.onSleep = { time in
      guard time == 3_599_600 else { return }
      if how == "settles" { rig.ledger("contract settle ctr-1") }
      if how == "pauses" { rig.ledger("contract pause ctr-1") }
    }
    #expect(try rig.collect() == 0)
    #expect(rig.errors.text.contains("only active contracts are metered"))
    #expect(try rig.samples().count == 1)
  }

  @Test("it does not begin for a contract that is not active, or not there")
  func notActive() throws {
    let rig = try CollectorRig()
    rig.ledger("contract pause ctr-1")
    #expect(code { try rig.collect() } == .badState)
    #expect(rig.slept == 0)
    #expect(rig.ledger("meter collect ctr-2 -o json").code == "not-found")
  }

  @Test("it ends where its process does; one that is not there is an error")
  func process() throws {
    let rig = try CollectorRig()
    #expect(code { try rig.collect(target: .process(7)) } == .notFound)
    rig.fake.process = .init()
    rig.onSleep = { time in
      rig.fake.uptime += 10
      rig.fake.process?.user += 5
      if time == 1200 { rig.fake.process?.state = "Z" }
    }
    #expect(try rig.collect(target: .process(7)) == 0)
    #expect(rig.errors.text == "si64: process 7 has ended\n")
    #expect(try rig.samples().map { $0["cpu"]?.string } == ["50.00", "50.00"])
  }

  @Test("a process whose figures may not be read is an error, not zeros")
  func forbidden() throws {
    let rig = try CollectorRig()
    rig.fake.process = .init()
    rig.fake.failures["/proc/7/io"] = Failure(.permission, "cannot read /proc/7/io")
    #expect(code { try rig.collect(target: .process(7)) } == .permission)
    #expect(try rig.samples().isEmpty)
  }

  @Test(
    "one odd figure is absent, the others are recorded", arguments: Location.Backend.allCases)
  func oddFigure(_ backend: Location.Backend) throws {
    let rig = try CollectorRig(backend)
    rig.fake.texts["/proc/meminfo"] = "MemTotal: 9 kB\n"
    #expect(try rig.collect(count: 2) == 0)
    rig.fake.texts = [:]
    #expect(try rig.collect(count: 1) == 0)
    let samples = try rig.samples()
    #expect(samples.map { $0["memory"]?.string } == [nil, nil, "512.000"])
    #expect(samples.allSatisfy { $0["cpu"] != nil && $0["net_rx"] != nil })
    let open = try rig.ledger("meter usage ctr-1 -o json").json()
    rig.ledger("contract settle ctr-1")
    let usage = try rig.ledger("meter usage ctr-1 -o json").json()
    for name in ["memory_min", "memory_mean", "memory_max", "memory_sum", "cpu_mean", "samples"] {
      #expect(usage[name] == open[name] && usage[name] != nil, "\(name)")
    }
    #expect(usage["memory_mean"]?.string == "512.000")
    #expect(rig.ledger("ledger verify").errors == "")
  }

  @Test("a machine that says nothing is an error")
  func noFigure() throws {
    let rig = try CollectorRig()
    for file in ["stat", "meminfo", "vmstat", "net/dev"] {
      rig.fake.texts["/proc/\(file)"] = "x\ny\nz\n"
    }
    #expect(code { try rig.collect() } == .io)
  }

  @Test("the longest interval there is ends with a signal, not in a crash")
  func longInterval() throws {
    let rig = try CollectorRig()
    rig.isInterrupted = true
    #expect(try rig.collect(interval: .max) == 130)
  }

  @Test("a dry run samples and keeps nothing")
  func dryRun() throws {
    let rig = try CollectorRig()
    rig.globals.dryRun = true
    try rig.collect(count: 2)
    #expect(rig.output.lines.count == 2)
    #expect(try rig.samples().isEmpty)
  }

  @Test(
    "bad input",
    arguments: [
      ("", "usage"), ("ctr-1 --interval 0", "bad-value"), ("ctr-1 --interval soon", "bad-value"),
      ("ctr-1 --interval 9223372036854775807ms", "bad-value"),
      ("ctr-1 --interval 367d", "bad-value"),
      ("ctr-1 --count 0", "bad-value"), ("ctr-1 --count many", "bad-value"),
      ("ctr-1 --pid 0", "bad-value"), ("ctr-1 --pid self", "bad-value"),
      ("ctr-1 --pid 4294967296", "bad-value"), ("ctr-9", "not-found"),
      ("ctr-1 --at 2026-01-01", "usage"), ("ctr-1 --idempotency-key k", "usage"),
    ])
  func badInput(_ words: String, _ code: String) throws {
    let rig = try CollectorRig()
    #expect(rig.ledger("meter collect \(words) -o json").code == code)
  }

  @Test("the real /proc of this process", arguments: Location.Backend.allCases)
  func real(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    let collected = ledger(
      "meter collect ctr-1 --pid \(getpid()) --count 3 --interval 10ms -o jsonl")
    #expect(collected.status == 0, "\(collected.errors)")
    let samples = try collected.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(samples.count == 3)
    for sample in samples {
      #expect(sample["memory"]?.string.map { $0 != "0.000" } ?? false)
      #expect(sample["refund"]?.string == "0.035000000")
    }
    #expect(ledger("ledger verify").errors == "")
  }

  private func code(_ body: () throws -> some Any) -> ErrorCode? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? Failure)?.code
    }
  }
}

extension CollectorRig {
  /// The ledger's lock, as another process would have it.
  func lock() throws -> Store {
    guard let session else { throw Failure(.internalError, "nothing runs yet") }
    let store = try Store.open(session.location(), session.storeOptions)
    try store.begin()
    return store
  }
}
