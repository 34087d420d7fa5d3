// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore

extension Int64 {
  /// The sum, or the nearest 64-bit number: for lengths of time, which no sum of real ones leaves.
  func plus(_ other: Int64) -> Int64 { Int64(clamping: Int128(self) + Int128(other)) }

  /// The difference, or the nearest 64-bit number.
  func minus(_ other: Int64) -> Int64 { Int64(clamping: Int128(self) - Int128(other)) }
}

extension Timestamp {
  /// Milliseconds from an earlier instant to this one; below zero where it is the later.
  package func since(_ earlier: Timestamp) -> Int64 { milliseconds.minus(earlier.milliseconds) }

  /// The instant so much later, at most the last there is.
  func later(by length: Int64) -> Timestamp {
    min(Timestamp(milliseconds: milliseconds.plus(length)), .latest)
  }
}
