// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Store

/// What a transaction has looked up of leases, kept for its next question: how many run now, and in
/// what order devices are given away.
final class LeaseBook {
  /// The instant all of this is about.
  let now: Timestamp
  private var loads: [String: Load] = [:]
  private var tiers: [String: [[Candidate]]] = [:]

  /// How many leases of a device run now.
  final class Load {
    var running: Int64
    /// Whether the count that is stored was looked at, and renewed where it is far back.
    var isRenewed = false

    init(_ running: Int64) { self.running = running }
  }

  /// A device that may be given away.
  final class Candidate {
    let device: Device
    let uptime: Uptime
    let load: Load
    /// The names in order.
    fileprivate(set) var place = 0

    fileprivate init(_ device: Device, _ uptime: Uptime, _ load: Load) {
      self.device = device
      self.uptime = uptime
      self.load = load
    }
  }

  private init(_ now: Timestamp) { self.now = now }

  /// The book of `ledger`, as long as its clock stands still.
  static func of(_ ledger: LedgerReader) -> LeaseBook {
    if let book = ledger.memo[name] as? LeaseBook, book.now == ledger.now { return book }
    let book = LeaseBook(ledger.now)
    ledger.memo[name] = book
    return book
  }

  /// Forgets what is known of devices; one of them has changed.
  static func forget(_ ledger: LedgerReader) { ledger.memo[name] = nil }

  private static let name = "device.leases"

  /// How many leases of `device` run now.
  func load(of device: String, _ ledger: LedgerReader) throws -> Load {
    if let load = loads[device] { return load }
    let load = Load(try LeaseCounts.running(device, at: now, ledger))
    loads[device] = load
    return load
  }

  /// The devices of a tier that may be given away, those that go first in front: in one group those
  /// between which leases and names decide.
  ///
  /// What was audited goes before what was not, then the higher uptime; one that failed its audit
  /// is left out.
  func candidates(_ tier: String, _ ledger: LedgerReader) throws -> [[Candidate]] {
    if let known = tiers[tier] { return known }
    let devices = try ledger.all(
      Device.self, "WHERE tier = ? AND retired = 0 AND audit <> 'failed' ORDER BY name",
      [.text(tier)])
    let running = try LeaseCounts.running(tier: tier, at: now, ledger)
    let start = (try? now.advanced(by: -Uptime.window)) ?? .earliest
    let uptimes = try Uptime.of(devices, tier: tier, from: start, to: now, ledger)
    let candidates = devices.enumerated().map { place, device in
      let load = loads[device.name] ?? Load(running[device.name] ?? 0)
      loads[device.name] = load
      let uptime = uptimes[device.name] ?? Uptime(received: 0, expected: 0)
      let candidate = Candidate(device, uptime, load)
      candidate.place = place
      return candidate
    }
    var groups: [[Candidate]] = []
    for candidate in candidates.sorted(by: { $0.isBefore($1) }) {
      if let first = groups.last?.first, !first.isBefore(candidate) {
        groups[groups.count - 1].append(candidate)
      } else {
        groups.append([candidate])
      }
    }
    tiers[tier] = groups
    return groups
  }
}

extension LeaseBook.Candidate {
  /// Whether it is given away first whatever leases there are.
  fileprivate func isBefore(_ other: LeaseBook.Candidate) -> Bool {
    if device.audit != other.device.audit { return device.audit == .passed }
    return other.uptime < uptime
  }

  /// Whether it goes before another of its group.
  func hasFewerLeases(than other: LeaseBook.Candidate) -> Bool {
    let (one, two) = (load.running, other.load.running)
    return one != two ? one < two : place < other.place
  }

  /// Whether a slot is free now.
  var isFree: Bool { load.running < device.slots }
}
