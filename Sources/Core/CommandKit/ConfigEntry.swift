// SPDX-License-Identifier: GPL-3.0-or-later

/// One setting.
package struct ConfigEntry: Equatable, Sendable {
  /// `section.key` or `section.sub.key`; section and key in lower case, the subsection as written.
  package let key: String
  /// Its text, without quotes; `true` for a key without a value.
  package let value: String
  /// The line it starts on, counted from 1; `nil` where it is from no file.
  package let line: Int?

  package init(key: String, value: String, line: Int?) {
    self.key = key
    self.value = value
    self.line = line
  }
}
