// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
package import Store

/// Something that happened to a contract, at its own instant.
package struct ContractEvent: Record, Equatable {
  package let id: Int64
  /// The contract's number.
  package let contract: Int64
  package let at: Timestamp
  package let name: Name
  /// What was paid in (opened, reserved, extended) or given back (settled, evicted, cancelled), in
  /// minor units of the contract's asset.
  package let amount: Int64?
  package let detail: String?

  /// What happened.
  package enum Name: String, CaseIterable, Sendable {
    case opened
    case reserved
    /// The clock reached a reservation's start.
    case started
    case paused
    case resumed
    case extended
    /// The prepaid time was used up; the slot is held.
    case exhausted
    case expired
    case evicted
    case settled
    case cancelled
  }

  package init(
    id: Int64, contract: Int64, at: Timestamp, name: Name, amount: Int64? = nil,
    detail: String? = nil
  ) {
    self.id = id
    self.contract = contract
    self.at = at
    self.name = name
    self.amount = amount
    self.detail = detail
  }

  package static let table = Table(
    "contract_event", key: .sequence(prefix: "evt"),
    columns: [
      .required("contract", .integer), .required("at", .integer), .required("event", .text),
      .optional("amount", .money), .optional("detail", .text),
    ],
    indexes: [.init("contract", "at")])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [
      .integer(contract), .integer(at.milliseconds), .text(name.rawValue), Value(amount),
      Value(detail),
    ]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    contract = try row.integer("contract")
    at = Timestamp(milliseconds: try row.integer("at"))
    name = try row.option("event")
    amount = try row.optionalInteger("amount")
    detail = try row.optionalText("detail")
  }
}
