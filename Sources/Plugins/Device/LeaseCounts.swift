// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Store

/// Counts leases from the last count that is stored, so that it costs what has begun or ended
/// since.
enum LeaseCounts {
  /// From so many on that had to be counted, the count is stored anew.
  static let most: Int64 = 64

  /// How many leases of `device` run at `time`.
  static func running(
    _ device: String, at time: Timestamp, _ ledger: LedgerReader
  ) throws -> Int64 {
    let stored = try ledger.fetch(LeaseCount.self, .text(device))
    return try running(device, at: time, from: stored, ledger)
  }

  /// How many leases run at `time`, by device.
  ///
  /// - Parameter tier: only devices of this one.
  static func running(
    tier: String?, at time: Timestamp, _ ledger: LedgerReader
  ) throws -> [String: Int64] {
    let (begun, ended) = (sum("since"), sum("until"))
    let condition = tier == nil ? "" : "WHERE d.tier = ?"
    let sql = """
      SELECT d.name, CASE WHEN c.at IS NULL THEN \(begun("")) - \(ended("")) \
      WHEN c.at <= ? THEN c.running + \(begun("l.since > c.at AND")) \
      - \(ended("l.until > c.at AND")) ELSE -1 END \
      FROM device d LEFT JOIN lease_count c ON c.device = d.name \(condition)
      """
    let at = Value.integer(time.milliseconds)
    let values = Array(repeating: at, count: 5) + (tier.map { [.text($0)] } ?? [])
    var counts: [String: Int64] = [:]
    for row in try ledger.rows(sql, values) {
      guard let name = row[0].text, let count = row[1].integer else { continue }
      // A count of later than `time` is counted back from.
      counts[name] = count >= 0 ? count : try running(name, at: time, ledger)
    }
    return counts
  }

  private static func sum(_ column: String) -> (String) -> String {
    { bound in
      "(SELECT count(*) FROM lease l WHERE l.device = d.name AND \(bound) l.\(column) <= ?)"
    }
  }

  private static func running(
    _ device: String, at time: Timestamp, from stored: LeaseCount?, _ ledger: LedgerReader
  ) throws -> Int64 {
    guard let stored else {
      return try count("since", device, after: nil, upTo: time, ledger)
        - count("until", device, after: nil, upTo: time, ledger)
    }
    let (low, high) = (min(stored.at, time), max(stored.at, time))
    let change =
      try count("since", device, after: low, upTo: high, ledger)
      - count("until", device, after: low, upTo: high, ledger)
    return stored.at <= time ? stored.running + change : stored.running - change
  }

  /// How many leases begin, or end, in a time that includes its last instant and not its first.
  static func count(
    _ column: String, _ device: String, after start: Timestamp?, upTo end: Timestamp,
    _ ledger: LedgerReader
  ) throws -> Int64 {
    let bound = start == nil ? "" : "AND \(column) > ?"
    let rows = try ledger.rows(
      "SELECT count(*) FROM lease WHERE device = ? \(bound) AND \(column) <= ?",
      [.text(device)] + (start.map { [.integer($0.milliseconds)] } ?? [])
        + [.integer(end.milliseconds)])
    return rows.first?[0].integer ?? 0
  }

  /// How many leases end in a time that includes its last instant and not its first, as far as so
  /// many.
  static func ended(
    _ device: String, after start: Timestamp, upTo end: Timestamp, atMost most: Int64,
    _ ledger: LedgerReader
  ) throws -> Int64 {
    let rows = try ledger.rows(
      """
      SELECT count(*) FROM (SELECT 1 FROM lease \
      WHERE device = ? AND until > ? AND until <= ? LIMIT ?) AS ended
      """,
      [
        .text(device), .integer(start.milliseconds), .integer(end.milliseconds), .integer(most),
      ])
    return rows.first?[0].integer ?? 0
  }

  /// Takes note of a lease that begins, changes or goes; to be called before its row changes.
  static func change(
    _ device: String, from old: Lease?, to new: Lease?, in ledger: LedgerWriter
  ) throws {
    let load = try LeaseBook.of(ledger).load(of: device, ledger)
    var stored = try ledger.fetch(LeaseCount.self, .text(device))
    var isChanged = false
    if !load.isRenewed {
      load.isRenewed = true
      if let renewed = try renewed(stored, of: device, ledger) {
        stored = renewed
        isChanged = true
      }
    }
    load.running += (new.runs(at: ledger.now) ? 1 : 0) - (old.runs(at: ledger.now) ? 1 : 0)
    guard var stored else { return }
    let difference = (new.runs(at: stored.at) ? 1 : 0) - (old.runs(at: stored.at) ? 1 : 0)
    stored.running += Int64(difference)
    if isChanged || difference != 0 { try ledger.update(stored) }
  }

  /// A count of the instant before now, where the stored one is far back.
  private static func renewed(
    _ stored: LeaseCount?, of device: String, _ ledger: LedgerReader
  ) throws -> LeaseCount? {
    let at = (try? ledger.now.advanced(by: -1)) ?? ledger.now
    if let stored, stored.at >= at { return nil }
    let begun = try count("since", device, after: stored?.at, upTo: at, ledger)
    let ended = try count("until", device, after: stored?.at, upTo: at, ledger)
    guard begun + ended > most else { return nil }
    return LeaseCount(device: device, at: at, running: (stored?.running ?? 0) + begun - ended)
  }
}

extension Lease? {
  /// Whether it runs at an instant.
  fileprivate func runs(at time: Timestamp) -> Bool {
    guard let self else { return false }
    return self.since <= time && self.until.map { $0 > time } ?? true
  }
}
