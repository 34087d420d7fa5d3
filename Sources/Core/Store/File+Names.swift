// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

extension File {
  /// The names in a directory, in no order, `.` and `..` left out; none where it cannot be read.
  package static func names(in directory: String) -> [String] {
    guard let open = opendir(directory) else { return [] }
    defer { closedir(open) }
    var names: [String] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Whether something is at `path`.
  ///
  /// - Throws: `permission` where nobody may look, which is no answer; `io`.
  package static func isThere(_ path: String) throws -> Bool {
    if access(path, F_OK) == 0 { return true }
    guard errno == ENOENT || errno == ENOTDIR else { throw Failure.system("cannot look at", path) }
    return false
  }

  /// The permission bits of what is at `path`, and whether it belongs to this user; `nil` where
  /// nothing is there.
  package static func permissions(of path: String) -> (mode: UInt32, isOwn: Bool)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return (status.st_mode & 0o7777, status.st_uid == geteuid())
  }
}
