// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// A program that shows long texts a page at a time.
enum Pager {
  /// Runs a pager until the user leaves it.
  ///
  /// - Returns: whether it could be started.
  static func show(_ text: String, with command: String) -> Bool {
    guard let pipe = popen(command, "we") else { return false }
    // The pager's own business from here on: Ctrl-C, and leaving before the end.
    let status = Programs.ignoring([SIGINT, SIGPIPE]) {
      var text = text
      // Whoever has seen enough leaves before the end.
      try? text.withUTF8 { try DescriptorSink.write(UnsafeRawBufferPointer($0), to: fileno(pipe)) }
      return pclose(pipe)
    }
    // What a shell answers for a command that it cannot find or run.
    return status & 0x7F != 0 || ![126, 127].contains((status >> 8) & 0xFF)
  }
}
