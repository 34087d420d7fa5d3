// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Glibc
package import Money

/// Breaks off what a connection is doing: a statement that takes long, or the wait for another
/// writer.
package final class Stop {
  /// Asked now and then from the thread that runs the statement: whether the user wants it to stop.
  package typealias Question = () -> Bool

  /// How long to wait for another writer, in milliseconds.
  var patience: Int64
  /// Whether nobody is asked for now.
  var isHeld = false
  private let question: Question?
  private var isObeyed = false
  private var waited: Int64 = 0
  /// How many steps of SQLite's machine lie between two questions: well below a millisecond.
  private static let steps: Int32 = 10_000

  init(_ handle: OpaquePointer, patience: Int64, _ question: Question?) {
    self.patience = patience
    self.question = question
    let own = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_busy_handler(handle, { Stop.from($0)?.waitsOn(after: $1) == true ? 1 : 0 }, own)
    guard question != nil else { return }
    sqlite3_progress_handler(
      handle, Self.steps, { Stop.from($0)?.breaksOff == true ? 1 : 0 }, own)
  }

  /// Whether the user wants to stop.
  var isWanted: Bool { !isHeld && question?() == true }

  /// The same for SQLite, which breaks off its call then.
  private var breaksOff: Bool {
    isObeyed = isWanted
    return isObeyed
  }

  /// Whether a call failed because of this, once.
  func wasObeyed(after status: Int32) -> Bool {
    guard isObeyed, [SQLITE_INTERRUPT, SQLITE_BUSY].contains(status & 0xFF) else { return false }
    isObeyed = false
    return true
  }

  /// Waits a little for another writer, a little longer each time.
  ///
  /// - Parameter count: how often it has waited already.
  /// - Returns: whether to try again.
  private func waitsOn(after count: Int32) -> Bool {
    if count == 0 { waited = 0 }
    guard waited < patience, !breaksOff else { return false }
    let pause = min([1, 2, 5, 10, 15, 20][min(Int(count), 5)], patience - waited)
    usleep(UInt32(pause) * 1000)
    waited += pause
    return true
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Stop? {
    pointer.map { Unmanaged<Stop>.fromOpaque($0).takeUnretainedValue() }
  }
}

extension Failure {
  /// The user pressed Ctrl-C while something ran that could be broken off.
  package static var interrupted: Failure { Failure(.interrupted, "interrupted") }
}
