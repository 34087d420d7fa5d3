// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// The 64 bytes libsodium signs with, seed then public key, wiped when the last holder lets go.
///
/// A class, so that copies of a key pair share the one copy in memory. Unchecked, because the
/// pointer is written only while `init` runs and freed only when nobody is left.
final class SecretKey: @unchecked Sendable {
  private let memory: UnsafeMutablePointer<UInt8>

  /// - Precondition: `seed` is 32 bytes.
  init(seed: [UInt8], publicKey: inout [UInt8]) {
    precondition(seed.count == 32)
    Sodium.prepare()
    memory = .allocate(capacity: 64)
    memory.initialize(repeating: 0, count: 64)
    publicKey = [UInt8](repeating: 0, count: 32)
    crypto_sign_seed_keypair(&publicKey, memory, seed)
  }

  deinit {
    sodium_memzero(memory, 64)
    memory.deallocate()
  }

  /// Lends the 64 bytes; the pointer must not outlive the call.
  func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(memory)
  }
}
