// SPDX-License-Identifier: GPL-3.0-or-later
import Signing
import Testing

@Suite("HMACSHA256") struct HMACSHA256Tests {
  private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
  }

  /// RFC 4231, all cases but 5, which cuts the code.
  static let cases: [(key: [UInt8], message: [UInt8], code: String)] = [
    (
      bytes(0x0b, 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      bytes(0xaa, 20), bytes(0xdd, 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      (1...25).map { UInt8($0) }, bytes(0xcd, 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      bytes(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      bytes(0xaa, 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ]

  @Test("RFC 4231", arguments: cases.indices)
  func vectors(index: Int) {
    let vector = Self.cases[index]
    #expect(Hex.encode(HMACSHA256.code(key: vector.key, message: vector.message)) == vector.code)
  }

  @Test("keys and messages may be empty")
  func empty() {
    #expect(
      Hex.encode(HMACSHA256.code(key: [], message: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test("a key above 64 bytes stands for its digest, one of 64 for itself")
  func longKeys() {
    let message = Array("m".utf8)
    let long = sampleBytes("key", 65)
    #expect(
      HMACSHA256.code(key: long, message: message)
        == HMACSHA256.code(key: SHA256.hash(long), message: message))
    let block = sampleBytes("key", 64)
    #expect(
      HMACSHA256.code(key: block, message: message)
        != HMACSHA256.code(key: SHA256.hash(block), message: message))
  }

  @Test("comparison sees every byte and the length")
  func constantTime() {
    let bytes = sampleBytes("compare", 32)
    #expect(ConstantTime.equal(bytes, bytes))
    #expect(ConstantTime.equal([], []))
    #expect(!ConstantTime.equal(bytes, Array(bytes.dropLast())))
    #expect(!ConstantTime.equal([], [0]))
    for index in bytes.indices {
      var other = bytes
      other[index] ^= 1
      #expect(!ConstantTime.equal(bytes, other))
    }
  }
}
