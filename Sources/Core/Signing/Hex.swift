// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Bytes as lower-case hex digits.
package enum Hex {
  /// Two lower-case digits a byte.
  package static func encode(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      bytes.withUnsafeBufferPointer { write($0, to: buffer) }
      return bytes.count * 2
    }
  }

  /// The bytes of lower-case `text`, so that equal bytes always have equal text.
  ///
  /// - Throws: `bad-value` for an odd length or any other character, upper case included.
  package static func decode(_ text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 2)
    var high: UInt8?
    for character in text.utf8 {
      guard let digit = value(of: character) else {
        throw Failure(.badValue, "“\(text.prefix(80))” is not lower-case hex")
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { throw Failure(.badValue, "hex needs an even number of digits") }
    return bytes
  }

  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>
  ) {
    var index = 0
    for byte in bytes {
      output[index] = digit(byte >> 4)
      output[index + 1] = digit(byte & 15)
      index += 2
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
