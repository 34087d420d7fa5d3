// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money

/// Lengths and units of billing: pure arithmetic, no clock, no ledger.
package enum ContractBilling {
  /// Milliseconds in an hour.
  package static let hour: Int64 = 3_600_000
  /// What was used is stated in at most this many decimals.
  package static let decimals = 6
  /// The most hours that can be bought at once.
  private static let most = Int128(1_000_000)

  /// A length of hours in milliseconds, half-even.
  ///
  /// - Throws: `bad-value` for less than a millisecond or more than 1 000 000 hours.
  package static func duration(of hours: Rate) throws -> Int64 {
    let scale = power(hours.scale)
    guard hours.coefficient <= most * scale else {
      throw Failure(.badValue, "\(hours.text) hours are too long, at most 1000000 can be rented")
    }
    let ms = try length(of: hours)
    guard ms > 0 else { throw Failure(.badValue, "hours must be more than zero") }
    return ms
  }

  /// The same without bounds, for hours bought at several times.
  ///
  /// - Throws: `overflow`.
  static func length(of hours: Rate) throws -> Int64 {
    let ms = try Rounding.halfEven.multiply(
      hours.coefficient, by: Int128(hour), over: power(hours.scale))
    return try Int64(checking: ms)
  }

  /// Two lengths of hours together, exactly.
  ///
  /// - Throws: `overflow`.
  package static func sum(_ left: Rate, _ right: Rate) throws -> Rate {
    let scale = max(left.scale, right.scale)
    let coefficients = try [left, right].map {
      try checkedMultiply($0.coefficient, power(scale - $0.scale))
    }
    let (sum, overflow) = coefficients[0].addingReportingOverflow(coefficients[1])
    guard !overflow else { throw Failure(.overflow, "so many hours cannot be bought") }
    return try Rate(coefficient: sum, scale: scale)
  }

  /// Rate × hours, half-even in the asset's minor unit.
  ///
  /// - Throws: `overflow`.
  package static func prepaid(rate: Amount, hours: Rate) throws -> Amount {
    try PriceCurve(list: rate).price(of: hours)
  }

  /// The smallest amount a bill can have, in minor units: that of 6 decimals, or the asset's own.
  package static func unit(of asset: Asset) -> Int128 { power(max(0, asset.decimals - decimals)) }

  /// 10 to the power of 0…18.
  static func power(_ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }
}

/// What a contract has cost so far.
package struct Bill: Equatable, Sendable {
  /// In milliseconds, pauses left out.
  package let elapsed: Int64
  package let used: Amount
  /// Prepaid and not used.
  package let refund: Amount
  /// Used beyond what was prepaid.
  package let excess: Amount
}

extension Contract {
  /// What any length of it costs.
  package var curve: PriceCurve {
    terms.isFirst
      ? PriceCurve(list: rate) : PriceCurve(list: listRate, discounts: terms.discounts)
  }

  /// How long it was in use up to `now`, in milliseconds: end of use − start − pauses, but with
  /// pauses by hand that are longer than those that are free.
  ///
  /// At a time before its last change, as of that change.
  package func elapsed(at now: Timestamp) -> Int64 {
    if let settlement { return settlement.elapsed }
    let now = max(now, changedAt)
    let contract = advanced(to: now).contract
    if contract.status == .pending { return 0 }
    let end = contract.endOfUse(at: now)
    let running = contract.pausedSince.map { max(0, end.since($0)) } ?? 0
    let byHand = pausedByHand(contract, running)
    let free = terms.freePause ?? .max
    let used = end.since(startedAt).minus(contract.pausedTime).minus(running)
    return max(0, used.plus(max(0, byHand.minus(free))))
  }

  private func pausedByHand(_ contract: Contract, _ running: Int64) -> Int64 {
    contract.pausedTime.minus(contract.exhaustedTime).plus(contract.isExhausted ? 0 : running)
  }

  /// When use stopped or will: not after the paid time, except where it overdraws.
  func endOfUse(at now: Timestamp) -> Timestamp {
    guard terms.onExhaust == .overdraw else { return min(now, expiresAt) }
    return leaseEnd.map { min(now, $0) } ?? now
  }

  /// The milliseconds of use that are still paid for; 0 once that is over.
  package func remaining(at now: Timestamp) -> Int64 {
    switch status(at: now) {
    case .pending: expiresAt.since(startedAt)
    case .active, .paused: max(0, expiresAt.since(max(now, changedAt)))
    case .expired, .settled, .cancelled: 0
    }
  }

  /// What it has cost up to `now`.
  ///
  /// - Parameter clamping: whether a use beyond 64 bits counts as the most they hold, so that it
  ///   can be ended all the same.
  /// - Throws: `overflow`.
  package func bill(at now: Timestamp, clamping: Bool = false) throws -> Bill {
    if let settlement {
      return Bill(
        elapsed: settlement.elapsed, used: settlement.used, refund: settlement.refund,
        excess: try settlement.drawn.adding(settlement.waived))
    }
    let elapsed = elapsed(at: now)
    var cost = try curve.cost(elapsed: elapsed)
    if !terms.isFirst, elapsed > 0, curve.list.minor > 0 {
      cost = max(cost, ContractBilling.unit(of: rate.asset))
    }
    let isBeyond = terms.isFirst || endOfUse(at: max(now, changedAt)) > expiresAt
    if terms.onExhaust != .overdraw || !isBeyond { cost = min(cost, Int128(prepaid.minor)) }
    let used = clamping ? Int64(clamping: cost) : try Int64(checking: cost)
    let covered = Amount(minor: min(used, prepaid.minor), asset: prepaid.asset)
    return Bill(
      elapsed: elapsed, used: Amount(minor: used, asset: prepaid.asset),
      refund: try prepaid.subtracting(covered),
      excess: try Amount(minor: used, asset: prepaid.asset).subtracting(covered))
  }

  /// Checks that whatever it may come to cost is an amount.
  ///
  /// - Throws: `overflow`.
  func checkLargestBill() throws {
    guard terms.onExhaust == .overdraw, !terms.isFirst, let end = leaseEnd else { return }
    _ = try Int64(checking: curve.cost(elapsed: end.since(startedAt)))
  }
}
