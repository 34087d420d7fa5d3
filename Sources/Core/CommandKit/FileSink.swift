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
    // Without a reader, a named pipe would keep everybody waiting.
    file = try File(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, mode: 0o666)
    file.waitsToWrite()
  }

  package func write(_ text: String) throws {
    // The reader of a named pipe can leave: that must not end a shell.
    try Programs.ignoring([SIGPIPE]) { try file.write(Array(text.utf8)) }
  }
}
