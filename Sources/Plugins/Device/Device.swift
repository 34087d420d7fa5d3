// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A machine whose slots can be rented.
package struct Device: Record, Equatable {
  package let name: String
  package let tier: String
  /// How many contracts can have it at a time, at least 1.
  package var slots: Int64
  /// The most slots it has had, where they were changed.
  package var mostSlots: Int64?
  /// The account that earns what it is rented for.
  package var owner: String
  package var region: String?
  package var uri: String?
  package var address: String?
  /// Its memory in GB.
  package var ram: Int64?
  package var audit: AuditState = .unaudited
  package var auditNote: String?
  package var isRetired = false
  package let createdAt: Timestamp
  package var changedAt: Timestamp

  /// What a look at the machine itself said.
  package enum AuditState: String, CaseIterable, Sendable {
    case unaudited
    case passed
    case failed
  }

  package init(
    name: String, tier: String, slots: Int64 = 1, owner: String = "treasury",
    region: String? = nil, uri: String? = nil, address: String? = nil, ram: Int64? = nil,
    createdAt: Timestamp
  ) {
    self.name = name
    self.tier = tier
    self.slots = slots
    self.owner = owner
    self.region = region
    self.uri = uri
    self.address = address
    self.ram = ram
    self.createdAt = createdAt
    changedAt = createdAt
  }

  package static let table = Table(
    "device", key: .name(column: "name"),
    columns: [
      .required("tier", .text), .required("slots", .integer), .required("owner", .text),
      .optional("region", .text), .optional("uri", .text), .optional("address", .text),
      .optional("ram", .integer), .required("audit", .text), .optional("audit_note", .text),
      .required("retired", .integer), .required("created_at", .integer),
      .required("changed_at", .integer), .optional("most_slots", .integer),
    ],
    indexes: [.init("tier")])

  package var key: Value { .text(name) }

  package var values: [Value] {
    [
      .text(tier), .integer(slots), .text(owner), Value(region), Value(uri), Value(address),
      Value(ram), .text(audit.rawValue), Value(auditNote), Value(isRetired),
      .integer(createdAt.milliseconds), .integer(changedAt.milliseconds),
      Value(mostSlots),
    ]
  }

  package init(_ row: TableRow) throws {
    name = try row.name()
    tier = try row.text("tier")
    slots = try row.integer("slots")
    owner = try row.text("owner")
    region = try row.optionalText("region")
    uri = try row.optionalText("uri")
    address = try row.optionalText("address")
    ram = try row.optionalInteger("ram")
    audit = try row.option("audit")
    auditNote = try row.optionalText("audit_note")
    isRetired = try row.flag("retired")
    createdAt = Timestamp(milliseconds: try row.integer("created_at"))
    changedAt = Timestamp(milliseconds: try row.integer("changed_at"))
    mostSlots = try row.optionalInteger("most_slots")
  }
}
