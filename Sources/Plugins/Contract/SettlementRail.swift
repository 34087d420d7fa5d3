// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
import Signing
import Store

/// Where payments from outside arrive.
package protocol SettlementRail: Sendable {
  /// Moves `required` of the payment to `escrow` and whatever else it brought to `wallet`.
  ///
  /// - Throws: `payment-not-found`, `underpaid`.
  func fund(
    _ required: Amount, with signature: String, to escrow: String, rest wallet: String,
    in ledger: LedgerWriter) throws
}

/// Payments noted in this ledger: the money of signature SIG lies on `rail:SIG`.
package struct LocalRail: SettlementRail {
  package init() {}

  package func fund(
    _ required: Amount, with signature: String, to escrow: String, rest wallet: String,
    in ledger: LedgerWriter
  ) throws {
    let name = "rail:\(signature)"
    let available = try ledger.account(named: name).map {
      try ledger.balance(of: $0, required.asset).amount
    }
    guard let available, available.minor > 0 else {
      throw Failure(
        .paymentNotFound, "there is no payment \(signature) in \(required.asset.code)",
        hint: "'si64 ledger credit \(name) AMOUNT' notes that it arrived",
        details: ["signature": signature])
    }
    guard available.minor >= required.minor else { throw Failure.underpaid(required, available) }
    var postings: [Posting] = []
    if required.minor > 0 { postings.append(Posting(from: name, to: escrow, required)) }
    let rest = try available.subtracting(required)
    if rest.minor > 0 { postings.append(Posting(from: name, to: wallet, rest)) }
    try ledger.post(postings)
  }
}

/// The settlement rails this build can use.
package enum Rails {
  /// The rail of config `rent.rail`; the local one where that is not set.
  ///
  /// - Throws: `not-configured` for any other: it needs a connector that is not here.
  package static func named(_ name: String?) throws -> any SettlementRail {
    guard let name, name != "local" else { return LocalRail() }
    throw Failure(
      .notConfigured, "the settlement rail '\(name)' has no connector",
      hint: "'si64 config set rent.rail local' uses payments noted in this ledger",
      details: ["rail": name])
  }

  /// Checks that a signature has the right form and was never used.
  ///
  /// - Throws: `bad-value` unless it is base58 of 64 bytes; `proof-reused`.
  static func checkUnused(_ signature: String, _ ledger: LedgerReader) throws {
    guard try Base58.decode(signature).count == 64 else {
      throw Failure(.badValue, "a payment's signature is base58 of 64 bytes")
    }
    if let proof = try ledger.fetch(RailProof.self, .text(signature)) {
      throw Failure(
        .proofReused, "this payment has funded \(proof.object) already",
        details: ["signature": signature, "object": proof.object])
    }
  }
}

extension Failure {
  /// Less was offered than is due.
  static func underpaid(_ required: Amount, _ offered: Amount) -> Failure {
    Failure(
      .underpaid, "\(offered) is too little, \(required) is due",
      details: [
        "required": required.text, "offered": offered.text, "asset": required.asset.code,
      ])
  }
}
