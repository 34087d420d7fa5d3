// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import LedgerCore
import Money

extension RentRequest {
  /// The request that a command line or a line of a batch makes.
  ///
  /// - Throws: `missing-argument`, `bad-value`, `bad-amount` and the like.
  ///   A settlement rail is asked for only where a payment on it is named.
  init(_ input: Input, _ ledger: LedgerReader, _ config: Config) throws {
    self.init(
      wallet: try input.text("wallet"), tier: try input.text("tier"), term: try input.hours("hours")
    )
    device = try input.optionalText("device")
    offered = try input.optionalAmount("amount", ledger.assets)
    railSignature = try input.optionalText("tx")
    if railSignature != nil { rail = try Rails.named(config.value("rent.rail")) }
    onExhaust = try input.choice("on_exhaust") ?? .expire
  }
}

extension Input {
  /// A term in decimal hours.
  ///
  /// - Throws: `missing-argument`, `bad-value`, `precision`, `overflow`.
  func hours(_ name: String) throws -> RentHours {
    guard let hours = try decimal(name) else { throw missing(name) }
    do {
      return try RentHours(hours)
    } catch let failure as Failure {
      throw failure.at(place)
    }
  }
}
