// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// Reads JSON Lines of assets, accounts and transactions, or CSV of postings.
struct BatchImport {
  private let run: ImportRun
  private let asset: String
  private let name: String
  /// What a header of CSV may have.
  static let columns = (own + ImportedTransaction.keys).sorted()

  init(_ run: ImportRun, defaultAsset: String, name: String) {
    self.run = run
    asset = defaultAsset
    self.name = name
  }

  /// What a line of JSON Lines is, under `kind`; a transaction where it does not say.
  private enum Kind: String, CaseIterable {
    case account, asset, transaction
  }

  /// Every line an asset, an account, or a transaction with `postings`.
  func lines(_ reader: BatchReader) throws -> ImportSummary {
    while let (members, line) = try reader.next() {
      let input = input(members, line)
      try input.reporting {
        switch try input.choice("kind") ?? Kind.transaction {
        case .account: try run.take(AccountLine(input, run.ledger))
        case .asset: try run.take(asset(input))
        case .transaction:
          let payments = try PostingInput.postings(of: input, run.ledger.assets)
            .map { ImportedTransaction.Payment(posting: $0) }
          try run.take(ImportedTransaction(input, payments, more: ["postings"]))
        }
      }
    }
    return try run.finish()
  }

  private func input(_ members: [JSON.Member], _ line: Int) -> Input {
    Input(fields: members, place: .init(file: name, line: line), defaultAsset: asset)
  }

  private func asset(_ input: Input) throws -> Asset {
    let keys = ["decimals", "id", "kind", "ledger"]
    for field in input.fields where !keys.contains(field.name) {
      throw Failure(
        .unknownKey, "an asset has no key \"\(field.name)\"",
        hint: "keys are \(keys.joined(separator: ", "))")
    }
    guard let decimals = try input.integer("decimals", in: 0...9) else {
      throw input.missing("decimals")
    }
    return try Asset(code: input.text("id"), decimals: Int(decimals))
  }

  // MARK: CSV

  /// What rows of one `id` must agree in: it is said of the transaction.
  private static let shared = ImportedTransaction.keys.filter { $0 != "kind" }
  private static let own = [
    "amount", "asset", "decimals", "from", "overdraft", "posting_effective", "to",
  ]

  /// Every record a posting; those that share an `id` are one transaction and stand together.
  func records(_ reader: BatchReader) throws -> ImportSummary {
    var group: [Input] = []
    var seen: Set<String> = []
    while let (members, line) = try reader.next() {
      let input = input(members, line)
      if let first = group.first {
        if Self.id(of: first) != nil, Self.id(of: first) == Self.id(of: input) {
          try Self.check(input, against: first)
        } else {
          try take(group)
          group = []
        }
      }
      if group.isEmpty, let id = Self.id(of: input), !seen.insert(id).inserted {
        throw Failure(.badFile, "the records of '\(input["id"]?.string ?? id)' stand apart").at(
          input.place)
      }
      group.append(input)
    }
    try take(group)
    return try run.finish()
  }

  /// What tells a transaction from the others of the file.
  private static func id(of input: Input) -> String? {
    input["id"]?.string.map { "\(input["ledger"]?.string ?? "")/\($0)" }
  }

  private static func check(_ input: Input, against first: Input) throws {
    for name in shared where input[name] != first[name] {
      throw Failure(
        .badFile,
        "\"\(name)\" is not what it is in line \(first.place?.line ?? 0), of the same id",
        hint: "records of one id are one transaction: only postings differ"
      ).at(input.place)
    }
  }

  private func take(_ group: [Input]) throws {
    guard let first = group.first else { return }
    let payments = try group.map { input in try input.reporting { try payment(input) } }
    try first.reporting {
      try run.take(ImportedTransaction(first, payments, more: Self.own))
    }
  }

  private func payment(_ input: Input) throws -> ImportedTransaction.Payment {
    if let decimals = try input.integer("decimals", in: 0...9) {
      try run.take(Asset(code: input.text("asset"), decimals: Int(decimals)))
    }
    let fields = input.fields.filter { ["from", "to", "amount", "asset"].contains($0.name) }
    let own = input["posting_effective"].map { [JSON.Member("effective", $0)] } ?? []
    let posting = try PostingInput.posting(
      Input(fields: fields + own, place: input.place, defaultAsset: asset), run.ledger.assets)
    let code = posting.amount.asset.code
    let overdraft = try Input(fields: input.fields, place: input.place, defaultAsset: code)
      .optionalAmount("overdraft", run.ledger.assets)
    return ImportedTransaction.Payment(
      posting: posting, overdraft: overdraft.map { .init(asset: code, minor: $0.minor) })
  }
}

extension Input {
  /// Runs `body`; what fails is said to come from this line.
  fileprivate func reporting<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure.at(place)
    }
  }
}
