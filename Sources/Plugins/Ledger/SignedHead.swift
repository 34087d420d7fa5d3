// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Signing
import Store

/// A journal's head with the treasury's signature: the file that `ledger checkpoint` hands out.
///
/// It is the canonical JSON of `hash`, `ledger`, `public_key`, `sequence`, `signature` and `time`.
/// Signed are the UTF-8 bytes of `si64-checkpoint-v1`, a line feed, and the same JSON without
/// `signature`. The signature is base58 of Ed25519's 64 bytes.
struct SignedHead: Equatable {
  let head: Head
  let time: Timestamp
  /// The ledger's id: the first 32 digits of its first entry's hash.
  let ledger: String
  /// Base58 of the key that signed.
  let publicKey: String
  /// Base58; empty before signing.
  private(set) var signature = ""

  /// A head, signed.
  init(_ head: Head, time: Timestamp, ledger: String, by keys: KeyPair) {
    self.head = head
    self.time = time
    self.ledger = ledger
    publicKey = keys.publicKey.base58
    signature = Base58.encode(keys.sign(signedBytes))
  }

  /// Reads the file; keys it does not know are left alone, and are not covered by the signature.
  ///
  /// - Throws: `bad-file`.
  init(parsing bytes: [UInt8], name: String) throws {
    let wrong = Failure(.badFile, "\(name) is not a checkpoint")
    guard let text = String(validating: bytes, as: UTF8.self),
      let json = try? JSON(parsing: text), let sequence = json["sequence"]?.integer,
      let hash = json["hash"]?.string, let time = json["time"]?.string,
      let ledger = json["ledger"]?.string, let publicKey = json["public_key"]?.string,
      let signature = json["signature"]?.string, let instant = try? Timestamp(parsing: time),
      instant.text == time
    else { throw wrong }
    head = Head(sequence: sequence, hash: hash)
    self.time = instant
    self.ledger = ledger
    self.publicKey = publicKey
    self.signature = signature
  }

  /// The bytes of the file.
  var fileBytes: [UInt8] {
    JSON.object(members + [.init("signature", .string(signature))]).canonical + [0x0A]
  }

  /// What is signed.
  var signedBytes: [UInt8] {
    Array("si64-checkpoint-v1\n".utf8) + JSON.object(members).canonical
  }

  /// Whether the signature is that of `key`.
  func isSigned(by key: PublicKey) -> Bool {
    guard let bytes = try? Base58.decode(signature) else { return false }
    return publicKey == key.base58 && key.verify(bytes, of: signedBytes)
  }

  private var members: [JSON.Member] {
    [
      .init("hash", .string(head.hash)), .init("ledger", .string(ledger)),
      .init("public_key", .string(publicKey)), .init("sequence", .integer(head.sequence)),
      .init("time", .string(time.text)),
    ]
  }
}
