// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// What `init` wrote: the public half of the treasury's key.
package struct Genesis: Record {
  /// Base58 of the 32 bytes.
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

  /// The bytes of a journal's first entry.
  package func firstEntry(actor: String) -> [UInt8] {
    var entry = Entry(sequence: 1, time: createdAt, actor: actor, command: "ledger init")
    entry.rows = [RowChange(table: Self.table, key: key, after: values)]
    var writer = JSONWriter()
    entry.write(to: &writer)
    return writer.bytes
  }
}
