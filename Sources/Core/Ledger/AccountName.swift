// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Rules for the names of accounts.
package enum AccountName {
  /// Levels that only the program itself posts to, since the first build.
  private static let reserved = ["escrow", "hold", "collateral", "issuer", "card", "fx"]
  /// Levels that became the program's own later: a user of an earlier build may have accounts
  /// there.
  private static let reservedLater = [
    "provider", "chain", "payout", "stake", "credit", "tax", "suspense", "simulated",
  ]
  /// Levels whose money stays its payer's until it is paid on.
  private static let trusts = ["escrow", "hold", "collateral", "stake", "payout"]
  /// Levels that stand for somebody outside: what we have of them is less than nothing.
  private static let outside = ["provider", "chain"]
  /// Levels that come into being when first used.
  private static let system = reserved + reservedLater + ["rail", "revenue", "fees", "pool"]
  /// Accounts that come into being when first used.
  private static let singletons = ["world", "treasury"]

  /// Checks a name: levels of `[A-Za-z0-9._@/-]+` joined by `:`, at most 128 bytes.
  ///
  /// - Throws: `bad-name`.
  package static func check(_ name: String) throws {
    var levelLength = 0
    for byte in name.utf8 {
      if byte == UInt8(ascii: ":") {
        guard levelLength > 0 else { throw bad(name) }
        levelLength = 0
      } else {
        guard isAllowed(byte) else { throw bad(name) }
        levelLength += 1
      }
    }
    guard levelLength > 0, name.utf8.count <= 128 else { throw bad(name) }
  }

  /// Whether users may not post to the account by hand.
  package static func isReserved(_ name: String) -> Bool {
    let level = level(name)
    return reserved.contains(level) || reservedLater.contains(level)
  }

  /// Whether the name became reserved after the first build; see `Account.isSystem`.
  static func isReservedLater(_ name: String) -> Bool { reservedLater.contains(level(name)) }

  /// Whether what lies there is still its payer's, as on a hold: it may come back.
  static func isTrust(_ name: String) -> Bool { trusts.contains(level(name)) }

  /// Whether ceilings do not count for what comes from there: it is the account's own, or the
  /// program decides what is due.
  static func passesCeilings(_ name: String) -> Bool {
    let level = level(name)
    return reserved.contains(level) || trusts.contains(level)
  }

  /// Whether the account stands for somebody outside, once the program itself has made it.
  package static func isOutside(_ name: String) -> Bool { outside.contains(level(name)) }

  /// Whether the account needs no `create-account`.
  package static func isSystem(_ name: String) -> Bool {
    singletons.contains(name) || (name.utf8.contains(colon) && system.contains(level(name)))
  }

  /// Whether the balance may fall below zero without limit, whoever made the account.
  package static func isUnbounded(_ name: String) -> Bool {
    name == "world" || name == "fx:clearing" || level(name) == "issuer"
  }

  /// - Throws: `reserved-account` where users may not post to `name` by hand.
  package static func refuseReserved(_ name: String) throws {
    guard isReserved(name) else { return }
    throw Failure(
      .reservedAccount, "\(name) belongs to the program itself",
      hint: "use the command that owns it, for example 'si64 ledger release' for a hold",
      details: ["account": name])
  }

  private static let colon = UInt8(ascii: ":")

  private static func level(_ name: String) -> String {
    guard let end = name.utf8.firstIndex(of: colon) else { return "" }
    return String(name[..<end])
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func bad(_ name: String) -> Failure {
    Failure(
      .badName, "'\(name)' is not an account name",
      hint: "levels of letters, digits and ._@/- joined by ':', at most 128 bytes")
  }
}
