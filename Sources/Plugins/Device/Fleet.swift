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
    return try statuses(of: devices, tier: tier, window: window, ledger)
  }

  /// The state of these devices.
  package static func statuses(
    of devices: [Device], tier: String? = nil, window: Int64 = Uptime.window,
    _ ledger: LedgerReader
  ) throws -> [Status] {
    let running = try Leases.running(at: ledger.now, on: devices, ledger)
    let start = (try? ledger.now.advanced(by: -window)) ?? .earliest
    let uptimes = try Uptime.of(devices, tier: tier, from: start, to: ledger.now, ledger)
    return devices.map {
      Status(
        device: $0, activeLeases: running[$0.name] ?? 0,
        uptime: uptimes[$0.name] ?? Uptime(received: 0, expected: 0))
    }
  }

  /// The device of a tier to give away for a time: audited before others, then the highest uptime,
  /// the fewest leases, the name. One that failed its audit is never chosen.
  ///
  /// - Returns: `nil` where none has a free slot.
  static func choose(
    _ tier: String, from since: Timestamp, until: Timestamp?, _ ledger: LedgerReader
  ) throws -> Device? {
    let isNow = since <= ledger.now && until.map { $0 > ledger.now } ?? true
    for group in try LeaseBook.of(ledger).candidates(tier, ledger) {
      var best: LeaseBook.Candidate?
      for candidate in group where !isNow || candidate.isFree {
        if best.map(candidate.hasFewerLeases) ?? true { best = candidate }
      }
      guard let best else { continue }
      if try Leases.hasRoom(on: best.device, from: since, until: until, ledger) {
        return best.device
      }
      // Somebody has reserved it.
      let others = group.filter { $0 !== best && (!isNow || $0.isFree) }
      for other in others.sorted(by: { $0.hasFewerLeases(than: $1) })
      where try Leases.hasRoom(on: other.device, from: since, until: until, ledger) {
        return other.device
      }
    }
    return nil
  }
}
