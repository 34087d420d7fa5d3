// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money

/// What a contract costs: pure arithmetic, no clock, no ledger.
package enum ContractBilling {
  /// Milliseconds in an hour.
  package static let hour: Int64 = 3_600_000
  /// What was used is stated in at most this many decimals.
  package static let decimals = 6

  /// A length of hours in milliseconds, half-even.
  ///
  /// - Throws: `bad-value` for less than a millisecond or more than 1 000 000 hours.
  package static func duration(of hours: Rate) throws -> Int64 {
    let most = Int128(1_000_000)
    let scale = power(hours.scale)
    guard hours.coefficient / scale <= most else {
      throw Failure(.badValue, "\(hours.text) hours are too long, at most 1000000 can be rented")
    }
    let ms = try Rounding.halfEven.multiply(hours.coefficient, by: Int128(hour), over: scale)
    guard ms > 0 else { throw Failure(.badValue, "hours must be more than zero") }
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
    return try Rate(coefficient: coefficients[0] + coefficients[1], scale: scale)
  }

  /// What is paid in advance: rate × hours, half-even in the asset's minor unit.
  ///
  /// - Throws: `overflow`.
  package static func prepaid(rate: Amount, hours: Rate) throws -> Amount {
    try rate.scaled(by: hours.coefficient, over: power(hours.scale))
  }

  /// What `elapsed` milliseconds cost: rate × elapsed ÷ 3 600 000, half-even, in at most 6
  /// decimals.
  ///
  /// - Parameter prepaid: no more than this; `nil` for a contract that overdraws.
  /// - Throws: `overflow`.
  package static func used(rate: Amount, elapsed: Int64, atMost prepaid: Amount?) throws -> Amount {
    let unit = power(max(0, rate.asset.decimals - decimals))
    let units = try Rounding.halfEven.multiply(
      Int128(rate.minor), by: Int128(elapsed), over: Int128(hour) * unit)
    let cost = Amount(
      minor: try Int64(checking: checkedMultiply(units, unit)), asset: rate.asset)
    guard let prepaid, prepaid.minor < cost.minor else { return cost }
    return prepaid
  }

  private static func power(_ exponent: Int) -> Int128 {
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
  /// How long it was in use up to `now`, in milliseconds: min(now, expiry) − start − pauses.
  ///
  /// A contract that overdraws has no expiry.
  package func elapsed(at now: Timestamp) -> Int64 {
    if let settlement { return settlement.elapsed }
    let contract = advanced(to: now).contract
    if contract.status == .pending { return 0 }
    let end = terms.onExhaust == .overdraw ? now : min(now, contract.expiresAt)
    let paused = contract.pausedSince.map { max(0, end.milliseconds - $0.milliseconds) } ?? 0
    let spent = end.milliseconds - startedAt.milliseconds - contract.pausedTime - paused
    return max(0, spent)
  }

  /// The milliseconds of use that are still paid for; 0 once that is over.
  package func remaining(at now: Timestamp) -> Int64 {
    switch status(at: now) {
    case .pending: expiresAt.milliseconds - startedAt.milliseconds
    case .active, .paused: max(0, expiresAt.milliseconds - now.milliseconds)
    case .expired, .settled, .cancelled: 0
    }
  }

  /// What it has cost up to `now`.
  ///
  /// - Throws: `overflow`.
  package func bill(at now: Timestamp) throws -> Bill {
    if let settlement {
      return Bill(
        elapsed: settlement.elapsed, used: settlement.used, refund: settlement.refund,
        excess: try settlement.drawn.adding(settlement.waived))
    }
    let elapsed = elapsed(at: now)
    let isBounded = terms.onExhaust != .overdraw
    let used = try ContractBilling.used(
      rate: rate, elapsed: elapsed, atMost: isBounded ? prepaid : nil)
    let covered = min(used.minor, prepaid.minor)
    return Bill(
      elapsed: elapsed, used: used,
      refund: Amount(minor: prepaid.minor - covered, asset: prepaid.asset),
      excess: Amount(minor: used.minor - covered, asset: used.asset))
  }
}
