// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Holds back other processes that want to change the same file of settings, as long as it lives.
///
/// The lock is the kernel's, on the directory: whatever ends its holder frees it, and nothing of it
/// stays.
final class ConfigLock {
  private let descriptor: Int32

  /// Takes the lock for the file at `path`, waiting as long as `--lock-timeout` says.
  ///
  /// - Throws: `locked`; `permission` or `io`; `interrupted`.
  init(_ directory: String, of path: String, in session: Session) throws {
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.system("cannot open", directory) }
    var left = session.globals.lockTimeout
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw Failure.system("cannot lock", directory)
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
