// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore

/// What an account may not do: none of it applies to what it did before.
struct Restrictions: Equatable {
  var isFrozen = false
  var ceiling: Account.Bound?
  var limits = SpendingLimits()

  static let none = Restrictions()
}

extension Account {
  var restrictions: Restrictions {
    get { Restrictions(isFrozen: isFrozen, ceiling: ceiling, limits: limits) }
    set { (isFrozen, ceiling, limits) = (newValue.isFrozen, newValue.ceiling, newValue.limits) }
  }
}
