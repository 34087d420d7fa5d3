// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import LedgerCore
import Money

extension RentTerms {
  /// The terms that config `[rent]` states. Everything is off unless it says otherwise.
  ///
  /// - Throws: `config` for values out of range, with the key.
  init(_ config: Config) throws {
    self.init()
    feeBasisPoints = try Self.number("rent.fee_bps", in: 0...10_000, config) ?? 0
    cashbackBasisPoints = try Self.number("rent.cashback_bps", in: 0...10_000, config) ?? 0
    slaBasisPoints = try Self.number("rent.sla_credit_bps", in: 0...10_000, config) ?? 0
    let percent = try Self.number("rent.spot_percent", in: 1...100, config)
    if try config.bool("rent.spot") ?? false {
      spotPercent = percent ?? Self.standardSpotPercent
    }
    let steps = try config.value("rent.term_discount_steps").map(TermDiscount.steps)
    if try config.bool("rent.term_discount") ?? false {
      discounts = steps ?? TermDiscount.standard
    }
    offeredDiscounts = steps ?? TermDiscount.standard
    overdrawLimit = try Self.length("rent.overdraw_limit", config) ?? ContractTerms.day
    exhaustedGrace = try Self.length("rent.exhausted_grace", config) ?? ContractTerms.day
    freePause = try Self.length("rent.free_pause", config)
  }

  /// A length of time, which is 0 or has a unit.
  private static func length(_ key: String, _ config: Config) throws -> Int64? {
    guard let text = config.value(key) else { return nil }
    if text == "0" { return 0 }
    let hasUnit = text.utf8.last.map { !(0x30...0x39).contains($0) } ?? false
    let most: Int64 = 1_000_000 * ContractBilling.hour
    if hasUnit, let span = try? TimeSpan(parsing: text), span.milliseconds <= most {
      return span.milliseconds
    }
    throw Failure(
      .config, "\(key) is '\(text)', not a length of time",
      hint: "as in 24h, 30m or 7d, at most 1000000h; 0 for none")
  }

  private static func number(
    _ key: String, in range: ClosedRange<Int64>, _ config: Config
  ) throws -> Int64? {
    guard let value = try config.integer(key) else { return nil }
    guard range.contains(value) else {
      throw Failure(
        .config, "\(key) is \(value), not from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
