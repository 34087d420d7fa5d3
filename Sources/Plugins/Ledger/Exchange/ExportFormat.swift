// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The formats `ledger export` writes.
enum ExportFormat: String, CaseIterable {
  case json
  case jsonl
  case csv
  case hledger
  case beancount
  case mesh

  /// Writes everything in this format.
  ///
  /// - Parameter asset: what a mesh document counts in.
  func write(_ source: ExportSource, asset: Asset, to outlet: ExportOutlet) throws {
    switch self {
    case .json: try JSONExport.write(source, to: outlet)
    case .jsonl: try LinesExport.write(source, to: outlet)
    case .csv: try CSVExport.write(source, to: outlet)
    case .hledger: try HledgerExport.write(source, to: outlet)
    case .beancount: try BeancountExport.write(source, to: outlet)
    case .mesh: try MeshExport.write(source, asset: asset, to: outlet)
    }
  }
}
