// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Signing
import Testing

@Suite("Base58") struct Base58Tests {
  @Test(
    "known texts",
    arguments: [
      ("", ""), ("00", "1"), ("000001", "112"), ("ff", "5Q"), ("39", "z"), ("3a", "21"),
      ("68656c6c6f20776f726c64", "StV1DL6CwTryKyV"), ("0000287fb4cd", "11233QC4"),
    ])
  func known(hex: String, text: String) throws {
    let bytes = try Hex.decode(hex)
    #expect(Base58.encode(bytes) == text)
    #expect(try Base58.decode(text) == bytes)
  }

  @Test(.enabled(if: SolanaVectors.shared != nil, Comment(rawValue: SolanaVectors.absent)))
  func solanaVectors() throws {
    let vectors = try #require(SolanaVectors.shared).base58
    #expect(!vectors.isEmpty)
    for vector in vectors {
      #expect(Base58.encode(try Hex.decode(vector.hex)) == vector.base58)
      #expect(Hex.encode(try Base58.decode(vector.base58)) == vector.hex)
    }
  }

  @Test(
    "refuses", arguments: ["0", "O", "I", "l", "1 ", " 1", "a-b", "ä", "abc\0", "1111_", "+"])
  func refuses(text: String) {
    #expect(failure { try Base58.decode(text) } == .badValue)
  }

  @Test("refuses more than 1024 characters")
  func long() throws {
    #expect(try Base58.decode(String(repeating: "1", count: 1024)).count == 1024)
    #expect(try Base58.decode(String(repeating: "z", count: 1024)).count == 750)
    #expect(failure { try Base58.decode(String(repeating: "1", count: 1025)) } == .badValue)
  }

  /// Long division by 58, one digit at a time.
  private func reference(_ bytes: [UInt8]) -> String {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    var rest = bytes.drop { $0 == 0 }
    var text = ""
    while !rest.isEmpty {
      var remainder = 0
      rest = rest.map { byte in
        let value = remainder * 256 + Int(byte)
        remainder = value % 58
        return UInt8(value / 58)
      }.drop { $0 == 0 }
      text.insert(alphabet[remainder], at: text.startIndex)
    }
    return String(repeating: "1", count: bytes.prefix { $0 == 0 }.count) + text
  }

  @Test("agrees with long division at every length, with and without leading zeros")
  func property() throws {
    for length in 0...130 {
      for zeros in [0, 1, 5] {
        let bytes = [UInt8](repeating: 0, count: zeros) + sampleBytes("base58 \(length)", length)
        let text = Base58.encode(bytes)
        #expect(text == reference(bytes))
        #expect(try Base58.decode(text) == bytes)
      }
    }
    for length in 0...40 {
      // Limbs that are zero inside a number must not be dropped.
      let sparse = [1] + [UInt8](repeating: 0, count: length)
      #expect(Base58.encode(sparse) == reference(sparse))
      #expect(try Base58.decode(reference(sparse)) == sparse)
    }
  }
}
