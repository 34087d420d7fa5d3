// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
  /// The 32-byte code of `message` under a `key` of any length.
  package static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    defer { sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size) }
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    var code = [UInt8](repeating: 0, count: 32)
    crypto_auth_hmacsha256_final(&state, &code)
    return code
  }
}
