// SPDX-License-Identifier: GPL-3.0-or-later
package import Money

/// One movement of one asset from an account to another.
package struct Posting: Equatable, Sendable {
  package let source: String
  package let destination: String
  package let amount: Amount
  /// When it took effect, where that is not the entry's own time.
  package let effective: Timestamp?

  /// - Parameter amount: more than zero; the kernel refuses anything else.
  package init(
    from source: String, to destination: String, _ amount: Amount, effective: Timestamp? = nil
  ) {
    self.source = source
    self.destination = destination
    self.amount = amount
    self.effective = effective
  }
}

/// What a transaction is about, besides its postings.
package struct TransactionDetails: Equatable, Sendable {
  package var jobID: String?
  package var note: String?
  package var reason: String?
  /// The id the transaction has in the system it was imported from.
  package var externalID: String?
  /// The number of the transaction this one takes back.
  package var reverts: Int64?

  package init(
    jobID: String? = nil, note: String? = nil, reason: String? = nil, externalID: String? = nil,
    reverts: Int64? = nil
  ) {
    self.jobID = jobID
    self.note = note
    self.reason = reason
    self.externalID = externalID
    self.reverts = reverts
  }
}
