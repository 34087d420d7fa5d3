// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium
import Money

/// An Ed25519 key that can sign. It never shows its secret: not printed, dumped or interpolated.
package struct KeyPair: Sendable {
  package let publicKey: PublicKey
  private let secret: SecretKey

  /// A new key from the operating system's randomness.
  package static func generate() -> KeyPair {
    var seed = SecureRandom.bytes(32)
    defer { sodium_memzero(&seed, seed.count) }
    return KeyPair(checked: seed)
  }

  /// The key of a 32-byte RFC 8032 seed.
  ///
  /// - Throws: `bad-value` for another length.
  package init(seed: [UInt8]) throws {
    guard seed.count == 32 else {
      throw Failure(.badValue, "a seed has 32 bytes, not \(seed.count)")
    }
    self.init(checked: seed)
  }

  /// The key of a Solana key file: a JSON array of 64 numbers, the seed and then the public key.
  ///
  /// - Throws: `bad-file` for other content, also if the second half does not belong to the first.
  package init(solanaJSON bytes: [UInt8]) throws {
    guard var values = SolanaKeyText.parse(bytes) else {
      throw Failure(.badFile, "not a key file: expected a JSON array of 64 numbers from 0 to 255")
    }
    defer { sodium_memzero(&values, values.count) }
    var seed = Array(values[..<32])
    defer { sodium_memzero(&seed, seed.count) }
    self.init(checked: seed)
    guard ConstantTime.equal(publicKey.bytes, Array(values[32...])) else {
      throw Failure(.badFile, "the key file is damaged: its public key is not that of its secret")
    }
  }

  private init(checked seed: [UInt8]) {
    var bytes: [UInt8] = []
    secret = SecretKey(seed: seed, publicKey: &bytes)
    publicKey = PublicKey(checked: bytes)
  }

  /// The content of a Solana key file, without a final newline, as `solana-keygen` writes it.
  ///
  /// This is the secret: write it to a key file only.
  package func solanaJSON() -> [UInt8] {
    secret.withBytes { SolanaKeyText.text(UnsafeBufferPointer(start: $0, count: 64)) }
  }

  /// The 64-byte signature of `message`; the same for the same message (RFC 8032).
  package func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 64)
    secret.withBytes {
      _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0)
    }
    return signature
  }
}

extension KeyPair: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "KeyPair(\(publicKey.base58))" }

  package var debugDescription: String { description }

  package var customMirror: Mirror {
    Mirror(self, children: ["publicKey": publicKey.base58], displayStyle: .struct)
  }
}
