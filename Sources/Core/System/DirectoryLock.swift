// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// The exclusive right to make things in a directory, until the object goes.
package final class DirectoryLock {
  private let descriptor: Int32

  /// Waits for it; where the file system has no locks, there is nothing to wait for.
  package init(_ path: String) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
  }

  deinit { close(descriptor) }
}
