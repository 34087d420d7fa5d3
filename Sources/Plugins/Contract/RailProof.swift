// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A payment on a settlement rail that has been used: it funds one object, ever.
package struct RailProof: Record, Equatable {
  /// Base58 of 64 bytes.
  package let signature: String
  /// What it funded: `ctr-7`.
  package let object: String
  package let at: Timestamp

  package init(signature: String, object: String, at: Timestamp) {
    self.signature = signature
    self.object = object
    self.at = at
  }

  package static let table = Table(
    "rail_proof", key: .name(column: "signature"),
    columns: [.required("object", .text), .required("at", .integer)])

  package var key: Value { .text(signature) }
  package var values: [Value] { [.text(object), .integer(at.milliseconds)] }

  package init(_ row: TableRow) throws {
    signature = try row.name()
    object = try row.text("object")
    at = Timestamp(milliseconds: try row.integer("at"))
  }
}
