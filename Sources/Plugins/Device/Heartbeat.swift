// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A sign of life, kept out of the journal until its hour is over.
package struct Heartbeat: Record, Equatable {
  package let id: Int64
  package let device: String
  package let at: Timestamp

  init(id: Int64, device: String, at: Timestamp) {
    self.id = id
    self.device = device
    self.at = at
  }

  package static let table = Table(
    "heartbeat", key: .sequence(prefix: "hbt"),
    columns: [.required("device", .text), .required("at", .integer)],
    indexes: [.init("device", "at")], scratch: true)

  package var key: Value { .integer(id) }
  package var values: [Value] { [.text(device), .integer(at.milliseconds)] }

  package init(_ row: TableRow) throws {
    id = try row.id()
    device = try row.text("device")
    at = Timestamp(milliseconds: try row.integer("at"))
  }
}
