// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// One link of the journal: who did what when, and everything that changed.
package struct Entry: Sendable {
  package var sequence: Int64
  package var time: Timestamp
  /// When it took effect, where that is another time.
  package var effective: Timestamp?
  package var actor: String
  /// `MODULE VERB`.
  package var command: String
  package var idempotency: Idempotency?
  /// The first entry of the command this one belongs to, where it is not the first itself.
  package var partOf: Int64?
  /// The number of the transaction, where there are postings.
  package var transaction: Int64?
  package var postings: [Posting] = []
  package var details = TransactionDetails()
  package var rows: [RowChange] = []

  /// A key, and what it was used for.
  package struct Idempotency: Equatable, Sendable {
    package let key: String
    /// SHA-256 of the canonical arguments, 64 hexadecimal digits.
    package let arguments: String

    package init(key: String, arguments: String) {
      self.key = key
      self.arguments = arguments
    }
  }

  /// The first word of `command`.
  package var module: Substring { command.prefix { $0 != " " } }

  /// The last state of a record that this entry wrote, or `nil`.
  package func last<R: Record>(_ type: R.Type) throws -> R? {
    let change = rows.last { $0.table.name == type.table.name }
    return try change?.row.map(R.init)
  }
}
