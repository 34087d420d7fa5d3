// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// The mesh seed's document: accounts with their balance of one asset, and what moved between them.
///
/// Whatever it writes, `MeshImport` reads: the journal is gone through twice, first for what the
/// accounts have in the end.
enum MeshExport {
  static func write(_ source: ExportSource, asset: Asset, to outlet: ExportOutlet) throws {
    var book = MeshBook(asset: asset)
    try source.eachTransaction { _ = book.transfers(of: $0) }
    try writeAccounts(source, book, to: outlet)
    try writeTransfers(source, asset, to: outlet)
    try warn(of: book, source)
  }

  private static func writeAccounts(
    _ source: ExportSource, _ book: MeshBook, to outlet: ExportOutlet
  ) throws {
    var separator = "{\n  \"accounts\": {"
    var isEmpty = true
    try source.eachAccount { account in
      let line = book.line(of: account.name)
      guard MeshBook.has(account.name) || line.balance != 0 else { return }
      let allowed = account.overdraft?.asset == book.asset.code ? account.overdraft?.minor ?? 0 : 0
      let overdraft = Amount(
        minor: try Int64(checking: max(line.overdraft, Int128(allowed))), asset: book.asset)
      let origin = try source.ledger.fetch(ImportOrigin.self, .text("account:\(account.name)"))
      let object = try origin.map { try JSON(parsing: $0.text) } ?? MeshDocument.object(account)
      var members = object.members ?? []
      if overdraft.minor > 0 {
        members.removeAll { $0.name == "overdraft" }
        members.append(.init("overdraft", .number(overdraft.trimmed)))
      }
      let balance = Amount(minor: try Int64(checking: line.balance), asset: book.asset)
      members.append(.init("balance", .number(balance.trimmed)))
      let name = JSON.string(account.name).canonicalText
      try outlet.write("\(separator)\n    \(name): \(JSON.object(members).canonicalText)")
      (separator, isEmpty) = (",", false)
    }
    try outlet.write(isEmpty ? separator : "")
  }

  private static func writeTransfers(
    _ source: ExportSource, _ asset: Asset, to outlet: ExportOutlet
  ) throws {
    var book = MeshBook(asset: asset)
    var separator = "\n  },\n  \"transfers\": ["
    var isEmpty = true
    try source.eachTransaction { transaction in
      for object in try objects(of: transaction, &book, source.ledger) {
        try outlet.write("\(separator)\n    \(object.canonicalText)")
        (separator, isEmpty) = (",", false)
      }
    }
    try outlet.write((isEmpty ? separator : "") + "\n  ]\n}\n")
  }

  private static func objects(
    of transaction: Transaction, _ book: inout MeshBook, _ ledger: LedgerReader
  ) throws -> [JSON] {
    let transfers = book.transfers(of: transaction)
    if let origin = try ledger.fetch(
      ImportOrigin.self, .text("transfer:\(transaction.displayID)"))
    {
      return [try JSON(parsing: origin.text)]
    }
    let id = transaction.details.externalID ?? transaction.displayID
    return transfers.enumerated().map { index, transfer in
      let part = transfers.count == 1 ? id : "\(id)/\(index + 1)"
      return MeshDocument.object(transfer, of: transaction, id: part)
    }
  }

  private static func warn(of book: MeshBook, _ source: ExportSource) throws {
    if book.foreignPostings > 0 {
      try source.warn(
        "a mesh counts \(book.asset.code) only: \(book.foreignPostings) postings of other assets "
          + "are left out")
    }
    if book.ownerless > 0 {
      let minor = Int64(clamping: book.ownerless)
      try source.warn(
        "\(Amount(minor: minor, asset: book.asset)) on accounts of the program's own came from "
          + "nobody's account and are left out")
    }
  }
}
