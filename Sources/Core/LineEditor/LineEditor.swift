// SPDX-License-Identifier: GPL-3.0-or-later
import CReadline
import Glibc

/// Lines typed at a terminal, edited with GNU readline.
package enum LineEditor {
  /// Asks a question and reads the answer.
  ///
  /// Call it only where standard input is a terminal: readline waits for one.
  /// - Returns: the line without its line feed; `nil` at the end of input.
  package static func ask(_ question: String) -> String? {
    si64_prompt_on_standard_error()
    guard let line = readline(question) else { return nil }
    defer { free(line) }
    return String(cString: line)
  }
}
