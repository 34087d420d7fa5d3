// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
package import Store

extension Cell {
  /// The value as scripts read it (TSV, CSV, `--filter`): amounts with all their decimals, times in
  /// RFC 3339, lists joined by commas, objects as canonical JSON. Not escaped.
  package var text: String {
    switch self {
    case .null: ""
    case .text(let text), .whole(let text), .decimal(let text): text
    case .integer(let value): String(value)
    case .bool(let value): value ? "true" : "false"
    case .amount(let amount): amount.text
    case .time(let time): time.text
    case .list(let cells): cells.map(\.text).joined(separator: ",")
    case .object, .items: json.canonicalText
    }
  }

  /// The value as people read it (tables): amounts without trailing zeros, lists joined by `, `.
  /// Not made safe for a terminal.
  package var display: String {
    switch self {
    case .amount(let amount): amount.trimmed
    case .list(let cells): cells.map(\.display).joined(separator: ", ")
    default: text
    }
  }

  /// The value in JSON: only integers are numbers, money and decimals are strings.
  package var json: JSON {
    switch self {
    case .null: .null
    case .integer(let value): .integer(value)
    case .bool(let value): .bool(value)
    case .text, .whole, .amount, .time, .decimal: .string(text)
    case .list(let cells): .array(cells.map(\.json))
    case .object(let fields): .object(Item.members(of: fields))
    case .items(let items): .array(items.map { $0.json() })
    }
  }

  /// Whether columns of this kind stand flush right.
  var isNumeric: Bool {
    switch self {
    case .integer, .amount, .decimal: true
    default: false
    }
  }

  /// Whether a table may cut the value to fit: only words, never figures, times or flags.
  var isTruncatable: Bool {
    switch self {
    case .text, .object, .items: true
    case .list(let cells): cells.allSatisfy(\.isTruncatable)
    default: false
    }
  }

  var isNull: Bool { self == .null }
}
