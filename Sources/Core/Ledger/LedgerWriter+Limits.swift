// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension LedgerWriter {
  /// Checks a debit against the payer's limits.
  ///
  /// - Parameter earlier: postings of the same transaction that are not written yet.
  /// - Throws: `limit-exceeded`.
  func checkLimits(
    of account: Account, _ amount: Amount, after earlier: ArraySlice<Posting>
  ) throws {
    var due = Int128(amount.minor)
    for posting in earlier
    where posting.source == account.name && posting.amount.asset == amount.asset {
      due += Int128(posting.amount.minor)
    }
    let allowances = try allowances(
      of: account, amount.asset, besides: pending?.transaction, due: due)
    for allowance in allowances where due > allowance.left {
      throw Failure(
        .limitExceeded, "account '\(account.name)' may not spend more than \(allowance.limit)",
        hint: "'si64 ledger limit list \(account.name)' shows its limits",
        details: ["account": account.name, "limit": allowance.limit])
    }
  }
}
