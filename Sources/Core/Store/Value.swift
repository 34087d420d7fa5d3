// SPDX-License-Identifier: GPL-3.0-or-later

/// What a column can hold: 64-bit integers and text, never a floating-point number.
package enum Value: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)

  /// The integer, or `nil` for another kind.
  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

  /// The text, or `nil` for another kind.
  package var text: String? { if case .text(let value) = self { value } else { nil } }

  /// `.null` for `nil`.
  package init(_ value: Int64?) { self = value.map(Value.integer) ?? .null }

  /// `.null` for `nil`.
  package init(_ value: String?) { self = value.map(Value.text) ?? .null }

  /// 1 for true, 0 for false.
  package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .text(value) }
}
