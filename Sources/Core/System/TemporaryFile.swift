// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// New files beside the ones they are to become, under names that nobody can guess.
///
/// Whoever makes one holds it locked until it is done, so that what a killed process left behind
/// can be told from what is still being written.
package enum TemporaryFile {
  /// What stands between the name of the file to come and the random digits.
  private static let infix = ".new-"
  /// Hexadecimal digits of a name; 64 random bits.
  private static let digits = 16
  /// What SQLite keeps beside a file.
  private static let companions = ["-wal", "-shm", "-journal"]

  /// Makes an empty file that is to become `path`, open for reading and writing, and removes what
  /// killed processes left of earlier ones.
  ///
  /// No link is followed, and nothing that is there already is opened. The caller closes the
  /// descriptor last of all, which gives the lock back.
  /// - Parameter mode: its permissions, less the user's mask; its owner may always read and write.
  /// - Returns: `nil` with `errno` set where it cannot be made.
  package static func make(
    beside path: String, mode: UInt32 = 0o600
  ) -> (path: String, descriptor: Int32)? {
    removeLeftovers(of: path)
    for _ in 0..<16 {
      let number = String(UInt64.random(in: 0 ... .max), radix: 16)
      let name = path + infix + String(repeating: "0", count: digits - number.utf8.count) + number
      let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      if descriptor < 0 && errno == EEXIST { continue }
      guard descriptor >= 0 else { return nil }
      var status = stat()
      // The mask can take rights from the owner, too.
      guard fstat(descriptor, &status) == 0, fchmod(descriptor, status.st_mode & 0o777 | 0o600) == 0
      else {
        let problem = errno
        close(descriptor)
        unlink(name)
        errno = problem
        return nil
      }
      // Somebody who cleans up may have been faster than the lock; where locks are not to be had,
      // nobody cleans up.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 || isSame(descriptor, name) {
        return (name, descriptor)
      }
      close(descriptor)
    }
    errno = EEXIST
    return nil
  }

  /// What killed processes left of files that were to become `path`, as full paths, sorted.
  package static func leftovers(of path: String) -> [String] {
    let (parent, name) = split(path)
    guard let directory = opendir(parent) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let other = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard isOne(other, of: name) else { continue }
      let full = parent == "." && !path.hasPrefix("./") ? other : "\(parent)/\(other)"
      if withAbandoned(full, { _ in }) { found.append(full) }
    }
    return found.sorted()
  }

  private static func removeLeftovers(of path: String) {
    let problem = errno
    for leftover in leftovers(of: path) {
      // Its own companions go first: alone they would say nothing.
      _ = withAbandoned(leftover) { base in
        for ending in companions { unlink(base + ending) }
        unlink(base)
      }
    }
    errno = problem
  }

  /// Calls `body` with a file of this user's that nobody holds any more.
  private static func withAbandoned(_ path: String, _ body: (String) -> Void) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid()
    else { return false }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isSame(descriptor, path) else { return false }
    body(path)
    return true
  }

  private static func isOne(_ other: String, of name: String) -> Bool {
    guard other.hasPrefix(name + infix) else { return false }
    let rest = other.utf8.dropFirst(name.utf8.count + infix.utf8.count)
    return rest.count == digits
      && rest.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (one, other) = (stat(), stat())
    return fstat(descriptor, &one) == 0 && lstat(path, &other) == 0
      && one.st_ino == other.st_ino && one.st_dev == other.st_dev
  }

  private static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let name = String(path[path.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }
}
