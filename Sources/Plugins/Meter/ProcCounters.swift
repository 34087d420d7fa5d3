// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// What the kernel has counted at one moment; two of them make a sample. What it does not say, or
/// not in a form that is known, is absent.
struct ProcCounters: Equatable, Sendable {
  /// Processor ticks in use.
  var busy: Int64?
  /// Ticks that have passed: of all processors for a machine, of the clock for a process.
  var elapsed: Int64?
  /// kB in use now.
  var memory: Int64?
  /// Bytes.
  var diskRead: Int64?
  var diskWrite: Int64?
  var netRx: Int64?
  var netTx: Int64?

  /// kB of 1000 bytes, from the kernel's of 1024, half-even.
  static func kilobytes(fromKibibytes count: Int64) -> Int64 {
    Int64(clamping: Rounding.halfEven.divide(Int128(count) * 1024, by: 1000))
  }

  /// Bytes, from the kernel's kB of 1024.
  static func bytes(fromKibibytes count: Int64) -> Int64 { Int64(clamping: Int128(count) * 1024) }

  /// What happened since `earlier`.
  ///
  /// A counter that went backwards (an interface that is gone, iowait that the kernel took back)
  /// counts as 0.
  func usage(since earlier: ProcCounters) -> Usage {
    Usage { measure in
      let value: Int64? =
        switch measure {
        case .cpu: cpu(since: earlier)
        case .memory: memory
        case .diskRead: Self.change(diskRead, earlier.diskRead)
        case .diskWrite: Self.change(diskWrite, earlier.diskWrite)
        case .netRx: Self.change(netRx, earlier.netRx)
        case .netTx: Self.change(netTx, earlier.netTx)
        }
      return value.map { min(max($0, 0), measure.limit) }
    }
  }

  private static func change(_ now: Int64?, _ earlier: Int64?) -> Int64? {
    guard let now, let earlier else { return nil }
    return Int64(clamping: Int128(now) - Int128(earlier))
  }

  /// Busy ÷ elapsed ticks in hundredths of a percent, half-even; 0 where no tick has passed.
  private func cpu(since earlier: ProcCounters) -> Int64? {
    guard let busy, let elapsed, let busyBefore = earlier.busy,
      let elapsedBefore = earlier.elapsed
    else { return nil }
    let passed = Int128(elapsed) - Int128(elapsedBefore)
    guard passed > 0 else { return 0 }
    let used = Int128(busy) - Int128(busyBefore)
    // bounded: 128 bits
    return Int64(clamping: Rounding.halfEven.divide(used * 10_000, by: passed))
  }
}
