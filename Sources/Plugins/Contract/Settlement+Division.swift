// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerCore
import Money
import Store

/// Who gets what when a contract ends. Nothing here is ever refused for the sake of a payer or a
/// payee: what the wallet, the pool and the owner's balance can bear is moved, the rest is waived
/// or given back, and what no balance of theirs can hold goes to `pool:unclaimed`.
extension Contracts {
  /// Where money goes that neither owner nor wallet can hold in 64 bits.
  private static let unclaimed = "pool:unclaimed"

  /// Who gets what, before anything moves.
  static func division(
    of contract: Contract, owner: String, at now: Timestamp, _ ledger: LedgerReader
  ) throws -> Settlement {
    let bill = try contract.bill(at: now, clamping: true)
    let asset = contract.rate.asset
    let end = contract.endOfUse(at: now)
    let payable = bill.excess.minor == 0 ? 0 : try ledger.payable(by: contract.wallet, asset)
    let drawn = Amount(minor: min(bill.excess.minor, payable), asset: asset)
    let zero = Amount(minor: 0, asset: asset)
    var result = Settlement(
      endedAt: contract.terms.isFirst ? end : max(end, contract.startedAt), elapsed: bill.elapsed,
      used: bill.used, refund: bill.refund, drawn: drawn,
      waived: try bill.excess.subtracting(drawn), fee: zero, slaCredit: zero, cashback: zero,
      settledAt: now, transaction: nil, proof: "")
    let earned = try result.earned()
    let fee = try share(earned, contract.terms.feeBPS)
    let roomForFee = Amount(minor: try ledger.room(of: "revenue:rent", asset), asset: asset)
    result.fee = lesser(fee, roomForFee)
    if contract.terms.slaCreditBPS > 0 {
      let missed = try ContractUptime.missedPercent(of: contract, until: end, ledger)
      let credit = try share(earned, min(contract.terms.slaCreditBPS, 10_000) * missed)
      result.slaCredit = lesser(credit, try earned.subtracting(result.fee))
    }
    try giveBack(what: owner, cannotHoldOf: &result, ledger)
    result.cashback = try cashback(for: contract, of: owner, result, ledger)
    return result
  }

  /// What `pool:cashback` may pay of the wallet's share of what it was charged; none to whoever
  /// paid themselves.
  private static func cashback(
    for contract: Contract, of owner: String, _ settlement: Settlement, _ ledger: LedgerReader
  ) throws -> Amount {
    let pool = "pool:cashback"
    let asset = contract.rate.asset
    let nothing = Amount(minor: 0, asset: asset)
    let wallet = contract.wallet
    if wallet == pool || (!contract.terms.isFirst && wallet == owner) { return nothing }
    let earned = try settlement.earned()
    let charged = contract.terms.isFirst ? earned : try earned.subtracting(settlement.slaCredit)
    let share = try share(charged, contract.terms.cashbackBPS)
    guard share.minor > 0 else { return nothing }
    let back = Int128(settlement.refund.minor) + Int128(settlement.slaCredit.minor)
    let room = max(0, Int128(try ledger.room(of: wallet, asset)) - back)
    let most = min(Int128(try ledger.payable(by: pool, asset)), room)
    return lesser(share, Amount(minor: Int64(clamping: most), asset: asset))
  }

  /// What the owner's balance cannot hold is waived: not drawn, or given back.
  private static func giveBack(
    what owner: String, cannotHoldOf settlement: inout Settlement, _ ledger: LedgerReader
  ) throws {
    let share = try settlement.ownerShare()
    let room = Amount(minor: try ledger.room(of: owner, share.asset), asset: share.asset)
    guard share.minor > room.minor else { return }
    let lack = try share.subtracting(room)
    let undrawn = lesser(settlement.drawn, lack)
    settlement.drawn = try settlement.drawn.subtracting(undrawn)
    settlement.refund = try settlement.refund.adding(lack.subtracting(undrawn))
    settlement.waived = try settlement.waived.adding(lack)
  }

  /// Basis points of an amount, at most all of it.
  private static func share(_ amount: Amount, _ bps: Int64) throws -> Amount {
    try amount.fee(basisPoints: min(bps, 10_000))
  }

  private static func lesser(_ left: Amount, _ right: Amount) -> Amount {
    left.minor <= right.minor ? left : right
  }

  /// Moves the money; escrow ends at 0.
  ///
  /// - Returns: the transaction's number, or `nil` where there was nothing to move.
  static func post(
    _ settlement: Settlement, of contract: Contract, to owner: String, in ledger: LedgerWriter
  ) throws -> Int64? {
    let asset = contract.rate.asset
    let share = try settlement.ownerShare()
    var room = Int128(try ledger.room(of: contract.wallet, asset))
    if owner == contract.wallet { room = max(0, room - Int128(share.minor)) }
    var moves: [(String, String, Amount)] = [
      (contract.wallet, contract.escrow, settlement.drawn), (contract.escrow, owner, share),
      (contract.escrow, "revenue:rent", settlement.fee),
    ]
    for amount in [settlement.slaCredit, settlement.refund] {
      let fits = Amount(minor: Int64(min(room, Int128(amount.minor))), asset: asset)
      room -= Int128(fits.minor)
      moves.append((contract.escrow, contract.wallet, fits))
      moves.append((contract.escrow, unclaimed, try amount.subtracting(fits)))
    }
    moves.append(("pool:cashback", contract.wallet, settlement.cashback))
    let postings = moves.filter { $0.2.minor > 0 }.map { Posting(from: $0.0, to: $0.1, $0.2) }
    return postings.isEmpty ? nil : try ledger.post(postings, givesBack: true)
  }
}

extension Contract {
  /// Makes pauses what is left of the time from its start to its end, so that the three add up.
  mutating func agreePauses(with settlement: Settlement) {
    pausedTime = settlement.endedAt.since(startedAt).minus(settlement.elapsed)
  }
}
