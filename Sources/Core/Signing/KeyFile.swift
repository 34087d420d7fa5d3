// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium
import Glibc
import Money
import System

/// Key pairs on disk, as Solana's tools write them, for their owner alone.
package enum KeyFile {
  // A key file has at most 257 bytes; anything much longer is another file.
  private static let limit = 4096

  /// The key in the file at `path`.
  ///
  /// - Throws: `not-found`; `permission` if it may not be read, or others may use it; `bad-file`
  ///   for other content or no plain file; `io`.
  package static func load(path: String) throws -> KeyPair {
    // Without O_NONBLOCK, opening a pipe that nobody writes would wait for ever.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure("cannot read", path) }
    defer { close(file) }
    try checkPrivate(file, path)
    var bytes = try read(file, path)
    defer { sodium_memzero(&bytes, bytes.count) }
    do {
      return try KeyPair(solanaJSON: bytes)
    } catch let failure as Failure {
      throw Failure(failure.code, "\(path): \(failure.message)")
    }
  }

  /// Writes `pair` to a new file at `path`, mode 0600, durably.
  ///
  /// - Throws: `exists`, and nothing is changed; `not-found` without the directory; `permission`;
  ///   `io`.
  package static func create(path: String, _ pair: KeyPair) throws {
    guard access(path, F_OK) != 0 else {
      errno = EEXIST
      throw failure("cannot create", path)
    }
    // Under another name first: a crash leaves a whole key or none.
    guard let (temporary, file) = TemporaryFile.make(beside: path) else {
      throw failure("cannot create", path)
    }
    defer {
      unlink(temporary)
      close(file)
    }
    var bytes = pair.solanaJSON()
    defer { sodium_memzero(&bytes, bytes.count) }
    guard write(bytes, to: file), fsync(file) == 0 else { throw failure("cannot write", path) }
    if link(temporary, path) != 0 {
      // Not every file system has hard links.
      guard errno != EEXIST, access(path, F_OK) != 0, rename(temporary, path) == 0 else {
        throw failure("cannot create", path)
      }
    }
    try syncDirectory(of: path)
  }

  private static func checkPrivate(_ file: Int32, _ path: String) throws {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure("cannot read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.badFile, "\(path) is not a plain file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Failure(
        .permission, "\(path) is a secret key, but others than its owner may use it",
        hint: "chmod 600 \(path)")
    }
  }

  private static func read(_ file: Int32, _ path: String) throws -> [UInt8] {
    var problem: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      while count < limit {
        let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, limit - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { problem = failure("cannot read", path) }
        if got <= 0 { return }
        count += got
      }
    }
    if let problem { throw problem }
    return bytes
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        if count < 0 { return false }
        done += count
      }
      return true
    }
  }

  // The name is durable only once its directory is.
  private static func syncDirectory(of path: String) throws {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure("cannot open", parent) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw failure("cannot write", parent) }
  }

  /// What `errno` says about `path`; call it before anything else can change `errno`.
  private static func failure(_ verb: String, _ path: String) -> Failure {
    let number = errno
    switch number {
    case ENOENT, ENOTDIR: return Failure(.notFound, "\(verb) \(path): no such file or directory")
    case EEXIST:
      return Failure(
        .exists, "\(path) exists already", hint: "choose another file; keys are never overwritten")
    case EACCES, EPERM, EROFS: return Failure(.permission, "\(verb) \(path): permission denied")
    default: return Failure(.io, "\(verb) \(path): \(String(cString: strerror(number)))")
    }
  }
}
