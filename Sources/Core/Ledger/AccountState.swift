// SPDX-License-Identifier: GPL-3.0-or-later

/// An account and those of its balances that a running write has looked at.
final class AccountState {
  var account: Account
  /// When the earliest open hold of this payer lapses: `nil` inside for never, outside for not
  /// looked up.
  var nextLapse: Timestamp??
  private var slots: [Slot] = []

  private struct Slot {
    let asset: String
    var amount: Int64
    var isDirty: Bool
  }

  init(_ account: Account) { self.account = account }

  func balance(of asset: String) -> Int64? {
    for slot in slots where slot.asset == asset { return slot.amount }
    return nil
  }

  func load(_ asset: String, _ amount: Int64) {
    slots.append(Slot(asset: asset, amount: amount, isDirty: false))
  }

  /// Changes a balance that was loaded.
  ///
  /// - Returns: whether this is the account's first change since the last flush.
  func set(_ asset: String, _ amount: Int64) -> Bool {
    let wasClean = !slots.contains { $0.isDirty }
    for index in slots.indices where slots[index].asset == asset {
      slots[index].amount = amount
      slots[index].isDirty = true
    }
    return wasClean
  }

  /// Calls `body` for each changed balance, which then counts as written.
  func eachDirty(_ body: (_ asset: String, _ amount: Int64) throws -> Void) rethrows {
    for index in slots.indices where slots[index].isDirty {
      try body(slots[index].asset, slots[index].amount)
      slots[index].isDirty = false
    }
  }
}
