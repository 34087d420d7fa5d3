// SPDX-License-Identifier: GPL-3.0-or-later
import Signing
import Testing

@Suite("SHA256") struct SHA256Tests {
  /// FIPS 180-4 examples.
  @Test(
    "known digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func known(text: String, digest: String) {
    #expect(SHA256.hexHash(of: Array(text.utf8)) == digest)
    var hash = SHA256()
    hash.update(text)
    #expect(Hex.encode(hash.finish()) == digest)
  }

  @Test(
    "pieces hash as the whole, wherever they are cut", arguments: [0, 1, 55, 56, 63, 64, 65, 200])
  func pieces(cut: Int) {
    let bytes = sampleBytes("pieces", 200)
    var hash = SHA256()
    hash.update(Array(bytes[..<cut]))
    bytes[cut...].withUnsafeBytes { hash.update($0) }
    #expect(hash.finish() == SHA256.hash(bytes))
  }

  @Test("a finished hash starts anew")
  func reuse() {
    var hash = SHA256()
    hash.update("first")
    _ = hash.finish()
    hash.update("abc")
    #expect(hash.finish() == SHA256.hash(Array("abc".utf8)))
  }

  @Test("a copy goes its own way")
  func copies() {
    var first = SHA256()
    first.update("ab")
    var second = first
    first.update("c")
    second.update("d")
    #expect(first.finish() == SHA256.hash(Array("abc".utf8)))
    #expect(second.finish() == SHA256.hash(Array("abd".utf8)))
  }

  @Test("the chain hashes the text of the previous link, then the entry", arguments: [0, 1, 500])
  func chain(length: Int) {
    let entry = sampleBytes("entry", length)
    var previous = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
    // Empty, too short and dirty buffers are all overwritten.
    for start in [
      [], [1, 2, 3], [UInt8](repeating: 9, count: 64), [UInt8](repeating: 9, count: 99),
    ] {
      var output: [UInt8] = start
      entry.withUnsafeBytes { SHA256.chain(previousHex: previous, entry: $0, into: &output) }
      #expect(String(decoding: output, as: UTF8.self) == SHA256.hexHash(of: previous + entry))
      previous = output
    }
  }

  @Test("the chain keeps the buffer it is given")
  func chainReuses() {
    let previous = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
    var output = [UInt8](repeating: 0, count: 64)
    let before = output.withUnsafeBufferPointer { $0.baseAddress }
    [UInt8]("entry".utf8).withUnsafeBytes {
      SHA256.chain(previousHex: previous, entry: $0, into: &output)
    }
    #expect(output.withUnsafeBufferPointer { $0.baseAddress } == before)
  }
}
