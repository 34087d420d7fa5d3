// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money

/// One value of an output object, still typed, so that every format can show it its own way.
package enum Cell: Equatable, Sendable {
  /// No value: an empty cell, and no key in JSON.
  case null
  case text(String)
  /// Text that tables never cut: several amounts in one, or words that are to be typed.
  case whole(String)
  case integer(Int64)
  case bool(Bool)
  /// Money, without its code: the author adds the asset as a neighbouring text field.
  case amount(Amount)
  case time(Timestamp)
  /// An exact decimal that is no amount (a rate, a ratio): a string in JSON, right-aligned in
  /// tables.
  case decimal(String)
  case list([Cell])
  case object([Item.Field])
  case items([Item])
}
