// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// A transaction from elsewhere: its id there, and when it took effect there.
struct ImportedTransaction {
  var postings: [Posting]
  var details: TransactionDetails
  var effective: Timestamp?

  /// Keys of lines and columns that say how the other ledger recorded it; they are not taken over.
  private static let foreign = ["command", "actor", "reverts", "time", "id"]
  static let keys = ["effective", "external_id", "job_id", "note", "reason"] + foreign

  /// Reads what lines and records have in common; `more` are the keys of their postings.
  ///
  /// - Throws: `unknown-key`, and what the values throw.
  init(_ input: Input, postings: [Posting], more: [String]) throws {
    for field in input.fields where !(Self.keys + more).contains(field.name) {
      throw Failure(
        .unknownKey, "there is no key \"\(field.name)\"",
        hint: "keys are \((Self.keys + more).sorted().joined(separator: ", "))"
      ).at(input.place)
    }
    self.postings = postings
    effective = try input.time("effective") ?? input.time("time")
    details = TransactionDetails(
      jobID: try input.optionalText("job_id"), note: try input.optionalText("note"),
      reason: try input.optionalText("reason"),
      externalID: try input.optionalText("external_id") ?? input.optionalText("id"))
  }

  /// Posts it, opening accounts that are missing.
  ///
  /// - Returns: how many accounts were opened.
  /// - Throws: `exists` where its id has been imported before; `reserved-account`; what `post`
  ///   throws.
  func write(to ledger: LedgerWriter) throws -> Int64 {
    if let id = details.externalID, let tx = try ledger.transactions(.external, id).first {
      throw Failure(
        .exists, "'\(id)' has been imported before, as tx-\(tx)", details: ["id": id])
    }
    var opened: Int64 = 0
    for name in postings.flatMap({ [$0.source, $0.destination] }) {
      try AccountName.refuseReserved(name)
      guard try !AccountName.isSystem(name) && ledger.account(named: name) == nil else { continue }
      try ledger.createAccount(
        Account(id: ledger.nextID(Account.self), name: name, createdAt: ledger.now))
      opened += 1
    }
    ledger.setEffective(effective == ledger.now ? nil : effective)
    try ledger.post(postings, details)
    return opened
  }
}
