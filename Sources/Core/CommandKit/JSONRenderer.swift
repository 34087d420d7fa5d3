// SPDX-License-Identifier: GPL-3.0-or-later
import Store

/// One canonical object a line.
func writeJSONLines(
  _ items: [Item], columns: [String]?, to sink: inout some TextSink
) throws {
  for item in items { try sink.write(item.json(columns: columns).canonicalText + "\n") }
}

/// An array with one element a line, so that `grep`, `diff` and `head` work on it.
func writeJSONArray(
  _ items: [Item], columns: [String]?, to sink: inout some TextSink
) throws {
  guard !items.isEmpty else { return try sink.write("[]\n") }
  for (index, item) in items.enumerated() {
    try sink.write(index == 0 ? "[\n" : ",\n")
    try sink.write(item.json(columns: columns).canonicalText)
  }
  try sink.write("\n]\n")
}
