// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// `pending → active ⇄ paused → expired → settled`; active and paused may settle at once, and only
/// what has not begun can be cancelled.
package enum ContractStatus: String, CaseIterable, Sendable {
  /// Reserved; its start is still to come.
  case pending
  case active
  /// By the user, or because the prepaid time is used up.
  case paused
  /// Over, not yet settled. Entered by the clock.
  case expired
  case settled
  case cancelled

  /// Whether this is a way the state may change.
  package func allows(_ next: ContractStatus) -> Bool {
    switch (self, next) {
    case (.pending, .active), (.pending, .cancelled), (.active, .paused), (.active, .expired),
      (.active, .settled), (.paused, .active), (.paused, .expired), (.paused, .settled),
      (.expired, .settled):
      true
    default: false
    }
  }

  /// Whether its money still lies in escrow.
  package var isOpen: Bool { self != .settled && self != .cancelled }

  /// The stored states that can read as this one, whatever the clock says.
  package var mayBeStoredAs: [ContractStatus] {
    switch self {
    case .pending: [.pending]
    case .active: [.pending, .active]
    case .paused: [.pending, .active, .paused]
    case .expired: [.pending, .active, .paused, .expired]
    case .settled, .cancelled: [self]
    }
  }
}
