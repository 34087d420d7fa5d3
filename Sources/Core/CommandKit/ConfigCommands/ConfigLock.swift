// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Holds back other processes that want to change the same file of settings, as long as it lives.
///
/// The lock is the kernel's, on a file `config.lock` that stays: whatever ends its holder frees it.
final class ConfigLock {
  private let descriptor: Int32

  /// Takes the lock of the file at `path`, waiting as long as `--lock-timeout` says.
  ///
  /// - Parameter mode: permissions of a new `config.lock`.
  /// - Throws: `locked`; `permission` or `io`; `interrupted`.
  init(_ path: String, mode: UInt32, in session: Session) throws {
    let name = path + ".lock"
    descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Failure.system("cannot open", name) }
    var left = session.globals.lockTimeout
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw Failure.system("cannot lock", name)
      }
      guard left > 0 else {
        throw Failure(
          .locked, "another process is changing \(path)",
          hint: "try again, or wait longer with --lock-timeout")
      }
      if session.surroundings.shouldStop?() == true { throw Failure.interrupted }
      usleep(2000)
      left -= 2
    }
  }

  deinit { close(descriptor) }
}
