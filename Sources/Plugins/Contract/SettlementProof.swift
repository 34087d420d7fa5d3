// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
package import Signing
package import Store

/// A settlement in a form that can be signed, and checked without the ledger.
package enum SettlementProof {
  /// What the first field of a statement says, so that no other signed text can pass for one. In
  /// the second form ended_at − started_at = elapsed_ms + paused_ms, and the terms of the price are
  /// in it.
  private static let formats = ["si64-settlement-v1", "si64-settlement-v2"]

  /// The facts of a settlement: amounts in minor units, times in Unix ms.
  ///
  /// - Throws: `bad-state` for a contract that is not settled.
  package static func statement(
    _ contract: Contract, owner: String, _ ledger: LedgerReader
  ) throws -> JSON {
    guard let settlement = contract.settlement else {
      throw Contracts.illegal(
        contract, .settled, hint: "'si64 contract settle \(contract.displayID)' settles it")
    }
    let isFirst = contract.terms.isFirst
    let discounts = TermDiscount.text(of: contract.terms.discounts)
    let texts: [(String, String?)] = [
      ("format", formats[isFirst ? 0 : 1]),
      ("discounts", discounts.isEmpty || isFirst ? nil : discounts),
      ("treasury", try ledger.fetch(Genesis.self, 1)?.publicKey),
      ("contract", contract.displayID),
      ("status", contract.status.rawValue), ("wallet", contract.wallet),
      ("device", contract.device), ("owner", owner), ("tier", contract.tier),
      ("asset", contract.rate.asset.code), ("hours", contract.hours.text),
      ("rail_signature", contract.railSignature),
      ("transaction", settlement.transaction.map { "tx-\($0)" }),
    ]
    let amounts: [(String, Amount)] =
      [
        ("rate", contract.rate), ("prepaid", contract.prepaid), ("used", settlement.used),
        ("refund", settlement.refund), ("drawn", settlement.drawn), ("waived", settlement.waived),
        ("fee", settlement.fee), ("sla_credit", settlement.slaCredit),
        ("cashback", settlement.cashback), ("owner_share", try settlement.ownerShare()),
      ] + (isFirst ? [] : [("list_rate", contract.listRate)])
    let numbers: [(String, Int64)] = [
      ("decimals", Int64(contract.rate.asset.decimals)),
      ("started_at", contract.startedAt.milliseconds),
      ("expires_at", contract.expiresAt.milliseconds),
      ("ended_at", settlement.endedAt.milliseconds),
      ("settled_at", settlement.settledAt.milliseconds), ("elapsed_ms", settlement.elapsed),
      ("paused_ms", contract.pausedTime),
    ]
    return .object(
      texts.compactMap { name, text in text.map { .init(name, .string($0)) } }
        + amounts.map { .init($0.0, .string(String($0.1.minor))) }
        + numbers.map { .init($0.0, .integer($0.1)) })
  }

  /// SHA-256 of a statement's canonical form, 64 hexadecimal digits.
  package static func hash(_ statement: JSON) -> String {
    SHA256.hexHash(of: statement.canonical)
  }

  /// The statement with its hash, signed over its canonical form.
  package static func sign(_ statement: JSON, with keys: KeyPair) -> JSON {
    .object([
      .init("settlement", statement), .init("hash", .string(hash(statement))),
      .init("signature", .string(Base58.encode(keys.sign(statement.canonical)))),
      .init("public_key", .string(keys.publicKey.base58)),
    ])
  }

  /// Checks a proof against the key it must be signed with.
  ///
  /// - Returns: the statement.
  /// - Throws: `bad-file` for something that is no proof; `bad-signature`.
  package static func verify(_ proof: JSON, signedBy key: PublicKey) throws -> JSON {
    guard let statement = proof["settlement"], formats.contains(statement["format"]?.string ?? ""),
      let hash = proof["hash"]?.string, let signature = proof["signature"]?.string,
      let signer = proof["public_key"]?.string
    else { throw Failure(.badFile, "this is no proof of a settlement") }
    guard signer == key.base58 else {
      throw Failure(
        .badSignature, "the proof is signed by \(signer), not by \(key.base58)",
        hint: "--public-key says whose signature is wanted",
        details: ["public_key": key.base58, "signed_by": signer])
    }
    guard hash == self.hash(statement) else {
      throw Failure(.badSignature, "the settlement is not the one that was hashed")
    }
    let bytes = try? Base58.decode(signature)
    guard let bytes, key.verify(bytes, of: statement.canonical) else {
      throw Failure(.badSignature, "the signature is not one of \(key.base58) over this settlement")
    }
    return statement
  }
}
