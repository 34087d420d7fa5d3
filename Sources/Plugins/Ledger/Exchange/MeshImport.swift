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
  /// Whether what was imported before is passed over; else it is refused.
  private let skipsExisting: Bool
  private var summary = ImportSummary()
  private var openings: [String: Int128] = [:]
  /// Accounts that were there and must come out at the document's balance.
  private var expected: [(name: String, minor: Int64)] = []

  init(_ scope: EntryScope, asset: Asset, name: String, skipsExisting: Bool) {
    self.scope = scope
    self.asset = asset
    self.name = name
    self.skipsExisting = skipsExisting
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
    for (account, minor) in expected {
      try Self.located("account '\(account)'", place) { try check(account, minor) }
    }
    try summary.note(in: scope)
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
      // bounded: 128 bits
      openings[name, default: 0] += sign * minor
    }
  }

  private mutating func open(_ name: String, _ object: JSON) throws {
    try AccountName.check(name)
    let minor = try Int64(checking: openings[name] ?? 0)
    // What was paid to the outside: nothing is opened there.
    if name == "world" && minor == 0 { return try scope.entry { try keep(world: object) } }
    guard MeshBook.has(name) else {
      throw Failure(.reservedAccount, "\(name) belongs to the program itself")
    }
    guard minor >= 0 else {
      throw Failure(.badValue, "its balance is less than its transfers leave")
    }
    let ledger = scope.ledger
    if skipsExisting, let account = try ledger.account(named: name) {
      return try reopen(account, minor, object)
    }
    let input = try input(object)
    let created = try input.optionalText("created_at").map(MeshDocument.time) ?? ledger.now
    try scope.entry {
      var account = Account(
        id: try ledger.nextID(Account.self), name: name, createdAt: created)
      account.metadata = Self.metadata(object["meta"])
      account.overdraft = try overdraft(object)
      try ledger.createAccount(account)
      try keep(
        "account:\(name)",
        .object((object.members ?? []).filter { !["balance", "overdraft"].contains($0.name) }),
        unless: MeshDocument.object(account))
      try noteOpening(of: name, minor)
      guard minor > 0 else { return }
      ledger.setEffective(created == ledger.now ? nil : created)
      try ledger.move(Amount(minor: minor, asset: asset), from: "world", to: name)
      summary.transactions += 1
    }
    summary.accounts += 1
  }

  /// How far an account may fall below zero; a word of somebody else's is none of ours.
  private func overdraft(_ object: JSON) throws -> Account.Bound? {
    guard let value = object["overdraft"], case .number = value else { return nil }
    return Account.Bound(asset: asset.code, minor: try amount(value, positive: true))
  }

  private func noteOpening(of name: String, _ minor: Int64) throws {
    try scope.ledger.update(
      ImportOrigin(
        id: "opening:\(name)", [("amount", String(minor)), ("asset", asset.code)]))
  }

  /// Brings in what an account of an earlier document has got from outside since.
  private mutating func reopen(_ account: Account, _ minor: Int64, _ object: JSON) throws {
    let ledger = scope.ledger
    let origin = try ledger.fetch(ImportOrigin.self, .text("opening:\(account.name)"))
    guard let origin, origin["asset"]?.string == asset.code,
      let before = origin["amount"]?.integer
    else {
      expected.append((account.name, try amount(object["balance"], positive: false)))
      return
    }
    let more = Int128(minor) - Int128(before)
    guard more >= 0 else {
      throw Failure(
        .conflict, "it was opened with more, in an earlier document",
        details: ["account": account.name])
    }
    let overdraft = try overdraft(object)
    try scope.entry {
      if let overdraft, overdraft.minor > account.overdraft?.minor ?? 0 {
        var account = account
        account.overdraft = overdraft
        try ledger.update(account)
        summary.updated += 1
      }
      guard more > 0 else { return }
      try noteOpening(of: account.name, minor)
      try ledger.move(
        Amount(minor: Int64(checking: more), asset: asset), from: "world", to: account.name)
      summary.transactions += 1
    }
  }

  /// An account that was not opened by a document may have what it should by other ways only.
  private func check(_ name: String, _ minor: Int64) throws {
    let rows = try scope.ledger.rows(
      """
      SELECT b.amount FROM balance b JOIN account a ON a.id = b.account \
      WHERE a.name = ? AND b.asset = ?
      """, [.text(name), .text(asset.code)])
    let balance = Amount(minor: rows.first?[0].integer ?? 0, asset: asset)
    guard balance.minor == minor else {
      throw Failure(
        .conflict, "it has \(balance) here, not \(Amount(minor: minor, asset: asset))",
        details: ["account": name])
    }
  }

  private mutating func move(_ object: JSON) throws {
    let input = try input(object)
    let id = try input.text("id")
    let time = try MeshDocument.time(input.text("timestamp"))
    let minor = try amount(object["amount"], positive: true)
    let posting = Posting(
      from: try input.text("from_account"), to: try input.text("to_account"),
      Amount(minor: minor, asset: asset))
    let details = TransactionDetails(
      jobID: try input.optionalText("job_id"),
      note: try input.optionalText("note", keepsLines: true), externalID: id)
    let ledger = scope.ledger
    if let tx = try ledger.transactions(.external, id).first {
      guard skipsExisting else {
        throw Failure(
          .exists, "'\(id)' has been imported before",
          hint: "--skip-existing takes only what is new", details: ["id": id])
      }
      let known = Transaction(try ledger.entry(ofTransaction: tx))
      guard let known, known.postings == [posting], known.details == details,
        (known.effective ?? known.time) == time
      else {
        throw Failure(
          .conflict, "'\(id)' has been imported before, as tx-\(tx), but with other content",
          details: ["id": id])
      }
      summary.skipped += 1
      return
    }
    try scope.entry {
      ledger.setEffective(time == ledger.now ? nil : time)
      try ledger.post([posting], details)
      let transaction = try ledger.currentTransaction()
      let transfer = MeshBook.Transfer(
        from: posting.source, to: posting.destination, amount: posting.amount,
        effective: transaction.effective)
      try keep(
        "transfer:\(transaction.displayID)", object,
        unless: MeshDocument.object(transfer, of: transaction, id: id))
    }
    summary.transactions += 1
  }

  /// Notes an object that would not come out again as it came in.
  private func keep(_ id: String, _ object: JSON, unless rendered: JSON) throws {
    let text = object.canonicalText
    guard text != rendered.canonicalText else { return }
    try scope.ledger.insert(ImportOrigin(id: id, text: text))
  }

  /// Notes the words about the outside, which is not opened by them.
  private func keep(world object: JSON) throws {
    let words = (object.members ?? []).filter { $0.name != "balance" }
    let origin = ImportOrigin(id: "account:world", text: JSON.object(words).canonicalText)
    guard try scope.ledger.fetch(ImportOrigin.self, origin.key) == nil else { return }
    try scope.ledger.insert(origin)
  }

  /// What fits our metadata: keys with text. The rest stays in the object kept.
  private static func metadata(_ json: JSON?) -> [Account.Metadatum] {
    (json?.members ?? []).compactMap { member in
      member.value.string.map { Account.Metadatum(key: member.name, value: $0) }
    }
  }
}
