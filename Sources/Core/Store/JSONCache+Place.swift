// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONCache {
  /// Where the last applied entry stands in the file.
  struct Place: Equatable {
    var head: Head
    /// The offset of its line.
    var headStart: Int64
    /// The offset behind its closing brace.
    var end: Int64

    /// Before the first entry.
    static let start = Place(
      head: .empty, headStart: Int64(JSONLines.header.count), end: Int64(JSONLines.header.count))
  }

  static let state = DerivedTable(
    "cache_state",
    columns: [
      .required("one", .integer), .required("inode", .integer), .required("size", .integer),
      .required("modified", .integer), .required("sequence", .integer), .required("hash", .text),
      .required("head_start", .integer), .required("end_offset", .integer),
    ],
    primaryKey: ["one"])
}
