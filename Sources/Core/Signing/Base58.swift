// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Base58 with the Bitcoin alphabet, as Solana writes keys and signatures; no checksum.
package enum Base58 {
  private static let alphabet = [UInt8](
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

  /// The digit of each byte, 255 where there is none.
  private static let digits: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  // Five digits at a time: 58^5 × 2^32 still fits 64 bits, so keys take tens of steps, not
  // thousands.
  private static let group: UInt64 = 58 * 58 * 58 * 58 * 58

  /// The text of `bytes`; each leading zero byte is a leading `1`.
  package static func encode(_ bytes: [UInt8]) -> String {
    let zeros = bytes.prefix { $0 == 0 }.count
    // Least significant first, each below 58^5.
    var limbs: [UInt64] = []
    limbs.reserveCapacity(bytes.count / 3 + 1)
    var index = zeros
    while index < bytes.count {
      let end = index + (bytes.count - index - 1) % 4 + 1
      var carry: UInt64 = 0
      while index < end {
        carry = carry << 8 | UInt64(bytes[index])
        index += 1
      }
      for position in limbs.indices {
        let value = limbs[position] << 32 | carry
        carry = value / group
        limbs[position] = value % group
      }
      while carry > 0 {
        limbs.append(carry % group)
        carry /= group
      }
    }
    var reversed: [UInt8] = []
    reversed.reserveCapacity(zeros + limbs.count * 5)
    for (position, limb) in limbs.enumerated() {
      var rest = limb
      for _ in 0..<5 {
        if position == limbs.count - 1, rest == 0 { break }
        reversed.append(alphabet[Int(rest % 58)])
        rest /= 58
      }
    }
    reversed.append(contentsOf: repeatElement(UInt8(ascii: "1"), count: zeros))
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }

  /// The bytes of `text`.
  ///
  /// - Throws: `bad-value` for a character outside the alphabet, or more than 1024 of them.
  package static func decode(_ text: String) throws -> [UInt8] {
    let characters = Array(text.utf8.prefix(1025))
    guard characters.count <= 1024 else {
      throw Failure(.badValue, "base58 text is longer than 1024 characters")
    }
    let zeros = characters.prefix { $0 == UInt8(ascii: "1") }.count
    // Least significant first, 32 bits each.
    var limbs: [UInt64] = []
    limbs.reserveCapacity(characters.count / 5 + 1)
    var index = zeros
    while index < characters.count {
      let end = index + (characters.count - index - 1) % 5 + 1
      var carry: UInt64 = 0
      while index < end {
        let digit = digits[Int(characters[index])]
        guard digit != 255 else {
          throw Failure(.badValue, "“\(text.prefix(100))” is not base58")
        }
        carry = carry * 58 + UInt64(digit)
        index += 1
      }
      for position in limbs.indices {
        let value = limbs[position] * group + carry
        limbs[position] = value & 0xffff_ffff
        carry = value >> 32
      }
      if carry > 0 { limbs.append(carry) }
    }
    var bytes = [UInt8](repeating: 0, count: zeros)
    for (position, limb) in limbs.reversed().enumerated() {
      for shift in [24, 16, 8, 0] as [UInt64] {
        let byte = UInt8(truncatingIfNeeded: limb >> shift)
        if position == 0, byte == 0, bytes.count == zeros { continue }
        bytes.append(byte)
      }
    }
    return bytes
  }
}
