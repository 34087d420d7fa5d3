// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// Arithmetic on file names.
package enum Path {
  /// The directory a path is in.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// The path with links and dots resolved where the file exists, else as it is from `/`.
  package static func absolute(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let parent = parent(of: path)
    guard parent != path, let resolved = realpath(parent, nil) else { return path }
    defer { free(resolved) }
    return "\(String(cString: resolved))/\(name(of: path))"
  }

  /// The file behind links, also of a link that leads to no file yet.
  package static func target(of path: String, links: Int = 8) -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0, links > 0, !File.exists(path) else { return absolute(path) }
    let next = String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return target(of: next.hasPrefix("/") ? next : "\(parent(of: path))/\(next)", links: links - 1)
  }

  /// Makes a directory and those above it; one that is there is left alone.
  ///
  /// - Throws: `permission` or `io`.
  package static func makeDirectory(_ path: String, mode: UInt32 = 0o700) throws {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, parent(of: path) != path else {
      throw Failure.system("cannot make", path)
    }
    try makeDirectory(parent(of: path), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw Failure.system("cannot make", path)
    }
  }
}
