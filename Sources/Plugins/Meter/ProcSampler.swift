// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Takes the counters of a machine or a process from `/proc`.
struct ProcSampler {
  /// Whose counters.
  enum Target: Equatable, Sendable {
    case machine
    case process(Int64)
  }

  let target: Target
  private let machine: Machine
  /// Of a process: when it started, so that another one with its number is not taken for it.
  private var startedAt: Int64?

  init(_ target: Target, of machine: Machine) {
    self.target = target
    self.machine = machine
  }

  /// The counters now, those left out that the kernel gives in a form that is not known.
  ///
  /// - Throws: `not-found` where the process is not there (any more), `permission` where its files
  ///   may not be read, `io` where they cannot be, or do not tell which process it is.
  mutating func read() throws -> ProcCounters {
    switch target {
    case .machine: try readMachine()
    case .process(let number): try readProcess(number)
    }
  }

  private func readMachine() throws -> ProcCounters {
    let ticks = try present("/proc/stat").flatMap(ProcText.machineTicks)
    let meminfo = try present("/proc/meminfo") ?? []
    let vmstat = try present("/proc/vmstat") ?? []
    let traffic = try present("/proc/net/dev").flatMap(ProcText.traffic)
    var counters = ProcCounters(busy: ticks?.busy, elapsed: ticks?.total)
    if let total = ProcText.value(of: "MemTotal", in: meminfo),
      let free = ProcText.value(of: "MemAvailable", in: meminfo)
    {
      counters.memory = ProcCounters.kilobytes(fromKibibytes: total >= free ? total - free : 0)
    }
    counters.diskRead = ProcText.value(of: "pgpgin", in: vmstat)
      .map(ProcCounters.bytes(fromKibibytes:))
    counters.diskWrite = ProcText.value(of: "pgpgout", in: vmstat)
      .map(ProcCounters.bytes(fromKibibytes:))
    counters.netRx = traffic?.received
    counters.netTx = traffic?.sent
    return counters
  }

  /// What a file of the machine holds; `nil` where this kernel has no such file.
  private func present(_ path: String) throws -> [UInt8]? {
    do {
      return try machine.read(path)
    } catch let failure as Failure where failure.code == .notFound {
      return nil
    }
  }

  private mutating func readProcess(_ number: Int64) throws -> ProcCounters {
    let folder = "/proc/\(number)"
    guard let ticks = ProcText.processTicks(try machine.read("\(folder)/stat")) else {
      throw Failure(.io, "\(folder)/stat has a form this program does not know")
    }
    guard !ticks.hasEnded, startedAt.map({ $0 == ticks.startedAt }) ?? true else {
      throw Failure(.notFound, "process \(number) has ended", details: ["pid": "\(number)"])
    }
    startedAt = ticks.startedAt
    let elapsed = ProcText.uptime(try machine.read("/proc/uptime")).map {
      Int64(clamping: Int128($0) * Int128(machine.ticksPerSecond) / 100)
    }
    // Threads of the kernel have no memory of their own, and no line for it.
    let memory = try ProcText.value(of: "VmRSS", in: machine.read("\(folder)/status")) ?? 0
    let io = try machine.read("\(folder)/io")
    let traffic = try ProcText.traffic(machine.read("\(folder)/net/dev"))
    return ProcCounters(
      busy: ticks.busy, elapsed: elapsed,
      memory: ProcCounters.kilobytes(fromKibibytes: memory),
      diskRead: ProcText.value(of: "read_bytes", in: io),
      diskWrite: ProcText.value(of: "write_bytes", in: io), netRx: traffic?.received,
      netTx: traffic?.sent)
  }
}
