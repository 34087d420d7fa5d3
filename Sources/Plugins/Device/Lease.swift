// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A slot of a device that a contract has, from `since` up to but not including `until`.
package struct Lease: Record, Equatable {
  /// The contract's id, as in `ctr-7`.
  package let contract: String
  package let device: String
  package let since: Timestamp
  /// When the slot is free again; `nil` while that is open.
  package var until: Timestamp?

  package init(contract: String, device: String, since: Timestamp, until: Timestamp?) {
    self.contract = contract
    self.device = device
    self.since = since
    self.until = until
  }

  package static let table = Table(
    "lease", key: .name(column: "contract"),
    columns: [
      .required("device", .text), .required("since", .integer), .optional("until", .integer),
    ],
    indexes: [.init("device", "until", "since"), .init("device", "since")])

  package var key: Value { .text(contract) }

  package var values: [Value] {
    [.text(device), .integer(since.milliseconds), Value(until?.milliseconds)]
  }

  package init(_ row: TableRow) throws {
    contract = try row.name()
    device = try row.text("device")
    since = Timestamp(milliseconds: try row.integer("since"))
    until = try row.optionalInteger("until").map(Timestamp.init(milliseconds:))
  }
}
