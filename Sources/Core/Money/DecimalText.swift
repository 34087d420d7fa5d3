// SPDX-License-Identifier: GPL-3.0-or-later

/// Decimal text of 64-bit minor units, read and written without loss.
///
/// The grammar is ASCII digits, then optionally a point and digits: `10`, `10.5`, `0.010145000`. No
/// plus, exponent, separator or blank. `decimals` is 0...18 everywhere.
package enum DecimalText {
  /// Minor units of UTF-8 `text`.
  ///
  /// - Parameter signed: whether a leading `-` is allowed.
  /// - Throws: `bad-amount` outside the grammar, else `precision` for more fraction digits than
  ///   `decimals` (zeros too), else `overflow` outside 64 bits.
  package static func parse(
    _ text: some Collection<UInt8>, decimals: Int, signed: Bool = false
  ) throws -> Int64 {
    let fast = try text.withContiguousStorageIfAvailable {
      try parse(buffer: $0, decimals: decimals, signed: signed)
    }
    if let fast { return fast }
    return try Array(text).withUnsafeBufferPointer {
      try parse(buffer: $0, decimals: decimals, signed: signed)
    }
  }

  /// Minor units of `text`; rules and errors as for UTF-8.
  package static func parse(
    _ text: String, decimals: Int, signed: Bool = false
  ) throws -> Int64 {
    var text = text
    return try text.withUTF8 { try parse(buffer: $0, decimals: decimals, signed: signed) }
  }

  private static func parse(
    buffer bytes: UnsafeBufferPointer<UInt8>, decimals: Int, signed: Bool
  ) throws -> Int64 {
    precondition((0...18).contains(decimals))
    var index = 0
    let negative = signed && bytes.first == UInt8(ascii: "-")
    if negative { index = 1 }
    var magnitude: UInt64 = 0
    var tooBig = false
    let wholeStart = index
    accumulate(bytes, &index, &magnitude, &tooBig)
    var malformed = index == wholeStart
    var fraction = 0
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let start = index
      accumulate(bytes, &index, &magnitude, &tooBig)
      fraction = index - start
      if fraction == 0 { malformed = true }
    }
    if malformed || index != bytes.count {
      throw Failure(
        .badAmount, "“\(quoted(bytes))” is not an amount", hint: "write digits and a point: 10.5")
    }
    if fraction > decimals {
      throw Failure(
        .precision, "“\(quoted(bytes))” has \(fraction) decimals; at most \(decimals) are possible")
    }
    let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: tens(decimals - fraction))
    let limit = UInt64(Int64.max) + (negative ? 1 : 0)
    if tooBig || overflow || scaled > limit {
      throw Failure(.overflow, "“\(quoted(bytes))” is too large")
    }
    return negative ? Int64(truncatingIfNeeded: 0 &- scaled) : Int64(scaled)
  }

  @inline(__always)
  private static func accumulate(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ value: inout UInt64,
    _ tooBig: inout Bool
  ) {
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { return }
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if over || carry { tooBig = true }
      value = sum
      index += 1
    }
  }

  /// 10 to the power of 0...18.
  private static func tens(_ power: Int) -> UInt64 {
    var result: UInt64 = 1
    for _ in 0..<power { result &*= 10 }
    return result
  }

  // A message must stay one readable line whatever was typed.
  private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes.prefix(40), as: UTF8.self) + (bytes.count > 40 ? "…" : "")
  }

  /// `minor` with exactly `decimals` fraction digits: `0.010145000`.
  package static func text(_ minor: Int64, decimals: Int) -> String {
    String(unsafeUninitializedCapacity: capacity) { write(minor, decimals: decimals, into: $0) }
  }

  /// A sum that 64 bits may not hold, with exactly `decimals` fraction digits.
  package static func text(wide minor: Int128, decimals: Int) -> String {
    let digits = String(minor.magnitude)
    let padding = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count))
    let padded = padding + digits
    let sign = minor < 0 ? "-" : ""
    guard decimals > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// `minor` without trailing fraction zeros: `0.010145`, `10`.
  package static func trimmed(_ minor: Int64, decimals: Int) -> String {
    String(unsafeUninitializedCapacity: capacity) { buffer in
      var count = write(minor, decimals: decimals, into: buffer)
      guard decimals > 0 else { return count }
      while buffer[count - 1] == UInt8(ascii: "0") { count -= 1 }
      if buffer[count - 1] == UInt8(ascii: ".") { count -= 1 }
      return count
    }
  }

  /// Appends `minor` with exactly `decimals` fraction digits to UTF-8 `output`, allocating nothing
  /// else.
  package static func append(_ minor: Int64, decimals: Int, to output: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
      let count = write(minor, decimals: decimals, into: buffer)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  // A sign, 19 digits and a point are 21.
  private static var capacity: Int { 24 }

  private static func write(
    _ minor: Int64, decimals: Int, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition((0...18).contains(decimals))
    var rest = minor.magnitude
    // Written from the end of the buffer, then moved to its start: the length is known last.
    var start = capacity
    var written = 0
    repeat {
      if written == decimals, decimals > 0 {
        start -= 1
        buffer[start] = UInt8(ascii: ".")
      }
      start -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      buffer[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
      written += 1
    } while rest != 0 || written <= decimals
    if minor < 0 {
      start -= 1
      buffer[start] = UInt8(ascii: "-")
    }
    let count = capacity - start
    for index in 0..<count { buffer[index] = buffer[start + index] }
    return count
  }
}
