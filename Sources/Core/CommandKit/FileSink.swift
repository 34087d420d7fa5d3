// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Store

/// A file, or a named pipe, that results are written to.
package final class FileSink: TextSink {
  private let file: File

  /// Makes the file, or empties it.
  ///
  /// - Throws: `permission` or `io`.
  package init(_ path: String) throws {
    file = try File(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o666)
  }

  package func write(_ text: String) throws {
    try file.write(Array(text.utf8))
  }
}
