// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// How many leases of a device ran at an instant: from there on few have to be counted, however
/// many there are.
///
/// Written when there were many to count, and corrected when a lease changes that ran then.
package struct LeaseCount: Record, Equatable {
  package let device: String
  package let at: Timestamp
  package var running: Int64

  init(device: String, at: Timestamp, running: Int64) {
    self.device = device
    self.at = at
    self.running = running
  }

  package static let table = Table(
    "lease_count", key: .name(column: "device"),
    columns: [.required("at", .integer), .required("running", .integer)])

  package var key: Value { .text(device) }
  package var values: [Value] { [.integer(at.milliseconds), .integer(running)] }

  package init(_ row: TableRow) throws {
    device = try row.name()
    at = Timestamp(milliseconds: try row.integer("at"))
    running = try row.integer("running")
  }

  /// How many run then.
  package static let audit = Audit("lease-counts") { ledger in
    let rows = try ledger.rows(
      """
      SELECT c.device, c.running, (SELECT count(*) FROM lease l WHERE l.device = c.device \
      AND l.since <= c.at AND (l.until IS NULL OR l.until > c.at)) \
      FROM lease_count c ORDER BY c.device
      """)
    return rows.filter { $0[1] != $0[2] }.map { row in
      "\(row[0].text ?? "") is said to have \(row[1].integer ?? 0) leases, it has "
        + "\(row[2].integer ?? 0)"
    }
  }
}
