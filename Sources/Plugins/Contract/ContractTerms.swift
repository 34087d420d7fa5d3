// SPDX-License-Identifier: GPL-3.0-or-later

/// What was agreed besides the price; it never changes.
package struct ContractTerms: Equatable, Sendable {
  package var onExhaust: OnExhaust
  /// What the platform keeps of what was used, in basis points of it.
  package var feeBPS: Int64
  /// What comes back to the wallet from `pool:cashback`, in basis points of what was charged.
  package var cashbackBPS: Int64
  /// What the owner gives up for each whole percent of heartbeats missed, in basis points of what
  /// was used.
  package var slaCreditBPS: Int64
  /// The rules it ends by. See `Rules`.
  package var rules: Int64 = Rules.current
  /// The steps of its term discount, rising; none for bids.
  package var discounts: [TermDiscount] = []
  /// How long it may run on after its expiry where it overdraws, in milliseconds; `nil` for ever.
  package var overdrawLimit: Int64?
  /// How long its slot is kept where it pauses at its expiry, all times together, in
  /// milliseconds; `nil` for ever.
  package var exhaustedGrace: Int64?
  /// How long it may be paused by hand without being billed, all pauses together, in
  /// milliseconds; `nil` for ever.
  package var freePause: Int64?

  /// What happens when the prepaid time is used up.
  package enum OnExhaust: String, CaseIterable, Sendable {
    /// The contract ends.
    case expire
    /// It pauses and keeps its slot until it is extended or settled, or the grace is over.
    case pause
    /// It runs on for a while; settling draws the excess from the wallet.
    case overdraw
  }

  /// Whatever was begun under old rules ends under them.
  package enum Rules {
    /// Contracts of builds that knew no other: the discounted rate counts from the first
    /// millisecond, overdraft and exhaustion have no end, use may round to nothing.
    package static let first: Int64 = 1
    /// Discounts are earned by hours used, overdraft and exhaustion end, any use costs a unit.
    package static let current: Int64 = 2
  }

  /// How long overdraft and exhaustion last unless config says otherwise: a day.
  package static let day: Int64 = 86_400_000

  package init(
    onExhaust: OnExhaust = .expire, feeBPS: Int64 = 0, cashbackBPS: Int64 = 0,
    slaCreditBPS: Int64 = 0
  ) {
    self.onExhaust = onExhaust
    self.feeBPS = feeBPS
    self.cashbackBPS = cashbackBPS
    self.slaCreditBPS = slaCreditBPS
    overdrawLimit = onExhaust == .overdraw ? Self.day : nil
    exhaustedGrace = onExhaust == .pause ? Self.day : nil
  }

  /// Whether it ends by the rules of the first build.
  package var isFirst: Bool { rules <= Rules.first }
}
