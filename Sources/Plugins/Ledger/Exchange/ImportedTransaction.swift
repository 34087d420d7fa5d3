// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// A transaction from elsewhere, in the names and times it has here.
struct ImportedTransaction {
  /// One posting, and how far its payer might fall below zero there.
  struct Payment {
    let posting: Posting
    var overdraft: Account.Bound?
  }

  let payments: [Payment]
  let details: TransactionDetails
  let effective: Timestamp?
  /// Its id there.
  let id: String?
  /// Where it comes from.
  let ledger: String?
  /// What it is known by among all ledgers.
  let key: String?
  /// Who made it there.
  let actor: String?
  let command: String?
  /// The id there of what it takes back.
  let reverts: String?

  static let keys = [
    "actor", "command", "effective", "external_id", "id", "job_id", "kind", "ledger", "note",
    "reason", "reverts", "time",
  ]

  /// Its id in messages.
  var shownID: String { key ?? details.externalID ?? "" }

  /// Reads what lines and records have in common; `more` are the keys of their postings.
  ///
  /// - Throws: `unknown-key`, `bad-name`, and what the values throw.
  init(_ input: Input, _ payments: [Payment], more: [String]) throws {
    for field in input.fields where !(Self.keys + more).contains(field.name) {
      throw Failure(
        .unknownKey, "there is no key \"\(field.name)\"",
        hint: "keys are \((Self.keys + more).sorted().joined(separator: ", "))"
      ).at(input.place)
    }
    self.payments = try payments.map { payment in
      let posting = payment.posting
      return Payment(
        posting: Posting(
          from: try ImportRun.name(posting.source), to: try ImportRun.name(posting.destination),
          posting.amount, effective: posting.effective),
        overdraft: payment.overdraft ?? Self.overdraft(of: posting))
    }
    effective = try input.time("effective") ?? input.time("time")
    let (id, ledger) = (try input.optionalText("id"), try input.optionalText("ledger"))
    let key = ledger.flatMap { ledger in id.map { "\(ledger)/\($0)" } }
    (self.id, self.ledger, self.key) = (id, ledger, key)
    (actor, command) = (try input.optionalText("actor"), try input.optionalText("command"))
    reverts = try input.optionalText("reverts")
    details = TransactionDetails(
      jobID: try input.optionalText("job_id"),
      note: try input.optionalText("note", keepsLines: true),
      reason: try input.optionalText("reason", keepsLines: true),
      externalID: try input.optionalText("external_id") ?? key ?? id)
  }

  /// An account that had no floor there needs none here.
  private static func overdraft(of posting: Posting) -> Account.Bound? {
    let name = posting.source
    guard AccountName.isReserved(name), AccountName.isUnbounded(name) || AccountName.isOutside(name)
    else { return nil }
    return Account.Bound(asset: posting.amount.asset.code, minor: .max)
  }
}
