// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

extension LineEditor {
  /// Waits, in milliseconds, or until Ctrl-C.
  ///
  /// - Returns: whether it was not interrupted.
  package static func wait(_ milliseconds: Int64) -> Bool {
    var waiting = [pollfd(fd: Interrupts.descriptor, events: Int16(POLLIN), revents: 0)]
    let ready = poll(&waiting, 1, Int32(clamping: milliseconds))
    guard ready != 0 else { return true }
    return !Interrupts.takeInterrupt()
  }
}
