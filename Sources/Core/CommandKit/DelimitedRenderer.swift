// SPDX-License-Identifier: GPL-3.0-or-later

/// The two line formats with separated cells.
enum DelimitedFormat {
  /// Tabs between cells; tab, newline, carriage return and backslash as `\t`, `\n`, `\r`, `\\`.
  case tsv
  /// RFC 4180, except that lines end in a bare newline, as everywhere on Unix.
  case csv

  var separator: String { self == .tsv ? "\t" : "," }

  /// One cell, quoted or escaped where it has to be.
  func escaped(_ cell: String) -> String {
    switch self {
    case .tsv: escapedForTSV(cell)
    case .csv: escapedForCSV(cell)
    }
  }
}

/// Writes a line for each object, after a header unless there is to be none.
func writeDelimited(
  _ listing: Selection, as format: DelimitedFormat, noHeader: Bool, to sink: inout some TextSink
) throws {
  if !noHeader {
    let names = listing.columns.map(format.escaped)
    try sink.write(names.joined(separator: format.separator) + "\n")
  }
  for item in listing.items {
    let cells = listing.columns.map { format.escaped((item[column: $0] ?? .null).text) }
    try sink.write(cells.joined(separator: format.separator) + "\n")
  }
}

private func escapedForTSV(_ cell: String) -> String {
  guard cell.utf8.contains(where: { [0x09, 0x0A, 0x0D, 0x5C].contains($0) }) else { return cell }
  var result = ""
  for scalar in cell.unicodeScalars {
    switch scalar {
    case "\t": result += "\\t"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\\": result += "\\\\"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func escapedForCSV(_ cell: String) -> String {
  guard cell.utf8.contains(where: { [0x0A, 0x0D, 0x22, 0x2C].contains($0) }) else { return cell }
  var result = "\""
  for scalar in cell.unicodeScalars {
    if scalar == "\"" { result += "\"\"" } else { result.unicodeScalars.append(scalar) }
  }
  return result + "\""
}
