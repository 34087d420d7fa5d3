// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The postings of one entry, with who made them and when.
package struct Transaction: Equatable, Sendable {
  package let id: Int64
  package let sequence: Int64
  package let time: Timestamp
  package let effective: Timestamp?
  package let actor: String
  package let command: String
  package let postings: [Posting]
  package let details: TransactionDetails

  /// The transaction of an entry, or `nil` where it moved nothing.
  package init?(_ entry: Entry) {
    guard let id = entry.transaction else { return nil }
    self.id = id
    sequence = entry.sequence
    time = entry.time
    effective = entry.effective
    actor = entry.actor
    command = entry.command
    postings = entry.postings
    details = entry.details
  }

  /// What the clock has done to a hold that nobody has recorded yet; `nil` for one that never
  /// lapses. It has no number.
  package init?(lapseOf hold: Hold) {
    guard let posting = hold.lapsePosting else { return nil }
    self.init(lapse: posting)
  }

  private init?(lapse posting: Posting) {
    guard let time = posting.effective, posting.source.hasPrefix("hold:") else { return nil }
    (id, sequence, self.time, effective) = (0, 0, time, nil)
    (actor, command) = ("", "lapse of \(posting.source.dropFirst("hold:".count))")
    (postings, details) = ([posting], TransactionDetails())
  }

  private init(_ other: Transaction, _ postings: [Posting]) {
    (id, sequence, time, effective) = (other.id, other.sequence, other.time, other.effective)
    (actor, command, details) = (other.actor, other.command, other.details)
    self.postings = postings
  }

  /// The lapses that were recorded in it as what they are before anybody records them, and the rest
  /// of it, if there is one.
  package var withLapsesApart: [Transaction] {
    // Only what lapsed has a time of its own.
    guard postings.contains(where: { $0.effective != nil }) else { return [self] }
    let lapses = postings.compactMap(Transaction.init(lapse:))
    let rest = postings.filter { Transaction(lapse: $0) == nil }
    return lapses + (rest.isEmpty ? [] : [Transaction(self, rest)])
  }

  /// The id as users see it; that of its hold for a lapse which is not recorded.
  package var displayID: String {
    guard id == 0, let hold = postings.first?.source.dropFirst("hold:".count) else {
      return "tx-\(id)"
    }
    return String(hold)
  }

  /// The number behind `tx-7`.
  ///
  /// - Throws: `not-found` for anything else.
  package static func number(_ text: String) throws -> Int64 {
    guard text.hasPrefix("tx-"), let number = Int64(text.dropFirst(3)), number > 0,
      text == "tx-\(number)"
    else {
      throw Failure(
        .notFound, "there is no transaction '\(text)', ids look like tx-1", details: ["id": text])
    }
    return number
  }

  /// The postings the user asked for: lapsed holds given back on the way are left out.
  package var mainPostings: [Posting] {
    // Only what lapsed has a time of its own; where nothing else moved, it is the matter itself.
    let asked = postings.filter { !($0.effective != nil && $0.source.hasPrefix("hold:")) }
    return asked.isEmpty ? postings : asked
  }
}

extension LedgerWriter {
  /// The transaction of the running entry so far.
  ///
  /// - Throws: `internal` before its first posting.
  package func currentTransaction() throws -> Transaction {
    guard let pending, let transaction = Transaction(pending) else {
      throw Failure(.internalError, "the entry has no transaction yet")
    }
    return transaction
  }

  /// Says when the running entry took effect, where that is not now.
  package func setEffective(_ time: Timestamp?) { pending?.effective = time }
}
