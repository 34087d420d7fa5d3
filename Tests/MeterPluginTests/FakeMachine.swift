// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

@testable import MeterPlugin

/// A machine made of texts, whose counters a test moves on.
final class FakeMachine {
  var busy: Int64 = 1000
  var idle: Int64 = 9000
  /// Hundredths of a second.
  var uptime: Int64 = 100_000
  var totalMemory: Int64 = 1_000_000
  var freeMemory: Int64 = 500_000
  /// KiB.
  var pagedIn: Int64 = 10
  var pagedOut: Int64 = 20
  var received: Int64 = 3000
  var sent: Int64 = 4000
  var process: Process?
  /// What reading a file of this name throws.
  var failures: [String: Failure] = [:]
  /// What files of these names hold instead.
  var texts: [String: String] = [:]
  /// Asked before each wait and each sample: the signal that has come.
  var signal: () -> Int32? = { nil }
  private(set) var held = 0

  struct Process {
    var number: Int64 = 7
    var name = "my (own) server"
    var state = "S"
    var user: Int64 = 100
    var system: Int64 = 50
    var startedAt: Int64 = 777
    /// KiB; `nil` for a thread of the kernel.
    var resident: Int64? = 1000
    var read: Int64 = 4096
    var written: Int64 = 8192
  }

  var machine: Machine {
    Machine(
      read: { try self.read($0) }, ticksPerSecond: 100,
      holdingSignals: { body in
        self.held += 1
        try body { self.signal() }
      })
  }

  private func read(_ path: String) throws -> [UInt8] {
    if let failure = failures[path] { throw failure }
    guard let text = text(path) else { throw Failure(.notFound, "cannot open \(path)") }
    return Array(text.utf8)
  }

  private func text(_ path: String) -> String? {
    if let text = texts[path] { return text }
    switch path {
    case "/proc/stat": return "cpu  \(busy) 0 0 \(idle) 0 0 0 0 0 0\n"
    case "/proc/meminfo": return "MemTotal: \(totalMemory) kB\nMemAvailable: \(freeMemory) kB\n"
    case "/proc/vmstat": return "nr_free_pages 1\npgpgin \(pagedIn)\npgpgout \(pagedOut)\n"
    case "/proc/net/dev": return network
    case "/proc/uptime":
      return "\(uptime / 100).\(uptime % 100 < 10 ? "0" : "")\(uptime % 100) 1.00\n"
    default: break
    }
    guard let process, path.hasPrefix("/proc/\(process.number)/") else { return nil }
    switch path.dropFirst("/proc/\(process.number)/".count) {
    case "stat":
      return "\(process.number) (\(process.name)) \(process.state) 1 1 1 0 -1 0 0 0 0 0 "
        + "\(process.user) \(process.system) 0 0 20 0 1 0 \(process.startedAt) 0 0\n"
    case "status": return "Name: x\n" + (process.resident.map { "VmRSS:\t\($0) kB\n" } ?? "")
    case "io": return "read_bytes: \(process.read)\nwrite_bytes: \(process.written)\n"
    case "net/dev": return network
    default: return nil
    }
  }

  private var network: String {
    "Inter-|\n face |\n    lo: 9 0 0 0 0 0 0 0 9 0 0\n"
      + "  eth0: \(received) 0 0 0 0 0 0 0 \(sent) 0 0\n"
  }
}
