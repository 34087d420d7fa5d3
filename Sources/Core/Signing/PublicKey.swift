// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium
import Money

/// An Ed25519 public key.
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes of the encoded point.
  package let bytes: [UInt8]

  /// The key of 32 bytes. They need not be a point: Solana has addresses that are none, and
  /// `verify` is false for them.
  ///
  /// - Throws: `bad-value` for another length.
  package init(bytes: [UInt8]) throws {
    guard bytes.count == 32 else {
      throw Failure(.badValue, "a public key has 32 bytes, not \(bytes.count)")
    }
    self.init(checked: bytes)
  }

  init(checked bytes: [UInt8]) {
    assert(bytes.count == 32)
    self.bytes = bytes
  }

  /// The key as Solana writes it.
  ///
  /// - Throws: `bad-value` for text that is not base58 or not 32 bytes.
  package init(base58: String) throws {
    try self.init(bytes: Base58.decode(base58))
  }

  /// The base58 text, 32 to 44 characters.
  package var base58: String { Base58.encode(bytes) }

  package var description: String { base58 }

  /// Whether `signature` is this key's over `message`, by the strict rules of RFC 8032.
  ///
  /// False as well for a wrong length, s ≥ L, an encoding that is not canonical, and a key or R of
  /// small order. The verdicts are those of Solana (`verify_strict`).
  package func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == 64 else { return false }
    Sodium.prepare()
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
  }
}
