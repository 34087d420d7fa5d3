// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore

/// How far a batch is, on the terminal's standard error, once it takes longer than 300 ms: a bar
/// where it is known how much there is, and the count of lines.
struct Progress {
  private let session: Session
  private let start: Timestamp
  /// The bytes of the whole batch; `nil` where it comes through a pipe.
  var total: Int?
  private var isShown = false
  private static let patience: Int64 = 300
  /// Asking the clock for every line would cost more than the line.
  private static let stride = 1024
  private static let width = 30

  init(_ session: Session) {
    self.session = session
    start = session.surroundings.clock()
  }

  /// Says how much is done.
  mutating func show(lines: Int, bytes: Int) throws {
    guard lines % Self.stride == 0, session.surroundings.isErrorTerminal else { return }
    let elapsed = session.surroundings.clock().milliseconds - start.milliseconds
    guard elapsed >= Self.patience else { return }
    isShown = true
    try session.surroundings.errors.write("\r\(bar(bytes))\(lines) lines\u{1B}[K")
  }

  private func bar(_ bytes: Int) -> String {
    guard let total, total > 0 else { return "" }
    let done = min(bytes, total)
    let filled = Self.width * done / total
    let percent = 100 * done / total
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: Self.width - filled)
      + "] \(percent < 10 ? "  " : percent < 100 ? " " : "")\(percent) %  "
  }

  /// Wipes it away.
  mutating func clear() throws {
    guard isShown else { return }
    isShown = false
    try session.surroundings.errors.write("\r\u{1B}[K")
  }
}
