// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// What must hold of contracts in every state of a ledger.
enum ContractAudits {
  static let all = [escrow, settlements, Spending.audit]

  /// Each unsettled contract's escrow has exactly what was prepaid; no other escrow of a contract
  /// has anything.
  private static let escrow = Audit("escrow-obligations") { ledger in
    var findings: [String] = []
    var seen: Set<String> = []
    let rows = try ledger.rows(
      """
      SELECT c.id, c.asset, c.status, c.prepaid, COALESCE(b.amount, 0), a.name FROM contract c \
      LEFT JOIN account a ON a.name = 'escrow:contract:ctr-' || c.id \
      LEFT JOIN balance b ON b.account = a.id AND b.asset = c.asset ORDER BY c.id
      """)
    for row in rows {
      guard let id = row[0].integer, let asset = row[1].text, let prepaid = row[3].integer,
        let held = row[4].integer, let status = row[2].text.flatMap(ContractStatus.init)
      else { continue }
      seen.insert("escrow:contract:ctr-\(id) \(asset)")
      let due = status.isOpen ? prepaid : 0
      if held != due {
        findings.append(
          "the escrow of ctr-\(id) has \(held) minor units of \(asset), it must have \(due)")
      }
    }
    let stray = try ledger.rows(
      """
      SELECT a.name, b.asset, b.amount FROM account a JOIN balance b ON b.account = a.id \
      WHERE a.name >= 'escrow:contract:' AND a.name < 'escrow:contract;' AND b.amount <> 0 \
      ORDER BY a.name, b.asset
      """)
    for row in stray {
      guard let name = row[0].text, let asset = row[1].text, let amount = row[2].integer,
        !seen.contains("\(name) \(asset)")
      else { continue }
      findings.append("\(name) has \(amount) minor units of \(asset) for no contract")
    }
    return findings
  }

  /// What came in went out again, and the hash stored with a settlement is the hash of it.
  private static let settlements = Audit("settlements") { ledger in
    var findings: [String] = []
    try ledger.each(
      Contract.self, "WHERE status IN ('settled', 'cancelled') ORDER BY id"
    ) { id, record in
      do {
        findings += try faults(of: record.get(), ledger)
      } catch let failure as Failure where failure.concernsContent {
        findings.append("\(id): \(failure.message)")
      }
    }
    return findings
  }

  private static func faults(of contract: Contract, _ ledger: LedgerReader) throws -> [String] {
    let id = contract.displayID
    guard let settlement = contract.settlement else {
      return ["\(id) is \(contract.status.rawValue) without a settlement"]
    }
    var findings: [String] = []
    let paidIn = try contract.prepaid.adding(settlement.drawn)
    if try paidIn != settlement.earned().adding(settlement.refund)
      || settlement.ownerShare().minor < 0
    {
      findings.append("the settlement of \(id) does not add up")
    }
    let length = settlement.endedAt.since(contract.startedAt)
    if !contract.terms.isFirst, length != settlement.elapsed.plus(contract.pausedTime) {
      findings.append("use and pauses of \(id) are not its time from start to end")
    }
    let statement = try SettlementProof.statement(
      contract, owner: ContractOwner.of(contract, ledger), ledger)
    if SettlementProof.hash(statement) != settlement.proof {
      findings.append("the settlement of \(id) is not the one that was hashed")
    }
    return findings
  }
}
