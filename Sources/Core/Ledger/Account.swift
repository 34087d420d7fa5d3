// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// A place money can be, with what is allowed there.
package struct Account: Record, Equatable {
  package let id: Int64
  package let name: String
  package let createdAt: Timestamp
  package var identity: Identity = .unset
  /// No debits while frozen; credits still arrive, so that refunds and settlements never get stuck.
  package var isFrozen = false
  /// How far one asset may fall below zero, in minor units ≥ 0.
  package var overdraft: Bound?
  /// How far one asset may rise, in minor units ≥ 0.
  package var ceiling: Bound?
  package var limits = SpendingLimits()
  /// What the user noted, in the order given.
  package var metadata: [Metadatum] = []
  /// Whether the program itself made it, under a name that was free to users of earlier builds.
  ///
  /// Only the mark makes such a name the program's: an account of a user keeps its floor, and its
  /// user.
  package var isSystem = false

  /// A bound on the balance of one asset.
  package struct Bound: Equatable, Sendable {
    package let asset: String
    package let minor: Int64

    package init(asset: String, minor: Int64) {
      self.asset = asset
      self.minor = minor
    }
  }

  /// One `key=value`.
  package struct Metadatum: Equatable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Whether the person behind an account is known.
  package enum Identity: String, CaseIterable, Sendable {
    case unset
    case pending
    case verified
    case flagged
    case rejected
  }

  package init(id: Int64, name: String, createdAt: Timestamp) {
    self.id = id
    self.name = name
    self.createdAt = createdAt
  }

  package static let table = Table(
    "account", key: .sequence(prefix: "acc"),
    columns: [
      .required("name", .text), .required("created_at", .integer), .required("identity", .text),
      .required("frozen", .integer), .optional("overdraft", .money),
      .optional("overdraft_asset", .text), .optional("ceiling", .money),
      .optional("ceiling_asset", .text), .optional("limit_per_minute", .integer),
      .optional("limit_per_day", .money), .optional("limit_per_month", .money),
      .optional("limit_asset", .text), .optional("metadata", .text),
      .optional("system", .integer),
    ],
    indexes: [.init("name", unique: true)])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [
      .text(name), .integer(createdAt.milliseconds), .text(identity.rawValue), Value(isFrozen),
      Value(overdraft?.minor), Value(overdraft?.asset), Value(ceiling?.minor),
      Value(ceiling?.asset), Value(limits.perMinute), Value(limits.perDay),
      Value(limits.perMonth), Value(limits.asset),
      metadata.isEmpty ? .null : .text(metadataText), isSystem ? .integer(1) : .null,
    ]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    name = try row.text("name")
    createdAt = Timestamp(milliseconds: try row.integer("created_at"))
    identity = try row.option("identity")
    isFrozen = try row.flag("frozen")
    overdraft = try Self.bound(row, "overdraft")
    ceiling = try Self.bound(row, "ceiling")
    limits = SpendingLimits(
      perMinute: try row.optionalInteger("limit_per_minute"),
      perDay: try row.optionalInteger("limit_per_day"),
      perMonth: try row.optionalInteger("limit_per_month"),
      asset: try row.optionalText("limit_asset"))
    isSystem = try row.optionalInteger("system") == 1
    if let text = try row.optionalText("metadata"),
      case .object(let members) = try JSON(parsing: text)
    {
      metadata = members.map { Metadatum(key: $0.name, value: $0.value.string ?? "") }
    }
  }

  private static func bound(_ row: TableRow, _ column: String) throws -> Bound? {
    guard let asset = try row.optionalText(column + "_asset") else { return nil }
    return Bound(asset: asset, minor: try row.integer(column))
  }

  private var metadataText: String {
    JSON.object(metadata.map { JSON.Member($0.key, .string($0.value)) }).canonicalText
  }

  /// Whether what lies here is still its payer's: nothing must keep it from going on.
  package var isTrust: Bool {
    AccountName.isTrust(name) && (isSystem || !AccountName.isReservedLater(name))
  }

  /// The lowest balance allowed in `asset`, in minor units; `nil` for no bound.
  package func floor(of asset: String) -> Int64? {
    if AccountName.isUnbounded(name) || (isSystem && AccountName.isOutside(name)) { return nil }
    guard let overdraft, overdraft.asset == asset else { return 0 }
    return 0 &- overdraft.minor
  }
}
