// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// One of the six figures of a compute sample.
///
/// The raw value is the name in JSON, in batch input, and before `_min`, `_mean`, … in tables.
enum Measure: String, CaseIterable, Sendable {
  /// Percent in hundredths, 12.5 % being 1250: of one processor for a process, of all for a
  /// machine.
  case cpu
  /// Resident memory in kB, shown as MB of 1 000 000 bytes.
  case memory
  case diskRead = "disk_read"
  case diskWrite = "disk_write"
  case netRx = "net_rx"
  case netTx = "net_tx"

  /// Fraction digits of the text form; 0 for bytes.
  var decimals: Int {
    switch self {
    case .cpu: 2
    case .memory: 3
    case .diskRead, .diskWrite, .netRx, .netTx: 0
    }
  }

  /// The largest value a sample may have, in stored units.
  ///
  /// A million percent, a petabyte of memory, and 2^53 − 1 bytes, JSON's largest safe integer.
  var limit: Int64 {
    switch self {
    case .cpu: 100_000_000
    case .memory: 1_000_000_000_000
    case .diskRead, .diskWrite, .netRx, .netTx: 9_007_199_254_740_991
    }
  }

  /// `value` as users read it: `12.50`, `512.000`, `4096`.
  func text(_ value: Int64) -> String { DecimalText.text(value, decimals: decimals) }
}
