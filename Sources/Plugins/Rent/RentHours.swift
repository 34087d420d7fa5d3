// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// How long a device is rented: decimal hours, and the milliseconds a lease needs.
package struct RentHours: Equatable, Sendable {
  /// Exactly what was asked for; prices are computed from this.
  package let hours: Rate
  /// The same, half-even to a millisecond; at least 1.
  package let milliseconds: Int64

  /// The longest term, 100 years of 365 days: beyond it, dates stop making sense.
  static let longest: Int64 = 876_000
  private static let hour: Int128 = 3_600_000

  /// - Throws: `bad-value` for nothing, for less than half a millisecond, for more than 876 000 hours.
  package init(_ hours: Rate) throws {
    guard try Self.isWithinLongest(hours) else {
      throw Failure(.badValue, "a term may be at most \(Self.longest) hours, not \(hours.text)")
    }
    var divisor: Int128 = 1
    for _ in 0..<hours.scale { divisor *= 10 }
    let exact = try Rounding.halfEven.multiply(hours.coefficient, by: Self.hour, over: divisor)
    guard exact > 0 else {
      throw Failure(.badValue, "a term must be more than zero hours, not \(hours.text)")
    }
    self.hours = hours
    milliseconds = try Int64(checking: exact)
  }

  private static func isWithinLongest(_ hours: Rate) throws -> Bool {
    var bound = Int128(longest)
    for _ in 0..<hours.scale { bound *= 10 }
    return hours.coefficient <= bound
  }

  /// What this many hours cost at `rate` an hour, multiplied in full and rounded half-even once.
  ///
  /// - Throws: `overflow`.
  package func price(at rate: Amount) throws -> Amount {
    try hours.applied(to: rate, in: rate.asset)
  }
}
