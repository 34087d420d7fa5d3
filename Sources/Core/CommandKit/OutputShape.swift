// SPDX-License-Identifier: GPL-3.0-or-later

/// How a document is to be printed.
package struct OutputShape: Sendable {
  package var format: OutputFormat
  /// `--columns`; `nil` for the declared ones.
  package var columns: [String]?
  /// No header line in tables, TSV and CSV. Whether TSV has one off a terminal is the caller's
  /// choice.
  package var noHeader: Bool
  /// `--sort`: a column, with `-` before it for descending.
  package var sort: String?
  package var limit: Int?
  /// `--filter`: all must hold.
  package var filters: [(String, String)]
  /// Columns that are known though no object may have them.
  package var known: [String] = []
  package var color: Bool
  /// The terminal's columns, which tables are cut to; `nil` for no bound.
  package var width: Int?

  package init(
    format: OutputFormat, columns: [String]? = nil, noHeader: Bool = false, sort: String? = nil,
    limit: Int? = nil, filters: [(String, String)] = [], color: Bool = false, width: Int? = nil
  ) {
    self.format = format
    self.columns = columns
    self.noHeader = noHeader
    self.sort = sort
    self.limit = limit
    self.filters = filters
    self.color = color
    self.width = width
  }
}
