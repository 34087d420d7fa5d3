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

/// What `init` wrote: the public half of the treasury's key.
package struct Genesis: Record {
  package let publicKey: String
  package let createdAt: Timestamp

  package init(publicKey: String, createdAt: Timestamp) {
    self.publicKey = publicKey
    self.createdAt = createdAt
  }

  package static let table = Table(
    "genesis", key: .sequence(prefix: "genesis"),
    columns: [.required("public_key", .text), .required("created_at", .integer)])

  package var key: Value { .integer(1) }
  package var values: [Value] { [.text(publicKey), .integer(createdAt.milliseconds)] }

  package init(_ row: TableRow) throws {
    publicKey = try row.text("public_key")
    createdAt = Timestamp(milliseconds: try row.integer("created_at"))
  }
}

/// That the journal's head was signed at some moment; the signature is in the file handed out.
package struct Checkpoint: Record {
  package let id: Int64
  package let head: Head
  package let time: Timestamp

  package init(id: Int64, head: Head, time: Timestamp) {
    self.id = id
    self.head = head
    self.time = time
  }

  package static let table = Table(
    "checkpoint", key: .sequence(prefix: "chk"),
    columns: [
      .required("sequence", .integer), .required("hash", .text), .required("time", .integer),
    ])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [.integer(head.sequence), .text(head.hash), .integer(time.milliseconds)]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    head = Head(sequence: try row.integer("sequence"), hash: try row.text("hash"))
    time = Timestamp(milliseconds: try row.integer("time"))
  }
}
