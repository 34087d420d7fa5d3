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

  /// The counters now.
  ///
  /// - Throws: `not-found` where the process is not there (any more), `permission` where its files
  ///   may not be read, `io` where the kernel's text has another form.
  mutating func read() throws -> ProcCounters {
    switch target {
    case .machine: try readMachine()
    case .process(let number): try readProcess(number)
    }
  }

  private func readMachine() throws -> ProcCounters {
    let ticks = try parse("/proc/stat", ProcText.machineTicks)
    let memory = try parse("/proc/meminfo") { text -> Int64? in
      guard let total = ProcText.value(of: "MemTotal", in: text),
        let free = ProcText.value(of: "MemAvailable", in: text)
      else { return nil }
      return max(total - free, 0)
    }
    let blocks = try parse("/proc/vmstat") { text -> (read: Int64, written: Int64)? in
      guard let read = ProcText.value(of: "pgpgin", in: text),
        let written = ProcText.value(of: "pgpgout", in: text)
      else { return nil }
      return (read, written)
    }
    let traffic = try parse("/proc/net/dev", ProcText.traffic)
    return ProcCounters(
      busy: ticks.busy, elapsed: ticks.total,
      memory: ProcCounters.kilobytes(fromKibibytes: memory),
      diskRead: blocks.read &* 1024, diskWrite: blocks.written &* 1024,
      netRx: traffic.received, netTx: traffic.sent)
  }

  private mutating func readProcess(_ number: Int64) throws -> ProcCounters {
    let folder = "/proc/\(number)"
    let ticks = try parse("\(folder)/stat", ProcText.processTicks)
    guard !ticks.hasEnded, startedAt.map({ $0 == ticks.startedAt }) ?? true else {
      throw Failure(.notFound, "process \(number) has ended", details: ["pid": "\(number)"])
    }
    startedAt = ticks.startedAt
    let uptime = try parse("/proc/uptime", ProcText.uptime)
    // Threads of the kernel have no memory of their own, and no line for it.
    let memory = try ProcText.value(of: "VmRSS", in: machine.read("\(folder)/status")) ?? 0
    let disk = try parse("\(folder)/io") { text -> (read: Int64, written: Int64)? in
      guard let read = ProcText.value(of: "read_bytes", in: text),
        let written = ProcText.value(of: "write_bytes", in: text)
      else { return nil }
      return (read, written)
    }
    let traffic = try parse("\(folder)/net/dev", ProcText.traffic)
    return ProcCounters(
      busy: ticks.busy,
      elapsed: Int64(clamping: Int128(uptime) * Int128(machine.ticksPerSecond) / 100),
      memory: ProcCounters.kilobytes(fromKibibytes: memory),
      diskRead: disk.read, diskWrite: disk.written, netRx: traffic.received, netTx: traffic.sent)
  }

  private func parse<T>(_ path: String, _ parser: ([UInt8]) -> T?) throws -> T {
    guard let value = parser(try machine.read(path)) else {
      throw Failure(.io, "\(path) has a form this program does not know")
    }
    return value
  }
}
