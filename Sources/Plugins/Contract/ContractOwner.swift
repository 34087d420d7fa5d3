// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerCore
import Store

/// Who earns what a contract is used: the device's owner when it was opened, whoever has the device
/// by now.
enum ContractOwner {
  /// Contracts note their owner; of those an earlier build opened, it is found.
  static func of(_ contract: Contract, _ ledger: LedgerReader) throws -> String {
    if let owner = contract.owner { return owner }
    let device = try ledger.find(Device.self, contract.device)
    if let settlement = contract.settlement {
      let fits = { (owner: String) in
        let statement = try SettlementProof.statement(contract, owner: owner, ledger)
        return SettlementProof.hash(statement) == settlement.proof
      }
      let likely = try [device.owner, "treasury"] + payees(settlement, ledger)
      if let owner = try likely.first(where: fits) { return owner }
      // The hash says which account it was; one that earned nothing stands nowhere else.
      let all = try ledger.rows("SELECT name FROM account ORDER BY id").compactMap { $0[0].text }
      return try all.first(where: fits) ?? device.owner
    }
    // Builds that noted no owner could not change one: it is the first the device had.
    guard device.changedAt > device.createdAt else { return device.owner }
    return try owners(of: device, ledger).first ?? device.owner
  }

  private static func payees(
    _ settlement: Settlement, _ ledger: LedgerReader
  ) throws -> [String] {
    guard let transaction = settlement.transaction else { return [] }
    return try ledger.rows(
      "SELECT a.name FROM posting p JOIN account a ON a.id = p.destination WHERE p.tx = ?",
      [.integer(transaction)]
    ).compactMap { $0[0].text }
  }

  /// All owners a device has had, the first in front, from the journal itself.
  private static func owners(of device: Device, _ ledger: LedgerReader) throws -> [String] {
    let rows = try ledger.rows(
      "SELECT sequence FROM journal WHERE entry LIKE ? ORDER BY sequence",
      [.text("%[\"device\",\"\(device.name)\",%")])
    var owners: [String] = []
    for row in rows {
      guard let sequence = row[0].integer, let entry = try ledger.entry(sequence) else { continue }
      for change in entry.rows
      where change.table.name == Device.table.name && change.key == device.key {
        guard let owner = try change.row.map(Device.init)?.owner else { continue }
        if !owners.contains(owner) { owners.append(owner) }
      }
    }
    return owners
  }
}
