// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// A running SHA-256 (FIPS 180-4).
package struct SHA256 {
  private var state = crypto_hash_sha256_state()

  package init() {
    crypto_hash_sha256_init(&state)
  }

  /// Hashes more bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // C may not be given a null pointer, not even for no bytes.
    guard let start = bytes.baseAddress else { return }
    let typed = start.assumingMemoryBound(to: UInt8.self)
    crypto_hash_sha256_update(&state, typed, UInt64(bytes.count))
  }

  /// Hashes more bytes.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Hashes the UTF-8 of `text`.
  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The 32 bytes of the digest; the value then starts anew.
  package mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    digest.withUnsafeMutableBufferPointer { finish(into: $0) }
    return digest
  }

  private mutating func finish(into digest: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = digest.baseAddress else { preconditionFailure("no room for the digest") }
    crypto_hash_sha256_final(&state, start)
    crypto_hash_sha256_init(&state)
  }

  /// The 32-byte digest of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of `bytes` as 64 lower-case hex digits.
  package static func hexHash(of bytes: [UInt8]) -> String {
    Hex.encode(hash(bytes))
  }

  /// The next link of the journal: SHA-256(`previousHex` ‖ `entry`) as 64 lower-case hex digits.
  ///
  /// Allocates nothing if `output` already holds 64 bytes; what it held is overwritten. Keep two
  /// buffers and swap them, since handing one array in twice would copy it.
  ///
  /// - Precondition: `previousHex` is 64 bytes; entry 1 follows 64 zeros (ASCII `0`).
  package static func chain(
    previousHex: [UInt8], entry: UnsafeRawBufferPointer, into output: inout [UInt8]
  ) {
    precondition(previousHex.count == 64, "a link is 64 hex digits")
    var hash = SHA256()
    hash.update(previousHex)
    hash.update(entry)
    if output.count != 64 { output = [UInt8](repeating: 0, count: 64) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      hash.finish(into: digest)
      output.withUnsafeMutableBufferPointer { Hex.write(UnsafeBufferPointer(digest), to: $0) }
    }
  }
}
