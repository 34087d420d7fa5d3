// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// The machine a collector runs on: all that this plugin asks of the operating system. Tests hand
/// in their own.
struct Machine {
  /// The bytes of a file in `/proc`, which have no size until they are read.
  ///
  /// - Throws: `not-found` (also for a process that has just ended), `permission` or `io`.
  var read: (String) throws -> [UInt8]
  /// The kernel's clock ticks in a second.
  var ticksPerSecond: Int64
  /// Runs `body` with SIGINT and SIGTERM held back; what `body` gets tells which of them has come.
  ///
  /// One that has come is gone afterwards: `body` has answered it.
  var holdingSignals: (_ body: (_ arrived: () -> Int32?) throws -> Void) throws -> Void

  /// The signal of a user who has had enough.
  static let interrupt = SIGINT

  /// The real one.
  static func system() -> Machine {
    Machine(
      read: readFile, ticksPerSecond: Int64(sysconf(Int32(_SC_CLK_TCK))),
      holdingSignals: holdingSystemSignals)
  }

  private static func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.system("cannot open", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == ESRCH { errno = ENOENT }
      guard count >= 0 else { throw Failure.system("cannot read", path) }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }

  private static func holdingSystemSignals(_ body: (() -> Int32?) throws -> Void) throws {
    // Held back and asked for, not caught: a handler would need state outside of any object.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    defer {
      var none = timespec()
      while sigtimedwait(&signals, nil, &none) > 0 {}
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    try body {
      var arrived = sigset_t()
      sigpending(&arrived)
      return [SIGINT, SIGTERM].first { sigismember(&arrived, $0) == 1 }
    }
  }
}
