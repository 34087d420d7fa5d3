// SPDX-License-Identifier: GPL-3.0-or-later

/// A table as its plugin declares it. Drivers turn it into their own SQL; replay and `verify` walk
/// it.
package struct Table: Sendable {
  /// The name in SQL and in the journal's `rows`.
  package let name: String
  package let key: Key
  /// Every column but the key.
  package let columns: [Column]
  /// Column lists to index, in order.
  package let indexes: [Index]
  /// Whether rows stay out of the journal: telemetry that may be lost.
  package let isScratch: Bool
  /// `SELECT` of the rows of a scratch table as an earlier build kept them in the ledger's own
  /// file, key first; `nil` where they had the columns of today.
  package let earlier: String?

  /// The positions of `columns` sorted by name, the order of a canonical after-image.
  let canonicalOrder: [Int]

  /// The primary key, one column.
  package enum Key: Hashable, Sendable {
    /// A sequential integer in column `id`, shown with this prefix (`ctr` → `ctr-7`).
    case sequence(prefix: String)
    /// Text chosen by the user, in the named column.
    case name(column: String)

    /// The column's name.
    package var column: String {
      switch self {
      case .sequence: "id"
      case .name(let column): column
      }
    }
  }

  /// One column.
  package struct Column: Sendable {
    package let name: String
    package let kind: Kind
    package let isRequired: Bool
    /// What rows written before the column existed read as.
    package let initial: Value

    /// How values are stored and written to the journal.
    package enum Kind: Sendable {
      /// A count, time or id below 2^53: a JSON number.
      case integer
      /// A 64-bit amount of minor units: a JSON string.
      case money
      case text
    }

    /// A column that always has a value.
    package static func required(_ name: String, _ kind: Kind) -> Column {
      Column(name: name, kind: kind, isRequired: true, initial: .null)
    }

    /// A column that may be empty; `initial` is what older rows get.
    package static func optional(
      _ name: String, _ kind: Kind, initial: Value = .null
    ) -> Column {
      Column(name: name, kind: kind, isRequired: false, initial: initial)
    }
  }

  /// A list of columns to find rows by.
  package struct Index: Sendable {
    package let columns: [String]
    package let isUnique: Bool

    /// An index on `columns`.
    package init(_ columns: String..., unique: Bool = false) {
      self.columns = columns
      isUnique = unique
    }
  }

  package init(
    _ name: String, key: Key, columns: [Column], indexes: [Index] = [], scratch: Bool = false,
    earlier: String? = nil
  ) {
    self.name = name
    self.key = key
    self.columns = columns
    self.indexes = indexes
    isScratch = scratch
    self.earlier = earlier
    canonicalOrder = columns.indices.sorted {
      columns[$0].name.utf8.lexicographicallyPrecedes(columns[$1].name.utf8)
    }
  }

  /// The id as users see it: `ctr-7`, or the name itself.
  package func display(_ key: Value) -> String {
    switch (self.key, key) {
    case (.sequence(let prefix), .integer(let number)): "\(prefix)-\(number)"
    case (_, .text(let name)): name
    default: ""
    }
  }

  /// The key behind an id as users type it; `nil` where it has the wrong form.
  package func key(from text: String) -> Value? {
    switch key {
    case .name: return .text(text)
    case .sequence(let prefix):
      guard text.hasPrefix(prefix + "-") else { return nil }
      let digits = text.dropFirst(prefix.count + 1)
      guard let first = digits.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first)
      else { return nil }
      return Int64(digits).map(Value.integer)
    }
  }
}
