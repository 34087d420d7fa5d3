// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerCore
import Money
import Store

/// What must hold of contracts in every state of a ledger.
enum ContractAudits {
  static let all = [escrow, settlements]

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
    var owners: [String: String] = [:]
    for device in try ledger.all(Device.self) { owners[device.name] = device.owner }
    let settled = try ledger.all(
      Contract.self, "WHERE status IN ('settled', 'cancelled') ORDER BY id")
    for contract in settled {
      guard let settlement = contract.settlement, let owner = owners[contract.device] else {
        findings.append("\(contract.displayID) is \(contract.status.rawValue) without a settlement")
        continue
      }
      let paidIn = try contract.prepaid.adding(settlement.drawn)
      if try paidIn != settlement.earned().adding(settlement.refund)
        || settlement.ownerShare().minor < 0
      {
        findings.append("the settlement of \(contract.displayID) does not add up")
      }
      let statement = try SettlementProof.statement(contract, owner: owner, ledger)
      if SettlementProof.hash(statement) != settlement.proof {
        findings.append("the settlement of \(contract.displayID) is not the one that was hashed")
      }
    }
    return findings
  }
}
