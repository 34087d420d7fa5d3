// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Signing
import Testing

@Suite("Ed25519") struct Ed25519Tests {
  /// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
  static let rfc8032: [(seed: String, key: String, message: String, signature: String)] = [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    (
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    ),
  ]

  @Test("RFC 8032", arguments: rfc8032.indices)
  func vectors(index: Int) throws {
    let vector = Self.rfc8032[index]
    let pair = try KeyPair(seed: Hex.decode(vector.seed))
    let message = try Hex.decode(vector.message)
    #expect(Hex.encode(pair.publicKey.bytes) == vector.key)
    #expect(Hex.encode(pair.sign(message)) == vector.signature)
    #expect(pair.publicKey.verify(try Hex.decode(vector.signature), of: message))
  }

  @Test(.enabled(if: SolanaVectors.shared != nil, Comment(rawValue: SolanaVectors.absent)))
  func solanaVectors() throws {
    let keys = try #require(SolanaVectors.shared).keypairs
    #expect(!keys.isEmpty)
    for key in keys {
      let text = "[" + key.keypairFile.map { String($0) }.joined(separator: ",") + "]"
      let pair = try KeyPair(solanaJSON: Array(text.utf8))
      let message = Array(key.message.utf8)
      #expect(pair.publicKey.base58 == key.publicKey)
      #expect(pair.publicKey == (try KeyPair(seed: Hex.decode(key.seedHex))).publicKey)
      #expect(Base58.encode(pair.sign(message)) == key.signature)
      #expect(
        try PublicKey(base58: key.publicKey).verify(Base58.decode(key.signature), of: message))
      #expect(pair.solanaJSON() == Array(text.utf8))
    }
  }

  @Test("any changed bit of message, signature or key is refused")
  func tampering() throws {
    let pair = try KeyPair(seed: sampleBytes("tamper", 32))
    let message = Array("si64-meter-v1\nm1".utf8)
    let signature = pair.sign(message)
    #expect(pair.publicKey.verify(signature, of: message))
    for bit in 0..<512 {
      var other = signature
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!pair.publicKey.verify(other, of: message), "signature bit \(bit)")
    }
    for bit in 0..<(message.count * 8) {
      var other = message
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!pair.publicKey.verify(signature, of: other), "message bit \(bit)")
    }
    for bit in 0..<256 {
      var other = pair.publicKey.bytes
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(try !PublicKey(bytes: other).verify(signature, of: message), "key bit \(bit)")
    }
  }

  @Test("signatures of another length are refused", arguments: [0, 1, 32, 63, 65, 128])
  func lengths(count: Int) throws {
    let pair = try KeyPair(seed: sampleBytes("length", 32))
    let padded = pair.sign([]) + [UInt8](repeating: 0, count: 64)
    #expect(!pair.publicKey.verify(Array(padded.prefix(count)), of: []))
  }

  @Test("s + L says the same to a lax verifier, and is refused", arguments: [1, 2, 7])
  func malleable(times: Int) throws {
    let order = try Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    let pair = try KeyPair(seed: sampleBytes("malleable", 32))
    var signature = pair.sign([1, 2, 3])
    for _ in 0..<times {
      var carry = 0
      for index in 0..<32 {
        let sum = Int(signature[32 + index]) + Int(order[index]) + carry
        signature[32 + index] = UInt8(truncatingIfNeeded: sum)
        carry = sum >> 8
      }
      #expect(carry == 0)
    }
    #expect(!pair.publicKey.verify(signature, of: [1, 2, 3]))
  }

  /// Every encoding of a point of order 1, 2, 4 or 8, canonical or not, with either sign bit.
  static let smallOrder: [String] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ]

  @Test("keys and R of small order are refused", arguments: smallOrder, [UInt8(0), 0x80])
  func smallOrderRefused(hex: String, sign: UInt8) throws {
    var point = try Hex.decode(hex)
    point[31] |= sign
    let key = try PublicKey(bytes: point)
    let zero = [UInt8](repeating: 0, count: 32)
    let identity = [1] + zero.dropFirst()
    // With the key of order n, a lax verifier accepts R = identity, s = 0 for one message in n.
    for message in 0..<16 as Range<UInt8> {
      #expect(!key.verify(identity + zero, of: [message]))
      #expect(!key.verify(point + zero, of: [message]))
    }
    let pair = try KeyPair(seed: sampleBytes("small", 32))
    #expect(!pair.publicKey.verify(point + pair.sign([]).suffix(32), of: []))
  }

  @Test("encodings that are not canonical are refused as keys and as R", arguments: 0xed...0xff)
  func nonCanonical(low: Int) throws {
    // y = p + (low − 0xed), for every y that has a second encoding.
    let point = [UInt8(low)] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
    let pair = try KeyPair(seed: sampleBytes("canonical", 32))
    let signature = pair.sign([5])
    #expect(try !PublicKey(bytes: point).verify(signature, of: [5]))
    #expect(!pair.publicKey.verify(point + signature.suffix(32), of: [5]))
  }

  @Test("public keys have 32 bytes")
  func publicKey() throws {
    #expect(failure { try PublicKey(bytes: sampleBytes("key", 31)) } == .badValue)
    #expect(failure { try PublicKey(bytes: sampleBytes("key", 33)) } == .badValue)
    #expect(failure { try PublicKey(base58: "abc") } == .badValue)
    #expect(failure { try PublicKey(base58: "0OIl") } == .badValue)
    let address = String(repeating: "1", count: 32)
    #expect(try PublicKey(base58: address).base58 == address)
    #expect(try "\(PublicKey(base58: address))" == address)
  }
}
