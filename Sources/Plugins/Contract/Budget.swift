// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
package import Store

/// What a wallet may not exceed. Amounts are in one asset; a bound that is `nil` does not bind.
package struct Budget: Record, Equatable {
  package let wallet: String
  package let asset: Asset
  /// The rates of all its contracts together, in minor units an hour.
  package var burnPerHour: Int64?
  /// What it pays in a calendar month (UTC), less what it gets back, in minor units.
  package var spendPerMonth: Int64?
  /// How many contracts it has at a time, reservations included.
  package var activeContracts: Int64?
  /// The highest rate of one contract, in minor units an hour.
  package var maxRate: Int64?

  package init(
    wallet: String, asset: Asset, burnPerHour: Int64? = nil, spendPerMonth: Int64? = nil,
    activeContracts: Int64? = nil, maxRate: Int64? = nil
  ) {
    self.wallet = wallet
    self.asset = asset
    self.burnPerHour = burnPerHour
    self.spendPerMonth = spendPerMonth
    self.activeContracts = activeContracts
    self.maxRate = maxRate
  }

  package static let table = Table(
    "budget", key: .name(column: "wallet"),
    columns: [
      .required("asset", .text), .required("decimals", .integer),
      .optional("burn_per_hour", .money), .optional("spend_per_month", .money),
      .optional("active_contracts", .integer), .optional("max_rate", .money),
    ])

  package var key: Value { .text(wallet) }

  package var values: [Value] {
    [
      .text(asset.code), .integer(Int64(asset.decimals)), Value(burnPerHour),
      Value(spendPerMonth), Value(activeContracts), Value(maxRate),
    ]
  }

  package init(_ row: TableRow) throws {
    wallet = try row.name()
    asset = try Asset(code: row.text("asset"), decimals: Int(row.integer("decimals")))
    burnPerHour = try row.optionalInteger("burn_per_hour")
    spendPerMonth = try row.optionalInteger("spend_per_month")
    activeContracts = try row.optionalInteger("active_contracts")
    maxRate = try row.optionalInteger("max_rate")
  }
}
