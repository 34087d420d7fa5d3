// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
import Store

/// The tiers and machines to try things out with.
package enum DeviceSeeds {
  /// Adds 4 tiers and 12 devices; those that are there already are left alone.
  ///
  /// - Returns: how many of each were added.
  package static func add(to ledger: LedgerWriter) throws -> (tiers: Int64, devices: Int64) {
    let sol = try ledger.assets.find("SOL")
    var added: (tiers: Int64, devices: Int64) = (0, 0)
    for tier in tiers where try ledger.fetch(Tier.self, .text(tier.name)) == nil {
      let rate = Amount(minor: tier.rate, asset: sol)
      _ = try Devices.set(
        Tier(name: tier.name, rate: rate, memory: tier.memory, workload: tier.workload),
        in: ledger)
      added.tiers += 1
    }
    for device in devices where try ledger.fetch(Device.self, .text(device.name)) == nil {
      _ = try Devices.add(
        Device(
          name: device.name, tier: device.tier, region: device.region, ram: device.ram,
          createdAt: ledger.now), in: ledger)
      added.devices += 1
    }
    return added
  }

  /// Opens alice, bob and carol with 10 SOL each.
  static func addWallets(to ledger: LedgerWriter) throws {
    let sol = try ledger.assets.find("SOL")
    for name in ["alice", "bob", "carol"] where try ledger.account(named: name) == nil {
      try ledger.createAccount(
        Account(id: ledger.nextID(Account.self), name: name, createdAt: ledger.now))
      try ledger.move(Amount(minor: 10_000_000_000, asset: sol), from: "world", to: name)
    }
  }

  /// Rates in lamports an hour.
  private static let tiers: [(name: String, rate: Int64, memory: String, workload: String)] = [
    ("M2", 1_000_000, "8–16 GB", "small models, batch jobs"),
    ("ORIN", 4_000_000, "12 GB", "vision and robotics"),
    ("M3_ULTRA", 25_000_000, "128 GB", "large models"),
    ("THOR", 35_000_000, "144 GB", "training and simulation"),
  ]

  private static let devices: [(name: String, tier: String, region: String, ram: Int64)] = [
    ("m2-1", "M2", "za-jnb", 8), ("m2-2", "M2", "ke-nbo", 16), ("m2-3", "M2", "ng-los", 16),
    ("orin-1", "ORIN", "za-cpt", 12), ("orin-2", "ORIN", "gh-acc", 12),
    ("orin-3", "ORIN", "th-bkk", 12), ("orin-4", "ORIN", "ke-nbo", 12),
    ("m3-ultra-1", "M3_ULTRA", "za-jnb", 128), ("m3-ultra-2", "M3_ULTRA", "eu-fra", 128),
    ("thor-1", "THOR", "za-cpt", 144), ("thor-2", "THOR", "ng-los", 144),
    ("thor-3", "THOR", "us-sjc", 144),
  ]
}
