// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
package import Store

/// Machines, what they cost, how they are doing, and who has them.
package enum DevicePlugin: Plugin {
  package static let name = "device"
  package static let summary = "machines for rent: tiers, slots, audits, heartbeats"
  package static let defaultAsset = "SOL"
  package static let commands: [any SessionCommand.Type] = [
    DeviceTierList.self, DeviceTierSet.self, DeviceAdd.self, DeviceList.self, DeviceShow.self,
    DeviceSet.self, DeviceAudit.self, DeviceHeartbeat.self, DeviceRetire.self,
    DeviceRestore.self, DeviceSeed.self,
  ]
  package static let completions: [String: CompletionSource] = [
    "name": .records(Device.table), "tier": .records(Tier.table),
    "tier set.name": .records(Tier.table),
  ]
  package static let settings = ["asset"]
  package static let tables = [
    Tier.table, Device.table, Lease.table, DeviceUptime.table, Heartbeat.table,
    DeviceWatch.table, LeaseCount.table,
  ]
  package static let audits = [Leases.audit, LeaseCount.audit]

  package static func addDemo(to ledger: LedgerWriter) throws {
    _ = try DeviceSeeds.add(to: ledger)
    try DeviceSeeds.addWallets(to: ledger)
  }
}
