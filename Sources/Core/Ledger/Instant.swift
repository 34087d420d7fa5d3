// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The time of one command: the system's, or one the user gave.
package struct Instant: Sendable {
  package let time: Timestamp
  /// Whether the user gave it with `--at`.
  package let isGiven: Bool

  package init(_ time: Timestamp, isGiven: Bool) {
    self.time = time
    self.isGiven = isGiven
  }

  /// How far behind a record the system's clock may be before we refuse, in milliseconds.
  package static let tolerance: Int64 = 60_000

  /// The time at which a record last changed at `last` can change again.
  ///
  /// A system clock up to 60 s behind is raised to it.
  /// - Throws: `clock-regression` for an earlier one, and for any time given that is earlier.
  package func after(_ last: Timestamp) throws -> Timestamp {
    if time >= last { return time }
    let reach = (try? time.advanced(by: Self.tolerance)) ?? .latest
    if !isGiven && last <= reach { return last }
    throw Failure(
      .clockRegression, "the clock says \(time.text), but this last changed at \(last.text)",
      hint: isGiven ? "give a later --at" : "set the system's clock",
      details: ["now": time.text, "last_change": last.text])
  }
}
