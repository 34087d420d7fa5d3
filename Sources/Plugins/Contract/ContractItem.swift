// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import LedgerCore
import Money
import Store

extension Contract: CommandOutcome {
  package static let fieldNames = [
    "wallet", "device", "tier", "status", "rate", "list_rate", "hours", "prepaid", "used", "refund",
    "asset", "created_at", "started_at", "expires_at", "elapsed_ms", "remaining_ms", "excess",
    "on_exhaust", "exhausted", "paused_since", "paused_ms", "owner", "overdraw_limit_ms",
    "exhausted_grace_ms", "free_pause_ms", "fee_bps", "cashback_bps", "sla_credit_bps", "tx",
    "settlement", "error",
  ]

  package func item(_ ledger: LedgerReader) throws -> Item {
    // Before its last change it is shown as of that change.
    let now = max(ledger.now, changedAt)
    let current = advanced(to: now).contract
    let bill = Result { try current.bill(at: now) }
    var item = Item(kind: "contract", id: displayID)
    item.add("wallet", wallet)
    item.add("device", device)
    item.add("tier", tier)
    item.add("status", current.status.rawValue)
    item.add("rate", rate)
    item.add("list_rate", terms.isFirst ? nil : listRate, wideOnly: listRate == rate)
    item.add("hours", .decimal(hours.text))
    item.add("prepaid", prepaid)
    item.add("used", try? bill.get().used)
    item.add("refund", try current.bill(at: now, clamping: true).refund)
    item.add("asset", rate.asset.code)
    item.add("created_at", createdAt, wideOnly: true)
    item.add("started_at", startedAt)
    item.add("expires_at", expiresAt)
    item.add("elapsed_ms", current.elapsed(at: now))
    item.add("remaining_ms", current.remaining(at: now))
    if let excess = try? bill.get().excess, excess.minor > 0 { item.add("excess", excess) }
    item.add("on_exhaust", terms.onExhaust.rawValue, wideOnly: terms.onExhaust == .expire)
    item.add("exhausted", .bool(current.isExhausted), wideOnly: !current.isExhausted)
    item.add("paused_since", current.pausedSince, wideOnly: current.pausedSince == nil)
    item.add("paused_ms", current.paused(at: now), wideOnly: true)
    item.add("owner", owner, wideOnly: true)
    item.add("overdraw_limit_ms", terms.overdrawLimit, wideOnly: true)
    item.add("exhausted_grace_ms", terms.exhaustedGrace, wideOnly: true)
    item.add("free_pause_ms", terms.freePause, wideOnly: true)
    item.add("fee_bps", terms.feeBPS, wideOnly: true)
    item.add("cashback_bps", terms.cashbackBPS, wideOnly: true)
    item.add("sla_credit_bps", terms.slaCreditBPS, wideOnly: true)
    item.add("tx", railSignature, wideOnly: railSignature == nil)
    if let settlement { item.add("settlement", .object(settlement.fields)) }
    if case .failure(let failure as Failure) = bill { item.add(failure) }
    return item
  }

  /// A contract of a listing: one that cannot be read is there with its error.
  static func item(
    _ id: String, _ record: Result<Contract, any Error>, _ ledger: LedgerReader
  ) throws -> Item {
    do {
      return try record.get().item(ledger)
    } catch let failure as Failure where failure.concernsContent {
      var item = Item(kind: "contract", id: id)
      item.add(failure)
      return item
    }
  }

  /// What listings show.
  static let columns = [
    "id", "wallet", "device", "status", "prepaid", "used", "refund", "asset", "expires_at",
  ]

  /// All pauses up to `now`, in milliseconds.
  private func paused(at now: Timestamp) -> Int64 {
    pausedTime.plus(pausedSince.map { max(0, now.since($0)) } ?? 0)
  }
}

extension Item {
  /// Appends why something of it cannot be computed.
  fileprivate mutating func add(_ failure: Failure) {
    let parts: [Field] = [
      Field(name: "code", cell: .text(failure.code.rawValue)),
      Field(name: "message", cell: .text(failure.message)),
    ]
    add("error", .object(parts))
  }
}

extension Settlement {
  /// The settlement as `contract show` shows it.
  fileprivate var fields: [Item.Field] {
    var item = Item(kind: "", id: "")
    item.add("tx", transaction.map { "tx-\($0)" })
    item.add("proof", proof)
    item.add("ended_at", endedAt)
    item.add("settled_at", settledAt)
    item.add("used", used)
    item.add("refund", refund)
    item.add("drawn", drawn)
    item.add("waived", waived)
    item.add("fee", fee)
    item.add("sla_credit", slaCredit)
    item.add("cashback", cashback)
    return item.fields
  }
}
