// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// Comparison of secrets.
package enum ConstantTime {
  /// Whether both are the same bytes, in a time that depends on their lengths only.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
