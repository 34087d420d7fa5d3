// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// The JSON of the mesh seed: accounts by name, and transfers.
enum MeshDocument {
  /// An account's object without its balance.
  static func object(_ account: Account) -> JSON {
    .object([
      .init("created_at", .string(text(account.createdAt))),
      .init(
        "meta", .object(account.metadata.map { JSON.Member($0.key, .string($0.value)) })),
    ])
  }

  /// A transfer's object.
  static func object(
    _ transfer: MeshBook.Transfer, of transaction: Transaction, id: String
  ) -> JSON {
    let time = transfer.effective ?? transaction.time
    return .object([
      .init("amount", .number(transfer.amount.trimmed)),
      .init("from_account", .string(transfer.from)), .init("id", .string(id)),
      .init("job_id", transaction.details.jobID.map(JSON.string) ?? .null),
      .init("note", transaction.details.note.map(JSON.string) ?? .null),
      .init("timestamp", .string(text(time))), .init("to_account", .string(transfer.to)),
    ])
  }

  /// A time as the seed writes it: no fraction where it is zero.
  static func text(_ time: Timestamp) -> String {
    time.milliseconds % 1000 == 0 ? String(time.text.dropLast(5)) + "Z" : time.text
  }

  /// A time as a mesh may write it: without a zone it is UTC.
  static func time(_ text: String) throws -> Timestamp {
    if let time = try? Timestamp(parsing: text + "Z") { return time }
    return try Timestamp(parsing: text)
  }
}
