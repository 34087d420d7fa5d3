// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// An invariant that must hold in every state of a ledger.
package struct Audit: Sendable {
  /// What is checked, in kebab-case: `zero-sum`.
  package let name: String
  /// One sentence for each place where it does not hold.
  package let check: @Sendable (LedgerReader) throws -> [String]

  package init(_ name: String, _ check: @escaping @Sendable (LedgerReader) throws -> [String]) {
    self.name = name
    self.check = check
  }

  /// A violation that `verify` found.
  package struct Finding: Equatable, Sendable {
    package let audit: String
    package let message: String

    package init(audit: String, message: String) {
      self.audit = audit
      self.message = message
    }
  }

  /// The kernel's own invariants.
  package static let kernel = [zeroSum, floors, holds]

  /// For every asset all balances add up to zero.
  private static let zeroSum = Audit("zero-sum") { ledger in
    let rows = try ledger.rows(
      "SELECT asset, \(MoneySum.columns("amount")) FROM balance GROUP BY asset ORDER BY asset")
    return rows.compactMap { row in
      let sum = MoneySum.value(row[1], row[2])
      let asset = row[0].text ?? ""
      return sum == 0 ? nil : "the balances of \(asset) add up to \(sum) minor units, not zero"
    }
  }

  /// No balance is below its floor.
  private static let floors = Audit("floors") { ledger in
    var findings: [String] = []
    let below = try ledger.rows(
      "SELECT account, asset, amount FROM balance WHERE amount < 0 ORDER BY account, asset")
    for row in below {
      guard let id = row[0].integer, let asset = row[1].text, let amount = row[2].integer,
        let account = try ledger.fetch(Account.self, .integer(id))
      else { continue }
      let mayBeForcePosted = account.name.hasPrefix("card:")
      if let floor = account.floor(of: asset), amount < floor, !mayBeForcePosted {
        findings.append("\(account.name) is at \(amount) minor units of \(asset)")
      }
    }
    return findings
  }

  /// Each `hold:ID` account has what its hold says is left, and a hold that has ended has nothing
  /// left.
  private static let holds = Audit("holds") { ledger in
    let rows = try ledger.rows(
      """
      SELECT h.id, h.remaining, h.state, b.amount FROM hold h \
      LEFT JOIN account a ON a.name = 'hold:hld-' || h.id \
      LEFT JOIN balance b ON b.account = a.id AND b.asset = h.asset \
      WHERE h.remaining <> COALESCE(b.amount, 0) OR (h.state <> 'open' AND h.remaining <> 0) \
      ORDER BY h.id
      """)
    return rows.map {
      "hld-\($0[0].integer ?? 0) says \($0[1].integer ?? 0) is left, its account has \($0[3].integer ?? 0)"
    }
  }
}
