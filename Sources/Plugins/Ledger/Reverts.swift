// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// Taking transactions back, by new ones that go the other way.
///
/// Nothing is ever removed: a revert is a transaction of its own that names the one it takes back.
enum Reverts {
  /// What may be reverted: money that users moved by hand. Other modules' transactions belong to
  /// records whose states would no longer fit.
  private static let commands = ["ledger transfer", "ledger credit", "ledger post"]

  /// Takes back all that is left of a transaction, or part of it.
  ///
  /// - Parameter amount: reads the part wanted, given the original's asset; `nil` for all that is
  ///   left.
  /// - Throws: `not-found`, `not-revertible`, `bad-value`, `bad-amount`, `amount-too-large`, what
  ///   `post` throws.
  static func revert(
    _ id: Int64, reason: String, in ledger: LedgerWriter, amount: (Asset) throws -> Amount?
  ) throws {
    let original = try revertible(id, ledger)
    let postings = original.mainPostings
    guard let first = postings.first else { throw refused(original, "it moved nothing") }
    let earlier = try ledger.transactions(.reverts, String(id))
    let details = TransactionDetails(
      jobID: original.details.jobID, note: original.details.note, reason: reason, reverts: id)
    let wanted = try amount(first.amount.asset)
    guard postings.count == 1 else {
      guard wanted == nil else {
        throw Failure(
          .badValue,
          "\(original.displayID) has \(postings.count) postings; only a whole revert is possible")
      }
      if let last = earlier.last { throw refused(original, "tx-\(last) has reverted it") }
      let back = postings.reversed().map {
        Posting(from: $0.destination, to: $0.source, $0.amount)
      }
      try ledger.post(back, details, givesBack: true)
      return
    }
    let left = try remaining(of: first.amount, after: earlier, ledger)
    guard left.minor > 0 else {
      throw refused(original, "tx-\(earlier.last ?? 0) has reverted the last of it")
    }
    let part = wanted ?? left
    guard part.minor <= left.minor else {
      throw Failure(
        .amountTooLarge, "only \(left) of \(original.displayID) is left to revert",
        details: ["available": left.text, "required": part.text, "asset": left.asset.code])
    }
    try ledger.post(
      [Posting(from: first.destination, to: first.source, part)], details, givesBack: true)
  }

  private static func revertible(_ id: Int64, _ ledger: LedgerWriter) throws -> Transaction {
    guard let original = Transaction(try ledger.entry(ofTransaction: id)) else {
      throw Failure(.damaged, "the entry of tx-\(id) has no transaction")
    }
    guard commands.contains(original.command) else {
      throw refused(original, "it was made by '\(original.command)'")
    }
    return original
  }

  private static func remaining(
    of amount: Amount, after reverts: [Int64], _ ledger: LedgerWriter
  ) throws -> Amount {
    var left = amount
    for id in reverts {
      for posting in Transaction(try ledger.entry(ofTransaction: id))?.mainPostings ?? [] {
        left = try left.subtracting(posting.amount)
      }
    }
    return left
  }

  private static func refused(_ transaction: Transaction, _ why: String) -> Failure {
    Failure(
      .notRevertible, "\(transaction.displayID) cannot be reverted: \(why)",
      hint: "transactions of ledger transfer, credit and post can, once",
      details: ["id": transaction.displayID, "command": transaction.command])
  }
}
