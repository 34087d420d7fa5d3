// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// The mesh seed's document: user accounts with their balance of one asset, and what moved between
/// them.
///
/// Money from and to the program's own accounts (`world`, holds) is no transfer there, only
/// balance.
enum MeshExport {
  static func write(_ source: ExportSource, asset: Asset, to outlet: ExportOutlet) throws {
    let ledger = source.ledger
    var separator = "{\n  \"accounts\": {"
    var isEmpty = true
    try source.eachAccount { account in
      guard !AccountName.isSystem(account.name) else { return }
      let origin = try ledger.fetch(MeshOrigin.self, .text("account:\(account.name)"))
      let object = try origin.map { try JSON(parsing: $0.text) } ?? MeshDocument.object(account)
      let balance = try ledger.balance(of: account, asset).amount.trimmed
      let members = (object.members ?? []) + [.init("balance", .number(balance))]
      let name = JSON.string(account.name).canonicalText
      try outlet.write("\(separator)\n    \(name): \(JSON.object(members).canonicalText)")
      (separator, isEmpty) = (",", false)
    }
    try outlet.write(isEmpty ? "{\n  \"accounts\": {" : "")
    separator = "\n  },\n  \"transfers\": ["
    isEmpty = true
    try source.eachTransaction { transaction in
      for object in try transfers(of: transaction, asset, ledger) {
        try outlet.write("\(separator)\n    \(object.canonicalText)")
        (separator, isEmpty) = (",", false)
      }
    }
    try outlet.write((isEmpty ? separator : "") + "\n  ]\n}\n")
  }

  private static func transfers(
    of transaction: Transaction, _ asset: Asset, _ ledger: LedgerReader
  ) throws -> [JSON] {
    if let origin = try ledger.fetch(MeshOrigin.self, .text("transfer:\(transaction.displayID)")) {
      return [try JSON(parsing: origin.text)]
    }
    let postings = transaction.postings.filter {
      $0.amount.asset == asset && !AccountName.isSystem($0.source)
        && !AccountName.isSystem($0.destination)
    }
    let id = transaction.details.externalID ?? transaction.displayID
    return postings.enumerated().map { index, posting in
      let part = postings.count == 1 ? id : "\(id)/\(index + 1)"
      return MeshDocument.object(posting, of: transaction, id: part)
    }
  }
}
