// SPDX-License-Identifier: GPL-3.0-or-later

/// How much may leave an account, counted over all its debits.
package struct SpendingLimits: Equatable, Sendable {
  /// Transactions in any 60 seconds.
  package var perMinute: Int64?
  /// Minor units of `asset` in a UTC day.
  package var perDay: Int64?
  /// Minor units of `asset` in a UTC month.
  package var perMonth: Int64?
  /// What `perDay` and `perMonth` count.
  package var asset: String?

  package init(
    perMinute: Int64? = nil, perDay: Int64? = nil, perMonth: Int64? = nil, asset: String? = nil
  ) {
    self.perMinute = perMinute
    self.perDay = perDay
    self.perMonth = perMonth
    self.asset = asset
  }

  /// Whether nothing is limited.
  package var isEmpty: Bool { perMinute == nil && perDay == nil && perMonth == nil }
}
