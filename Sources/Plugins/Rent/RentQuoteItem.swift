// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money

extension RentQuote {
  /// The quote as `rent quote` prints it: every part, also those that are off.
  ///
  /// - Throws: `overflow`.
  func item(tier: String, freeSlots: Int64) throws -> Item {
    var item = Item(kind: "quote", id: tier)
    item.add("tier", tier)
    item.add("hours", .decimal(term.hours.text))
    item.add("duration_ms", term.milliseconds)
    item.add("price", price)
    item.add("asset", price.asset.code)
    item.add("rate", rate)
    item.add("list_rate", listRate)
    item.add("list_price", listPrice)
    item.add("term_discount_bps", discountBasisPoints)
    item.add("term_discount", try discount())
    item.add("cashback_bps", terms.cashbackBasisPoints)
    item.add("cashback", cashback)
    item.add("sla_credit_bps", terms.slaBasisPoints)
    item.add("fee_bps", terms.feeBasisPoints)
    item.add("fee", fee)
    item.add("spot", .bool(terms.spotPercent != nil))
    item.add("spot_percent", terms.spotPercent)
    item.add("spot_rate", spotRate)
    item.add("spot_price", spotPrice)
    item.add("free_slots", freeSlots)
    return item
  }
}
