// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore

/// A count of lines on the terminal's standard error, once a batch takes longer than 300 ms.
struct Progress {
  private let session: Session
  private let start: Timestamp
  private var isShown = false
  private static let patience: Int64 = 300
  /// Asking the clock for every line would cost more than the line.
  private static let stride = 1024

  init(_ session: Session) {
    self.session = session
    start = session.surroundings.clock()
  }

  /// Says how many lines are done.
  mutating func show(_ lines: Int) throws {
    guard lines % Self.stride == 0, session.surroundings.isErrorTerminal else { return }
    let elapsed = session.surroundings.clock().milliseconds - start.milliseconds
    guard elapsed >= Self.patience else { return }
    isShown = true
    try session.surroundings.errors.write("\r\(lines) lines\u{1B}[K")
  }

  /// Wipes the count away.
  mutating func clear() throws {
    guard isShown else { return }
    isShown = false
    try session.surroundings.errors.write("\r\u{1B}[K")
  }
}
