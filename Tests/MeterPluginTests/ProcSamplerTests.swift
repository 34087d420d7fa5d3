// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import MeterPlugin

@Suite("Sampling /proc")
struct ProcSamplerTests {
  private func usage(
    _ cpu: Int64, _ memory: Int64, _ read: Int64, _ written: Int64, _ rx: Int64, _ tx: Int64
  ) -> Usage {
    let figures = [cpu, memory, read, written, rx, tx]
    return Usage { measure in figures[Measure.allCases.firstIndex(of: measure) ?? 0] }
  }

  @Test("a machine: what happened between two readings")
  func machine() throws {
    let fake = FakeMachine()
    var sampler = ProcSampler(.machine, of: fake.machine)
    let before = try sampler.read()
    fake.busy += 30
    fake.idle += 70
    fake.pagedIn += 4
    fake.pagedOut += 8
    fake.received += 100
    fake.sent += 200
    fake.freeMemory = 250_000
    // 750 000 KiB are 768 000 kB.
    #expect(
      try sampler.read().usage(since: before) == usage(3000, 768_000, 4096, 8192, 100, 200))
  }

  @Test("a process, its name full of traps")
  func process() throws {
    let fake = FakeMachine()
    fake.process = .init()
    var sampler = ProcSampler(.process(7), of: fake.machine)
    let before = try sampler.read()
    fake.uptime += 50
    fake.process?.user += 20
    fake.process?.system += 55
    fake.process?.read += 1
    fake.process?.written += 2
    // One and a half processors for half a second; 1000 KiB are 1024 kB.
    #expect(try sampler.read().usage(since: before) == usage(15_000, 1024, 1, 2, 0, 0))
  }

  @Test(
    "percent are exact and rounded half to even",
    arguments: [
      (1, 3, 3333), (2, 3, 6667), (1, 20_000, 0), (3, 20_000, 2), (0, 5, 0), (5, 5, 10_000),
      (1, 7, 1429),
    ] as [(Int64, Int64, Int64)])
  func percent(_ busy: Int64, _ elapsed: Int64, _ expected: Int64) throws {
    let fake = FakeMachine()
    var sampler = ProcSampler(.machine, of: fake.machine)
    let before = try sampler.read()
    fake.busy += busy
    fake.idle += elapsed - busy
    #expect(try sampler.read().usage(since: before)[.cpu] == expected)
  }

  @Test("counters that go backwards, and no time passed, are nothing")
  func backwards() throws {
    let fake = FakeMachine()
    var sampler = ProcSampler(.machine, of: fake.machine)
    let before = try sampler.read()
    #expect(try sampler.read().usage(since: before) == usage(0, 512_000, 0, 0, 0, 0))
    fake.busy -= 10
    fake.idle += 100
    fake.received = 0
    fake.pagedIn = 0
    fake.freeMemory = 2_000_000
    #expect(try sampler.read().usage(since: before) == usage(0, 0, 0, 0, 0, 0))
  }

  @Test("a thread of the kernel has no memory")
  func kernelThread() throws {
    let fake = FakeMachine()
    fake.process = .init(resident: nil)
    var sampler = ProcSampler(.process(7), of: fake.machine)
    #expect(try sampler.read().memory == 0)
  }

  @Test("a process that is not there, has ended, or is another one now")
  func vanished() throws {
    let fake = FakeMachine()
    var sampler = ProcSampler(.process(7), of: fake.machine)
    #expect(throws: Failure.self) { try sampler.read() }
    fake.process = .init(state: "Z")
    #expect(code { try sampler.read() } == .notFound)
    fake.process = .init()
    _ = try sampler.read()
    fake.process?.startedAt = 778
    #expect(code { try sampler.read() } == .notFound)
    fake.process = nil
    #expect(code { try sampler.read() } == .notFound)
  }

  @Test("files of a process that may not be read")
  func forbidden() {
    let fake = FakeMachine()
    fake.process = .init()
    fake.failures["/proc/7/io"] = Failure(.permission, "cannot read /proc/7/io")
    var sampler = ProcSampler(.process(7), of: fake.machine)
    #expect(code { try sampler.read() } == .permission)
  }

  @Test(
    "a figure of another form is absent, the others are there",
    arguments: [
      ("/proc/stat", "cpu none\n", [.cpu]), ("/proc/meminfo", "MemTotal: 9 kB\n", [.memory]),
      ("/proc/vmstat", "pgpgout 7\n", [.diskRead]), ("/proc/vmstat", "", [.diskRead, .diskWrite]),
      ("/proc/net/dev", "a\nb\neth0 1 2\n", [.netRx, .netTx]), ("/proc/net/dev", "", []),
    ] as [(String, String, [Measure])])
  func unknownForm(_ path: String, _ text: String, _ absent: [Measure]) throws {
    let fake = FakeMachine()
    fake.texts[path] = text
    var sampler = ProcSampler(.machine, of: fake.machine)
    let before = try sampler.read()
    let usage = try sampler.read().usage(since: before)
    for measure in Measure.allCases {
      #expect((usage[measure] == nil) == absent.contains(measure), "\(measure)")
    }
  }

  @Test("a kernel without one of the files")
  func noFile() throws {
    let fake = FakeMachine()
    for file in ["meminfo", "net/dev"] {
      fake.failures["/proc/\(file)"] = Failure(.notFound, "no \(file)")
    }
    var sampler = ProcSampler(.machine, of: fake.machine)
    let before = try sampler.read()
    let usage = try sampler.read().usage(since: before)
    let absent = Measure.allCases.filter { usage[$0] == nil }
    #expect(absent == [.memory, .netRx, .netTx])
  }

  @Test("an interface with a colon in its name")
  func alias() throws {
    let fake = FakeMachine()
    fake.texts["/proc/net/dev"] = "a\nb\n eth0:1: 5 0 0 0 0 0 0 0 6 0 0\n"
    var sampler = ProcSampler(.machine, of: fake.machine)
    #expect(try sampler.read().netRx == 5)
    #expect(try sampler.read().netTx == 6)
  }

  @Test("this very process, from the real /proc")
  func ownProcess() throws {
    var sampler = ProcSampler(.process(Int64(getpid())), of: .system())
    let before = try sampler.read()
    var work: UInt64 = 1
    for round in 0..<200_000 { work = work &* 31 &+ UInt64(round) }
    usleep(30_000)
    let usage = try sampler.read().usage(since: before)
    #expect(work != 0)
    #expect(usage[.memory] ?? 0 > 1000)
    #expect(before.busy ?? 0 > 0)
    #expect(before.elapsed ?? 0 > 0)
    for measure in Measure.allCases {
      #expect(usage[measure].map { (0...measure.limit).contains($0) } == true)
    }
  }

  @Test("this very machine, from the real /proc")
  func ownMachine() throws {
    var sampler = ProcSampler(.machine, of: .system())
    let counters = try sampler.read()
    #expect(counters.busy ?? 0 > 0)
    #expect(counters.elapsed ?? 0 > counters.busy ?? .max)
    #expect(counters.memory ?? 0 > 0)
  }

  @Test("a number no process has, on the real /proc")
  func noSuchProcess() {
    var sampler = ProcSampler(.process(9_999_999_999), of: .system())
    #expect(code { try sampler.read() } == .notFound)
  }

  @Test(
    "a signal that comes while they are held back is told, answered, and gone",
    arguments: [SIGINT, SIGTERM])
  func signals(_ signal: Int32) throws {
    var before: Int32?
    var after: Int32?
    try Machine.system().holdingSignals { arrived in
      before = arrived()
      // To this thread; the process would end here if it were not held back.
      raise(signal)
      after = arrived()
    }
    #expect(before == nil)
    #expect(after == signal)
    try Machine.system().holdingSignals { arrived in #expect(arrived() == nil) }
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
