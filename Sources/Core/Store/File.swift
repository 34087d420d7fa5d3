// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
package import Money
import System

/// An open file, with failures that name it.
package final class File {
  package let path: String
  private let descriptor: Int32

  /// What tells one version of a file from another.
  struct Identity: Equatable {
    var inode: Int64
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - flags: as for `open(2)`; close-on-exec is added.
  ///   - mode: permissions of a new file.
  /// - Throws: `not-found`, `exists`, `permission` or `io`.
  package init(_ path: String, _ flags: Int32, mode: UInt32 = 0o600) throws {
    descriptor = open(path, flags | O_CLOEXEC, mode)
    self.path = path
    guard descriptor >= 0 else { throw Failure.system("cannot open", path) }
  }

  /// Makes a new file that is to become `target`; see `TemporaryFile`.
  ///
  /// - Throws: `not-found`, `permission` or `io`.
  init(toBecome target: String, mode: UInt32 = 0o600) throws {
    guard let (path, descriptor) = TemporaryFile.make(beside: target, mode: mode) else {
      throw Failure.system("cannot make", target)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func identity() throws -> Identity {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure.system("cannot look at", path) }
    // The time of change, which nobody can set back, where others look at that of modification.
    let modified = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    return Identity(
      inode: Int64(bitPattern: UInt64(status.st_ino)), size: Int64(status.st_size),
      modified: modified)
  }

  /// Whether `path` still leads to this file.
  func isCurrent() throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return Int64(bitPattern: UInt64(status.st_ino)) == (try identity().inode)
  }

  /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
  package func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
    var filled = 0
    var bytes = [UInt8](repeating: 0, count: count)
    while filled < count {
      let more = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + filled }, count - filled, Int(offset) + filled)
      }
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else { throw Failure.system("cannot read", path) }
      if more == 0 { break }
      filled += more
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// The whole file.
  package func readAll() throws -> [UInt8] { try read(Int(identity().size), at: 0) }

  /// The bytes of the file behind a descriptor; `nil` where it is none, but a pipe or a terminal.
  package static func size(ofDescriptor descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// All bytes of the file at `path`.
  package static func contents(of path: String) throws -> [UInt8] {
    let file = try File(path, O_RDONLY)
    return try readToEnd(file.descriptor)
  }

  /// All bytes a descriptor still gives, pipes included.
  ///
  /// - Throws: `io`; `interrupted` where a signal came and `shouldStop` says so.
  package static func readToEnd(
    _ descriptor: Int32, _ shouldStop: Stop.Question? = nil
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try eachPiece(ofDescriptor: descriptor, shouldStop) { bytes += $0 }
    return bytes
  }

  /// Writes `bytes` behind what is there, in one go.
  package func append(_ bytes: [UInt8]) throws {
    try write(bytes, at: identity().size)
  }

  /// Makes writing wait until there is room, where the file was opened with `O_NONBLOCK`.
  package func waitsToWrite() {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
  }

  /// Writes all of `bytes` where the last such call ended.
  package func write(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Failure.system("cannot write", path) }
      done += written
    }
  }

  /// Writes all of `bytes` at `offset`.
  package func write(_ bytes: [UInt8], at offset: Int64) throws {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, Int(offset) + done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Failure.system("cannot write", path) }
      done += written
    }
  }

  /// Takes over permissions, owner and group of another file. Where the group cannot be kept, what
  /// it was allowed is not given to another one.
  func take(_ other: stat) {
    let isKept =
      fchown(descriptor, other.st_uid, other.st_gid) == 0
      || fchown(descriptor, uid_t.max, other.st_gid) == 0
    fchmod(descriptor, other.st_mode & (isKept ? 0o7777 : 0o707))
  }

  /// Cuts the file off after `size` bytes.
  package func truncate(to size: Int64) throws {
    guard ftruncate(descriptor, Int(size)) == 0 else {
      throw Failure.system("cannot shorten", path)
    }
  }

  /// Waits until the contents are on the disk.
  package func sync() throws {
    guard fdatasync(descriptor) == 0 else { throw Failure.system("cannot write", path) }
  }

  /// Takes the exclusive lock, waiting up to `timeout` milliseconds; `locked` after that.
  ///
  /// - Parameter check: called while it waits; what it throws ends that.
  func lock(timeout: Int64, _ check: () throws -> Void = {}) throws {
    var waited: Int64 = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw Failure.system("cannot lock", path)
      }
      guard waited < timeout else {
        throw Failure(
          .locked, "another process is writing to this ledger",
          hint: "try again, or wait longer with --lock-timeout")
      }
      try check()
      usleep(2000)
      waited += 2
    }
  }

  /// Gives the lock back.
  func unlock() { flock(descriptor, LOCK_UN) }

  /// Gives the finished file `temporary` the name `path`, unless that is taken.
  ///
  /// - Throws: `exists`, `permission` or `io`; `temporary` is still there then.
  static func publish(_ temporary: String, as path: String) throws {
    if link(temporary, path) == 0 {
      unlink(temporary)
    } else {
      // Not every file system has hard links.
      guard errno != EEXIST, !exists(path), rename(temporary, path) == 0 else {
        throw Failure.system("cannot make", path)
      }
    }
    try syncDirectory(of: path)
  }

  /// Makes the file `path` of `bytes`, whole or not at all.
  ///
  /// - Throws: `exists` where something has that name; `permission` or `io`.
  static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws {
    let file = try File(toBecome: path, mode: mode)
    defer { unlink(file.path) }
    try file.write(bytes, at: 0)
    try file.sync()
    try publish(file.path, as: path)
  }

  /// Whether `replace` could do its work, as far as that shows before.
  ///
  /// - Throws: `exists` where something is there that is no file, such as `/dev/null`; `not-found`,
  ///   `permission` or `io` for its directory.
  package static func checkReplacing(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw Failure(.exists, "\(path) is no file that could be replaced")
    }
    let parent = Path.parent(of: Path.absolute(path))
    guard access(parent, W_OK | X_OK) == 0 else {
      throw Failure.system("cannot write into", parent)
    }
  }

  /// Makes a file of `bytes` and puts it in `path`'s place; see `FileReplacement`.
  package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws {
    let new = try FileReplacement(path, mode: mode)
    do {
      try new.write(bytes)
      try new.finish()
    } catch {
      new.discard()
      throw error
    }
  }

  /// Makes a new or renamed entry of a directory durable.
  package static func syncDirectory(of path: String) throws {
    let parent = Path.parent(of: path)
    let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw Failure.system("cannot open", parent) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw Failure.system("cannot write", parent) }
  }

  /// Whether two paths lead to one file.
  package static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Whether something is at `path`, where that can be seen.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

extension Failure {
  /// The failure behind `errno` after a system call on `path`.
  package static func system(_ what: String, _ path: String) -> Failure {
    let number = errno
    if number == EINTR { return .interrupted }
    let code: ErrorCode =
      switch number {
      case ENOENT, ENOTDIR: .notFound
      case EEXIST: .exists
      case EACCES, EPERM, EROFS: .permission
      default: .io
      }
    return Failure(code, "\(what) \(path): \(String(cString: strerror(number)))")
  }
}
