// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// A new file that takes the place of another one, or of none, once it is whole.
///
/// Links stay, and what they lead to is replaced. A file that was there keeps its permissions and,
/// as far as the system allows, its owner and group.
package final class FileReplacement {
  /// The file behind links, also of one that leads to no file yet.
  private let target: String
  private let file: File

  /// - Parameter mode: permissions where nothing is there yet.
  /// - Throws: `not-found`, `permission` or `io`.
  package init(_ path: String, mode: UInt32 = 0o600) throws {
    target = Path.target(of: path)
    var old = stat()
    let isThere = stat(target, &old) == 0
    file = try File(toBecome: target, mode: isThere ? 0o600 : mode)
    if isThere { file.take(old) }
  }

  /// Writes behind what was written last.
  package func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

  /// Makes it durable, and puts it in its place.
  package func finish() throws {
    try file.sync()
    guard rename(file.path, target) == 0 else { throw Failure.system("cannot replace", target) }
    try File.syncDirectory(of: target)
  }

  /// Removes what was written.
  package func discard() { unlink(file.path) }
}
