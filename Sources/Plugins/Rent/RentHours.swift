// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
package import Money

/// How long a device is rented: decimal hours, and the milliseconds a lease needs.
package struct RentHours: Equatable, Sendable {
  /// Exactly what was asked for; prices are computed from this.
  package let hours: Rate
  /// The same, half-even to a millisecond; at least 1.
  package let milliseconds: Int64

  /// - Throws: `bad-value` for nothing, for less than half a millisecond, for more than a million
  ///   hours.
  package init(_ hours: Rate) throws {
    self.hours = hours
    milliseconds = try ContractBilling.duration(of: hours)
  }

  /// What this many hours cost at `rate` an hour, multiplied in full and rounded half-even once.
  ///
  /// - Throws: `overflow`.
  package func price(at rate: Amount) throws -> Amount {
    try ContractBilling.prepaid(rate: rate, hours: hours)
  }
}
