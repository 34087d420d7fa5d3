// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
package import Store

extension Contract {
  package static let table = Table(
    "contract", key: .sequence(prefix: "ctr"),
    columns: [
      .required("wallet", .text), .required("device", .text), .required("tier", .text),
      .required("asset", .text), .required("decimals", .integer), .required("rate", .money),
      .required("hours", .text), .required("prepaid", .money), .required("on_exhaust", .text),
      .required("fee_bps", .integer), .required("cashback_bps", .integer),
      .required("sla_credit_bps", .integer), .optional("rail_signature", .text),
      .required("created_at", .integer), .required("started_at", .integer),
      .required("expires_at", .integer), .required("status", .text),
      .optional("paused_since", .integer), .required("paused_ms", .integer),
      .required("exhausted", .integer), .required("changed_at", .integer),
      .optional("due_at", .integer), .optional("ended_at", .integer),
      .optional("elapsed_ms", .integer), .optional("used", .money), .optional("refund", .money),
      .optional("drawn", .money), .optional("waived", .money), .optional("fee", .money),
      .optional("sla_credit", .money), .optional("cashback", .money),
      .optional("settled_at", .integer), .optional("settlement_tx", .integer),
      .optional("proof", .text), .optional("rules", .integer, initial: .integer(1)),
      .optional("owner", .text), .optional("list_rate", .money), .optional("discounts", .text),
      .optional("overdraw_limit_ms", .integer), .optional("exhausted_grace_ms", .integer),
      .optional("free_pause_ms", .integer), .optional("exhausted_ms", .integer),
      .optional("bid", .money), .optional("ends_at", .integer),
    ],
    indexes: [
      .init("wallet", "status"), .init("device", "status"), .init("status"), .init("due_at"),
      // Who goes first where a bid is higher; what the clock has ended of a wallet; what ends by
      // the rules of the first build; who has something waived.
      .init("tier", "bid"), .init("wallet", "ends_at"), .init("rules", "status"),
      .init("wallet", "waived"),
    ])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [
      .text(wallet), .text(device), .text(tier), .text(rate.asset.code),
      .integer(Int64(rate.asset.decimals)), .integer(rate.minor), .text(hours.text),
      .integer(prepaid.minor), .text(terms.onExhaust.rawValue), .integer(terms.feeBPS),
      .integer(terms.cashbackBPS), .integer(terms.slaCreditBPS), Value(railSignature),
      .integer(createdAt.milliseconds), .integer(startedAt.milliseconds),
      .integer(expiresAt.milliseconds), .text(status.rawValue),
      Value(pausedSince?.milliseconds), .integer(pausedTime), Value(isExhausted),
      .integer(changedAt.milliseconds), Value(dueAt?.milliseconds),
      Value(settlement?.endedAt.milliseconds), Value(settlement?.elapsed),
      Value(settlement?.used.minor), Value(settlement?.refund.minor),
      Value(settlement?.drawn.minor), Value(settlement?.waived.minor),
      Value(settlement?.fee.minor), Value(settlement?.slaCredit.minor),
      Value(settlement?.cashback.minor), Value(settlement?.settledAt.milliseconds),
      Value(settlement?.transaction), Value(settlement?.proof), .integer(terms.rules),
      Value(owner), Value(listRate == rate ? nil : listRate.minor),
      Value(terms.discounts.isEmpty ? nil : TermDiscount.text(of: terms.discounts)),
      Value(terms.overdrawLimit), Value(terms.exhaustedGrace), Value(terms.freePause),
      Value(exhaustedTime == 0 ? nil : exhaustedTime), Value(bid?.minor),
      Value(status.isOpen && !terms.isFirst ? leaseEnd?.milliseconds : nil),
    ]
  }

  package init(_ row: TableRow) throws {
    // In the table's order: looking 44 columns up by name is most of the cost of a long listing.
    var columns = ColumnReader(row)
    id = try row.id()
    wallet = try columns.text()
    device = try columns.text()
    tier = try columns.text()
    let asset = try Asset(code: columns.text(), decimals: Int(columns.integer()))
    let rate = Amount(minor: try columns.integer(), asset: asset)
    self.rate = rate
    hours = try Rate(parsing: columns.text())
    prepaid = Amount(minor: try columns.integer(), asset: asset)
    var terms = ContractTerms(
      onExhaust: try columns.option(), feeBPS: try columns.integer(),
      cashbackBPS: try columns.integer(), slaCreditBPS: try columns.integer())
    railSignature = try columns.optionalText()
    createdAt = Timestamp(milliseconds: try columns.integer())
    startedAt = Timestamp(milliseconds: try columns.integer())
    expiresAt = Timestamp(milliseconds: try columns.integer())
    status = try columns.option()
    pausedSince = try columns.optionalInteger().map(Timestamp.init(milliseconds:))
    pausedTime = try columns.integer()
    isExhausted = try columns.integer() != 0
    changedAt = Timestamp(milliseconds: try columns.integer())
    _ = try columns.optionalInteger()
    if let endedAt = try columns.optionalInteger() {
      settlement = try Settlement(
        &columns, endedAt: Timestamp(milliseconds: endedAt), asset: asset)
    } else {
      try columns.skip(Settlement.columns - 1)
    }
    terms.rules = try columns.optionalInteger() ?? ContractTerms.Rules.first
    owner = try columns.optionalText()
    listRate = Amount(minor: try columns.optionalInteger() ?? rate.minor, asset: asset)
    terms.discounts = try columns.discounts()
    terms.overdrawLimit = try columns.optionalInteger()
    terms.exhaustedGrace = try columns.optionalInteger()
    terms.freePause = try columns.optionalInteger()
    self.terms = terms
    exhaustedTime = try columns.optionalInteger() ?? 0
    bid = try columns.optionalInteger().map { Amount(minor: $0, asset: asset) }
  }
}

extension Settlement {
  /// How many columns it has, from `ended_at` to `proof`.
  fileprivate static let columns = 12

  fileprivate init(_ columns: inout ColumnReader, endedAt: Timestamp, asset: Asset) throws {
    let amount = { (columns: inout ColumnReader) throws -> Amount in
      Amount(minor: try columns.integer(), asset: asset)
    }
    self.endedAt = endedAt
    elapsed = try columns.integer()
    used = try amount(&columns)
    refund = try amount(&columns)
    drawn = try amount(&columns)
    waived = try amount(&columns)
    fee = try amount(&columns)
    slaCredit = try amount(&columns)
    cashback = try amount(&columns)
    settledAt = Timestamp(milliseconds: try columns.integer())
    transaction = try columns.optionalInteger()
    proof = try columns.text()
  }
}
