// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Store

/// Devices as they are now, found with one query a question, however many there are.
package enum Fleet {
  /// A device with what the clock and the leases say of it.
  package struct Status: Equatable, Sendable {
    package let device: Device
    package let activeLeases: Int64
    package let uptime: Uptime

    /// Slots nobody has now; none of a retired device.
    package var freeSlots: Int64 {
      device.isRetired ? 0 : max(0, device.slots - activeLeases)
    }
  }

  /// The state of all devices, of one tier or all, by name.
  ///
  /// - Parameter window: how far back uptime looks, in milliseconds.
  package static func statuses(
    tier: String? = nil, window: Int64 = Uptime.window, _ ledger: LedgerReader
  ) throws -> [Status] {
    let devices =
      try tier.map {
        try ledger.all(Device.self, "WHERE tier = ? ORDER BY name", [.text($0)])
      } ?? ledger.all(Device.self, "ORDER BY name")
    return try statuses(of: devices, window: window, ledger)
  }

  /// The state of these devices.
  package static func statuses(
    of devices: [Device], window: Int64 = Uptime.window, _ ledger: LedgerReader
  ) throws -> [Status] {
    let running = try Leases.running(at: ledger.now, on: devices, ledger)
    let start = Timestamp(milliseconds: ledger.now.milliseconds - window)
    let uptimes = try Uptime.of(devices, from: start, to: ledger.now, ledger)
    return devices.map {
      Status(
        device: $0, activeLeases: running[$0.name] ?? 0,
        uptime: uptimes[$0.name] ?? Uptime(received: 0, expected: 0))
    }
  }

  /// The devices in service of a tier, the one to give away first in front.
  static func ranked(_ tier: String, _ ledger: LedgerReader) throws -> [Status] {
    try statuses(tier: tier, ledger).filter { !$0.device.isRetired }.sorted { left, right in
      let isAudited = (left.device.audit == .passed, right.device.audit == .passed)
      if isAudited.0 != isAudited.1 { return isAudited.0 }
      if left.uptime < right.uptime || right.uptime < left.uptime {
        return right.uptime < left.uptime
      }
      if left.activeLeases != right.activeLeases { return left.activeLeases < right.activeLeases }
      return left.device.name < right.device.name
    }
  }
}
