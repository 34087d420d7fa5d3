// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money

extension Tier: CommandOutcome {
  package static let fieldNames = [
    "rate", "asset", "memory", "gpus", "base_rate", "gpu_rate", "workload",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "tier", id: name)
    item.add("rate", try hourlyRate())
    item.add("asset", rate.asset.code)
    item.add("memory", memory)
    item.add("gpus", gpus, wideOnly: gpus == 0)
    item.add("base_rate", rate)
    item.add("gpu_rate", gpuRate)
    item.add("workload", workload)
    return item
  }
}

extension Device: CommandOutcome {
  package static let fieldNames = [
    "tier", "slots", "audit", "audit_note", "region", "owner", "uri", "address", "ram_gb",
    "retired", "created_at",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    var item = Item(kind: "device", id: name)
    item.add("tier", tier)
    item.add("slots", slots)
    item.add("audit", audit.rawValue)
    item.add("audit_note", auditNote)
    item.add("region", region)
    item.add("owner", owner)
    item.add("uri", uri)
    item.add("address", address)
    item.add("ram_gb", ram)
    item.add("retired", .bool(isRetired))
    item.add("created_at", createdAt)
    return item
  }
}

extension Fleet.Status {
  /// The device with its leases and uptime.
  func item(_ ledger: LedgerReader) throws -> Item {
    var item = try device.item(ledger)
    item.add("active_leases", activeLeases)
    item.add("free_slots", freeSlots)
    item.add("uptime", uptime.percent.map(Cell.decimal) ?? .null)
    item.add("heartbeats", uptime.received, wideOnly: true)
    item.add("heartbeats_expected", uptime.expected, wideOnly: true)
    return item
  }

  static let columns = [
    "id", "tier", "slots", "active_leases", "free_slots", "uptime", "audit", "region", "retired",
  ]
}
