// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// Reads the postings of a transaction from a batch line or an import.
enum PostingInput {
  private static let keys = ["amount", "asset", "effective", "from", "to"]

  /// The array under `postings`; on the command line and in CSV it is JSON in a text.
  ///
  /// - Throws: `missing-argument`, `bad-value`, `unknown-key`, and what reading an amount throws.
  static func postings(of input: Input, _ assets: AssetRegistry) throws -> [Posting] {
    guard var value = input["postings"] else { throw input.missing("postings") }
    if let text = value.string {
      guard let parsed = try? JSON(parsing: text) else {
        throw input.bad("postings", "is not JSON")
      }
      value = parsed
    }
    guard let elements = value.array, !elements.isEmpty else {
      throw input.bad("postings", "must be an array with at least one posting")
    }
    return try elements.map { element in
      guard let members = element.members else {
        throw input.bad("postings", "must hold objects of from, to and amount")
      }
      return try posting(
        Input(fields: members, place: input.place, defaultAsset: input.defaultAsset), assets)
    }
  }

  /// One posting from the fields `from`, `to`, `amount`, and perhaps `asset` and `effective`.
  static func posting(_ input: Input, _ assets: AssetRegistry) throws -> Posting {
    for field in input.fields where !keys.contains(field.name) {
      throw Failure(
        .unknownKey, "a posting has no key \"\(field.name)\"",
        hint: "keys are \(keys.joined(separator: ", "))"
      ).at(input.place)
    }
    let asset = try input.optionalText("asset")
    let typed = Input(
      fields: input.fields, place: input.place, defaultAsset: asset ?? input.defaultAsset)
    let amount = try typed.amount("amount", assets)
    if let asset, asset != amount.asset.code {
      throw input.bad("asset", "is \(asset), the amount in \(amount.asset.code)")
    }
    return Posting(
      from: try input.text("from"), to: try input.text("to"), amount,
      effective: try input.time("effective"))
  }
}
