// SPDX-License-Identifier: GPL-3.0-or-later
import Signing

/// The last entry of a journal: where the chain goes on.
package struct Head: Hashable, Sendable {
  /// 0 for an empty journal.
  package var sequence: Int64
  /// 64 lower-case hexadecimal digits; zeros for an empty journal.
  package var hash: String

  /// The head of an empty journal.
  package static let empty = Head(sequence: 0, hash: String(repeating: "0", count: 64))

  package init(sequence: Int64, hash: String) {
    self.sequence = sequence
    self.hash = hash
  }

  /// The head once `entry` is appended: SHA-256(previous hash ‖ entry).
  package func following(_ entry: UnsafeRawBufferPointer) -> Head {
    var next: [UInt8] = []
    SHA256.chain(previousHex: Array(hash.utf8), entry: entry, into: &next)
    return Head(sequence: sequence + 1, hash: String(decoding: next, as: UTF8.self))
  }
}
