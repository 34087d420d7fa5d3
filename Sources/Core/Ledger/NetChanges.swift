// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// What postings come to, taken together, for each account and asset.
struct NetChanges {
  private let postings: [Posting]
  /// By account, then asset; left empty for a single posting.
  private var sums: [String: [String: Int128]] = [:]

  init(_ postings: [Posting]) {
    self.postings = postings
    guard postings.count > 1 else { return }
    for posting in postings {
      let amount = Int128(posting.amount.minor)
      let asset = posting.amount.asset.code
      sums[posting.source, default: [:]][asset, default: 0] -= amount
      sums[posting.destination, default: [:]][asset, default: 0] += amount
    }
  }

  /// The change of one balance, in minor units; less than zero where it falls.
  func of(_ account: String, _ asset: String) -> Int128 {
    if let sum = sums[account]?[asset] { return sum }
    guard postings.count == 1, let only = postings.first, only.amount.asset.code == asset else {
      return 0
    }
    let amount = Int128(only.amount.minor)
    return only.source == account ? -amount : only.destination == account ? amount : 0
  }

  /// What the account pays in all, in minor units.
  func debits(of account: String, _ asset: String) -> Int128 {
    var sum: Int128 = 0
    for posting in postings where posting.source == account && posting.amount.asset.code == asset {
      sum += Int128(posting.amount.minor)
    }
    return sum
  }
}
