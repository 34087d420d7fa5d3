// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Signing
import Store

/// Compares a journal with a head that was signed earlier.
///
/// Show it every entry's place in the chain, then ask for the findings.
struct CheckpointCheck {
  private let signed: SignedHead
  private let key: PublicKey
  private var firstHash = ""
  private var found: Head?
  private var last = Head.empty

  /// - Parameter key: whose signature it must be.
  init(_ signed: SignedHead, key: PublicKey) {
    self.signed = signed
    self.key = key
  }

  mutating func observe(_ head: Head) {
    if head.sequence == 1 { firstHash = head.hash }
    if head.sequence == signed.head.sequence { found = head }
    last = head
  }

  /// What is wrong, in sentences.
  var findings: [Audit.Finding] {
    var messages: [String] = []
    if !signed.isSigned(by: key) {
      messages.append("the signature is not one of \(key.base58)")
    }
    if signed.ledger != firstHash.prefix(32) {
      messages.append("it is of another ledger, \(signed.ledger)")
    }
    if let found {
      if found != signed.head {
        messages.append(
          "entry \(found.sequence) has the hash \(found.hash), signed was \(signed.head.hash): history was rewritten"
        )
      }
    } else {
      messages.append(
        "entry \(signed.head.sequence) was signed, but the journal ends at \(last.sequence): history was cut off"
      )
    }
    return messages.map { Audit.Finding(audit: "checkpoint", message: $0) }
  }
}
