// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// SIGINT and SIGWINCH as bytes in a pipe, so that `poll` sees them as soon as they come.
enum Interrupts {
  // A signal handler has no context: the pipe is the process's.
  nonisolated(unsafe) private static var pipe: (read: Int32, write: Int32) = (-1, -1)
  /// What signals did before they were taken over.
  nonisolated(unsafe) private static var before: [Int32: sigaction] = [:]

  /// What to `poll`.
  static var descriptor: Int32 { pipe.read }

  /// Starts catching the signals; a second call changes nothing.
  static func install() {
    guard pipe.read < 0 else { return }
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    pipe = (ends[0], ends[1])
    take(over: [SIGINT, SIGWINCH])
  }

  /// What would end or stop the process while the terminal is in readline's hands.
  static let ends = [SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  /// Notes these signals instead of doing what they ask for.
  static func take(over signals: [Int32]) {
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interrupts.note($0) }
      // Another size is no reason to break off what waits for a file or a pager.
      action.sa_flags = number == SIGWINCH ? SA_RESTART : 0
      var old = sigaction()
      sigaction(number, nil, &old)
      // Whoever started us wants it to be ignored, as nohup does.
      if number != SIGINT, isIgnored(old) { continue }
      sigaction(number, &action, nil)
      if before[number] == nil { before[number] = old }
    }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Lets these signals do again what they did before.
  static func release(_ signals: [Int32]) {
    for number in signals {
      guard var action = before.removeValue(forKey: number) else { continue }
      sigaction(number, &action, nil)
    }
  }

  /// Whether Ctrl-C is among the signals that came; what would end the process is kept for later.
  static func takeInterrupt() -> Bool {
    var isInterrupted = false
    var kept: [Int32] = []
    while let number = take() {
      if number == SIGINT { isInterrupted = true }
      if ends.contains(number) { kept.append(number) }
    }
    for number in kept { note(number) }
    return isInterrupted
  }

  /// The next signal that came, or `nil`.
  static func take() -> Int32? {
    var number: UInt8 = 0
    return read(pipe.read, &number, 1) == 1 ? Int32(number) : nil
  }

  /// Does what signals ask for that came just before they were released.
  static func raiseEnds() {
    var others: [Int32] = []
    while let number = take() {
      if ends.contains(number) { raise(number) } else { others.append(number) }
    }
    for number in others { note(number) }
  }

  /// Lets a signal be taken later.
  static func note(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(pipe.write, &byte, 1)
  }
}
