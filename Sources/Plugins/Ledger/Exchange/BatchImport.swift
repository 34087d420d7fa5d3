// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// Takes in JSON Lines of transactions, or CSV of postings; one entry a transaction, one commit for
/// all.
struct BatchImport {
  private let scope: EntryScope
  private let asset: String
  private let name: String
  private var summary = ImportSummary()
  /// What CSV has of a posting.
  private static let postingKeys = ["from", "to", "amount", "asset"]
  /// What a header of CSV may have.
  static let columns = (postingKeys + ImportedTransaction.keys).sorted()

  init(_ scope: EntryScope, defaultAsset: String, name: String) {
    self.scope = scope
    asset = defaultAsset
    self.name = name
  }

  /// Every line a transaction with `postings`.
  mutating func lines(_ reader: BatchReader) throws -> ImportSummary {
    let assets = scope.ledger.assets
    while let (members, line) = try reader.next() {
      let input = Input(fields: members, place: .init(file: name, line: line), defaultAsset: asset)
      try take(input.place) {
        let postings = try PostingInput.postings(of: input, assets)
        return try ImportedTransaction(input, postings: postings, more: ["postings"])
      }
    }
    return summary
  }

  /// Every record a posting; those that stand together and share an `id` are one transaction.
  mutating func records(_ reader: BatchReader) throws -> ImportSummary {
    var group: [Input] = []
    while let (members, line) = try reader.next() {
      let input = Input(fields: members, place: .init(file: name, line: line), defaultAsset: asset)
      if let first = group.first, first["id"] == nil || first["id"] != input["id"] {
        try take(group)
        group = []
      }
      group.append(input)
    }
    try take(group)
    return summary
  }

  private mutating func take(_ group: [Input]) throws {
    guard let first = group.first else { return }
    let keys = Self.postingKeys
    let (asset, assets) = (asset, scope.ledger.assets)
    try take(first.place) {
      let postings = try group.map { input in
        try PostingInput.posting(
          Input(
            fields: input.fields.filter { keys.contains($0.name) }, place: input.place,
            defaultAsset: asset), assets)
      }
      return try ImportedTransaction(first, postings: postings, more: keys)
    }
  }

  private mutating func take(
    _ place: Failure.Place?, _ read: () throws -> ImportedTransaction
  ) throws {
    do {
      let transaction = try read()
      summary.accounts += try scope.entry { try transaction.write(to: scope.ledger) }
      summary.transactions += 1
    } catch let failure as Failure {
      throw failure.at(place)
    }
  }
}
