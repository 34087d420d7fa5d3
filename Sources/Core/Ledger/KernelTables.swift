// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// The tables of the kernel itself.
package enum KernelTables {
  /// Records every ledger has.
  package static let records = [
    Account.table, AddedAsset.table, Hold.table, Genesis.table, Checkpoint.table,
  ]

  /// What follows from the postings and keys of entries.
  package static let derived = [balance, posting, reference, idempotency]

  /// One row for an account and asset; kept, so that a balance costs the same in any ledger.
  static let balance = DerivedTable(
    "balance",
    columns: [
      .required("account", .integer), .required("asset", .text), .required("amount", .money),
    ],
    primaryKey: ["account", "asset"])

  /// Every movement, with the history of both its accounts as indexes.
  static let posting = DerivedTable(
    "posting",
    columns: [
      .required("tx", .integer), .required("leg", .integer), .required("sequence", .integer),
      .required("source", .integer), .required("destination", .integer),
      .required("asset", .text), .required("amount", .money), .required("time", .integer),
      .required("effective", .integer),
    ],
    primaryKey: ["tx", "leg"],
    indexes: [.init("source", "time"), .init("destination", "time")])

  /// Transactions by job, external id, or what they revert.
  static let reference = DerivedTable(
    "reference",
    columns: [.required("kind", .text), .required("value", .text), .required("tx", .integer)],
    primaryKey: ["kind", "value", "tx"])

  /// Keys that were used, for ever.
  static let idempotency = DerivedTable(
    "idempotency",
    columns: [
      .required("key", .text), .required("arguments", .text), .required("sequence", .integer),
    ],
    primaryKey: ["key"])
}

/// What a transaction can be looked up by.
package enum ReferenceKind: String, Sendable {
  case job
  case external
  case reverts
}
