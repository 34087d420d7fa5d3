// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// What an imported document said that our own tables have no place for, and by which it is known
/// when it comes again.
///
/// | id | object |
/// | --- | --- |
/// | `account:NAME`, `transfer:tx-N` | the words of a mesh document that we would not find again |
/// | `opening:NAME` | what an account of a mesh document was opened with |
/// | `LEDGER/tx-N` | a transaction of that ledger: who made it there, by which command, and its id
/// here |
/// | `LEDGER/account:NAME` | an account opened for that ledger, and the entry it is up to date with
/// |
/// | `import:KEY` | the counts of an import with an idempotency key |
struct ImportOrigin: Record {
  let id: String
  /// Canonical JSON.
  let text: String

  // The name is older than the others that keep something here.
  static let table = Table(
    "mesh_origin", key: .name(column: "id"), columns: [.required("object", .text)])

  var key: Value { .text(id) }
  var values: [Value] { [.text(text)] }

  init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  init(id: String, _ members: [(name: String, value: String?)]) {
    self.init(
      id: id,
      text: JSON.object(
        members.compactMap { name, value in value.map { JSON.Member(name, .string($0)) } }
      ).canonicalText)
  }

  init(_ row: TableRow) throws {
    id = try row.name()
    text = try row.text("object")
  }

  /// A member of the object.
  subscript(_ name: String) -> JSON? { (try? JSON(parsing: text))?[name] }
}
