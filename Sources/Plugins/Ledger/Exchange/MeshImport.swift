// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// Takes in the mesh seed's document.
///
/// Every account opens with what it must have had before the transfers, balance − received + paid,
/// from `world`; then the transfers follow in their order, with their ids and times.
struct MeshImport {
  private let scope: EntryScope
  private let asset: Asset
  private let name: String
  private var summary = ImportSummary()
  private var openings: [String: Int128] = [:]

  init(_ scope: EntryScope, asset: Asset, name: String) {
    self.scope = scope
    self.asset = asset
    self.name = name
  }

  /// - Throws: `bad-file` and the codes of its values, said to come from the object they stand in.
  mutating func take(_ text: String) throws -> ImportSummary {
    let document = try JSON(parsing: text)
    guard let accounts = document["accounts"]?.members,
      let transfers = document["transfers"]?.array
    else { throw Failure(.badFile, "\(name) has no \"accounts\" and \"transfers\"") }
    for member in document.members ?? [] where !["accounts", "transfers"].contains(member.name) {
      throw Failure(.unknownKey, "there is no key \"\(member.name)\"").at(place)
    }
    for account in accounts {
      try Self.located("account '\(account.name)'", place) {
        openings[account.name] = Int128(try amount(account.value["balance"], positive: false))
      }
    }
    for (index, transfer) in transfers.enumerated() {
      try Self.located("transfer \(index + 1)", place) { try count(transfer) }
    }
    for account in accounts {
      try Self.located("account '\(account.name)'", place) { try open(account.name, account.value) }
    }
    for (index, transfer) in transfers.enumerated() {
      try Self.located("transfer \(index + 1)", place) { try move(transfer) }
    }
    return summary
  }

  /// A document has no lines to name, only its start.
  private var place: Failure.Place { Failure.Place(file: name, line: 1) }

  private static func located(
    _ what: String, _ place: Failure.Place, _ body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch var failure as Failure {
      failure.message = "\(what): \(failure.message)"
      throw failure.at(place)
    }
  }

  private func amount(_ value: JSON?, positive: Bool) throws -> Int64 {
    guard case .number(let literal)? = value else {
      throw Failure(.badAmount, value == nil ? "an amount is missing" : "an amount is not a number")
    }
    return try Amount.parse(literal, default: asset, positive: positive) { _ in asset }.minor
  }

  private func input(_ object: JSON) throws -> Input {
    guard let members = object.members else { throw Failure(.badFile, "this is not an object") }
    // The seed writes "" where it has nothing.
    return Input(
      fields: members.filter { $0.value != .string("") }, place: place, defaultAsset: asset.code)
  }

  private mutating func count(_ transfer: JSON) throws {
    let input = try input(transfer)
    let minor = Int128(try amount(transfer["amount"], positive: true))
    for (field, sign) in [("from_account", Int128(1)), ("to_account", -1)] {
      let name = try input.text(field)
      guard openings[name] != nil else {
        throw Failure(.notFound, "there is no account '\(name)'", details: ["account": name])
      }
      openings[name, default: 0] += sign * minor
    }
  }

  private mutating func open(_ name: String, _ object: JSON) throws {
    try AccountName.check(name)
    guard !AccountName.isSystem(name) else {
      throw Failure(.reservedAccount, "\(name) belongs to the program itself")
    }
    let input = try input(object)
    let created = try input.optionalText("created_at").map(MeshDocument.time) ?? scope.ledger.now
    let minor = try Int64(checking: openings[name] ?? 0)
    guard minor >= 0 else {
      throw Failure(.badValue, "its balance is less than its transfers leave")
    }
    let ledger = scope.ledger
    try scope.entry {
      var account = Account(
        id: try ledger.nextID(Account.self), name: name, createdAt: created)
      account.metadata = Self.metadata(object["meta"])
      try ledger.createAccount(account)
      try keep(
        "account:\(name)", .object((object.members ?? []).filter { $0.name != "balance" }),
        unless: MeshDocument.object(account))
      guard minor > 0 else { return }
      ledger.setEffective(created == ledger.now ? nil : created)
      try ledger.move(Amount(minor: minor, asset: asset), from: "world", to: name)
      summary.transactions += 1
    }
    summary.accounts += 1
  }

  private mutating func move(_ object: JSON) throws {
    let input = try input(object)
    let id = try input.text("id")
    let time = try MeshDocument.time(input.text("timestamp"))
    let ledger = scope.ledger
    try scope.entry {
      guard try ledger.transactions(.external, id).isEmpty else {
        throw Failure(.exists, "'\(id)' has been imported before", details: ["id": id])
      }
      let minor = try amount(object["amount"], positive: true)
      ledger.setEffective(time == ledger.now ? nil : time)
      let posting = Posting(
        from: try input.text("from_account"), to: try input.text("to_account"),
        Amount(minor: minor, asset: asset))
      try ledger.post(
        [posting],
        TransactionDetails(
          jobID: input.optionalText("job_id"), note: input.optionalText("note"), externalID: id))
      let transaction = try ledger.currentTransaction()
      try keep(
        "transfer:\(transaction.displayID)", object,
        unless: MeshDocument.object(posting, of: transaction, id: id))
    }
    summary.transactions += 1
  }

  /// Notes an object that would not come out again as it came in.
  private func keep(_ id: String, _ object: JSON, unless rendered: JSON) throws {
    let text = object.canonicalText
    guard text != rendered.canonicalText else { return }
    try scope.ledger.insert(MeshOrigin(id: id, text: text))
  }

  /// What fits our metadata: keys with text. The rest stays in the object kept.
  private static func metadata(_ json: JSON?) -> [Account.Metadatum] {
    (json?.members ?? []).compactMap { member in
      member.value.string.map { Account.Metadatum(key: member.name, value: $0) }
    }
  }
}
