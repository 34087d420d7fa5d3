// SPDX-License-Identifier: GPL-3.0-or-later

/// The forms that `-o` can give a result.
package enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns for people.
  case table
  /// A table of every field, never cut to the terminal.
  case wide
  case tsv, csv
  /// A listing is an array, anything else an object.
  case json
  /// One object a line.
  case jsonl
  /// Ids only.
  case id
}
