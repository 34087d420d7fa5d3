// SPDX-License-Identifier: GPL-3.0-or-later
import Store

/// What a mesh document said about an account or transfer in words that we would not find again:
/// further keys, a time beyond milliseconds. Kept so that it can be given back.
struct MeshOrigin: Record {
  /// `account:NAME` or `transfer:tx-N`.
  let id: String
  /// The canonical JSON of the whole object, without an account's balance.
  let text: String

  static let table = Table(
    "mesh_origin", key: .name(column: "id"), columns: [.required("object", .text)])

  var key: Value { .text(id) }
  var values: [Value] { [.text(text)] }

  init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  init(_ row: TableRow) throws {
    id = try row.name()
    text = try row.text("object")
  }
}
