// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// The books of one asset as a mesh can say them: accounts, and transfers between two of them.
///
/// A mesh knows no accounts of the program's own. Money on a hold or in escrow is still its payer's
/// there; where it goes on to somebody else, that is a transfer from the payer. What comes from
/// outside is there from the start, what goes out is paid to `world`.
struct MeshBook {
  let asset: Asset
  /// Postings of other assets, which no transfer stands for.
  private(set) var foreignPostings = 0
  /// By account: what came from outside, what transfers made of it, and the lowest they went.
  private var lines: [String: (opening: Int128, moved: Int128, lowest: Int128)] = [:]
  /// By account of the program's own: whose money lies there, first in, first out; `nil` is
  /// nobody's.
  private var pots: [String: [(owner: String?, minor: Int64)]] = [:]

  init(asset: Asset) { self.asset = asset }

  /// A movement between two accounts that a mesh knows.
  struct Transfer {
    let from: String
    let to: String
    let amount: Amount
    let effective: Timestamp?
  }

  /// Whether a mesh can have the account: it is not one that the program alone posts to, and may
  /// not fall without limit.
  static func has(_ account: String) -> Bool {
    !AccountName.isReserved(account) && !AccountName.isUnbounded(account)
  }

  /// What an account has in the end, and how far its transfers let it fall below zero.
  func line(of account: String) -> (balance: Int128, overdraft: Int128) {
    guard let line = lines[account] else { return (0, 0) }
    return (line.opening + line.moved, max(0, -(line.opening + line.lowest)))
  }

  /// What lies on accounts of the program's own and was never anybody's.
  var ownerless: Int128 {
    pots.values.joined().reduce(0) { $0 + ($1.owner == nil ? Int128($1.minor) : 0) }
  }

  /// Takes a transaction in; the transfers it comes to.
  mutating func transfers(of transaction: Transaction) -> [Transfer] {
    var transfers: [Transfer] = []
    for posting in transaction.postings {
      guard posting.amount.asset == asset else {
        foreignPostings += 1
        continue
      }
      for part in withdraw(posting.amount.minor, from: posting.source) {
        guard let to = deposit(part, into: posting.destination), let from = part.owner, from != to
        else { continue }
        add(-part.minor, to: from)
        add(part.minor, to: to)
        transfers.append(
          Transfer(
            from: from, to: to, amount: Amount(minor: part.minor, asset: asset),
            effective: posting.effective ?? transaction.effective))
      }
    }
    return transfers
  }

  /// Whose money a posting moves, in parts.
  private mutating func withdraw(
    _ minor: Int64, from source: String
  ) -> [(owner: String?, minor: Int64)] {
    if AccountName.isUnbounded(source) { return [(nil, minor)] }
    guard AccountName.isReserved(source) else { return [(source, minor)] }
    var parts: [(owner: String?, minor: Int64)] = []
    var left = minor
    while left > 0, let first = pots[source]?.first {
      let part = min(left, first.minor)
      parts.append((first.owner, part))
      left -= part
      if part == first.minor {
        pots[source]?.removeFirst()
      } else {
        // bounded: less than what is there
        pots[source]?[0].minor -= part
      }
    }
    if pots[source]?.isEmpty == true { pots[source] = nil }
    if left > 0 { parts.append((nil, left)) }
    return parts
  }

  /// Puts a part where it goes.
  ///
  /// - Returns: the account a transfer would go to; `nil` where it is none.
  private mutating func deposit(
    _ part: (owner: String?, minor: Int64), into destination: String
  ) -> String? {
    if AccountName.isUnbounded(destination) { return part.owner == nil ? nil : "world" }
    guard !AccountName.isReserved(destination) else {
      pots[destination, default: []].append(part)
      return nil
    }
    if part.owner == nil {
      lines[destination, default: (0, 0, 0)].opening += Int128(part.minor)
    }
    return destination
  }

  private mutating func add(_ minor: Int64, to account: String) {
    var line = lines[account] ?? (0, 0, 0)
    line.moved += Int128(minor)
    line.lowest = min(line.lowest, line.moved)
    lines[account] = line
  }
}
