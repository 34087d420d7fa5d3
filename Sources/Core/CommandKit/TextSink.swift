// SPDX-License-Identifier: GPL-3.0-or-later

/// Where rendered text goes: standard output, a pager, a file, or memory.
package protocol TextSink {
  /// Appends text.
  ///
  /// - Throws: `io` where it cannot be written.
  mutating func write(_ text: String) throws
}

/// Memory as a sink, for tests and for output that is shown later.
extension String: TextSink {}
