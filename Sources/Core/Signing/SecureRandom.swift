// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// The operating system's randomness.
package enum SecureRandom {
  /// `count` unpredictable bytes.
  package static func bytes(_ count: Int) -> [UInt8] {
    Sodium.prepare()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { randombytes_buf(start, count) }
      initialized = count
    }
  }
}
