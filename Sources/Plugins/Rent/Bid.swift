// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
package import Store

/// A bid that won: the spot contract it opened, and at what price.
package struct Bid: Record, Equatable {
  package let id: Int64
  package let wallet: String
  package let tier: String
  package let term: RentHours
  /// The most the bidder pays an hour.
  package let maxRate: Amount
  /// What an hour costs; at most `maxRate`.
  package let rate: Amount
  /// The number of the contract it opened.
  package let contract: Int64
  /// The number of the contract that had to go for it, or `nil`.
  package let evicts: Int64?
  package let createdAt: Timestamp
  /// When its own contract had to go, or `nil`.
  package var evictedAt: Timestamp?

  package init(
    id: Int64, wallet: String, tier: String, term: RentHours, maxRate: Amount, rate: Amount,
    contract: Int64, evicts: Int64?, createdAt: Timestamp
  ) {
    self.id = id
    self.wallet = wallet
    self.tier = tier
    self.term = term
    self.maxRate = maxRate
    self.rate = rate
    self.contract = contract
    self.evicts = evicts
    self.createdAt = createdAt
  }

  package static let table = Table(
    "bid", key: .sequence(prefix: "bid"),
    columns: [
      .required("wallet", .text), .required("tier", .text), .required("hours", .text),
      .required("max_rate", .money), .required("rate", .money), .required("asset", .text),
      .required("decimals", .integer), .required("contract", .integer),
      .optional("evicts", .integer), .required("created_at", .integer),
      .optional("evicted_at", .integer),
    ],
    indexes: [.init("contract", unique: true), .init("tier")])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [
      .text(wallet), .text(tier), .text(term.hours.text), .integer(maxRate.minor),
      .integer(rate.minor), .text(rate.asset.code), .integer(Int64(rate.asset.decimals)),
      .integer(contract), Value(evicts), .integer(createdAt.milliseconds),
      Value(evictedAt?.milliseconds),
    ]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    wallet = try row.text("wallet")
    tier = try row.text("tier")
    term = try RentHours(Rate(parsing: row.text("hours")))
    let asset = try Asset(code: row.text("asset"), decimals: Int(row.integer("decimals")))
    maxRate = Amount(minor: try row.integer("max_rate"), asset: asset)
    rate = Amount(minor: try row.integer("rate"), asset: asset)
    contract = try row.integer("contract")
    evicts = try row.optionalInteger("evicts")
    createdAt = Timestamp(milliseconds: try row.integer("created_at"))
    evictedAt = try row.optionalInteger("evicted_at").map { Timestamp(milliseconds: $0) }
  }
}
