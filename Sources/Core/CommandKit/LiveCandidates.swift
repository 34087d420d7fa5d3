// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

extension LedgerReader {
  /// Values of a source that start with `prefix`, at most `most`.
  func candidates(
    _ source: CompletionSource, startingWith prefix: String, _ most: Int
  ) throws -> [Completer.Candidate] {
    switch source {
    case .accounts: return try names("account", "name", prefix, most)
    case .assets:
      return Asset.builtIn.map { Completer.Candidate($0.code, "\($0.decimals) decimals") }
        + (try names("asset", "code", prefix, most))
    case .records(let table):
      guard case .sequence = table.key else {
        return try names(table.name, table.key.column, prefix, most)
      }
      let rows = try rows("SELECT id FROM \(table.name) ORDER BY id DESC LIMIT \(most)")
      return rows.map { Completer.Candidate(table.display($0[0])) }
    case .transactions:
      let rows = try rows("SELECT DISTINCT tx FROM posting ORDER BY tx DESC LIMIT \(most)")
      return rows.compactMap { $0[0].integer }.map { Completer.Candidate("tx-\($0)") }
    case .words, .files: return []
    }
  }

  private func names(
    _ table: String, _ column: String, _ prefix: String, _ most: Int
  ) throws -> [Completer.Candidate] {
    // No name has a byte above '~', so that an index finds the range.
    let rows = try rows(
      """
      SELECT \(column) FROM \(table) WHERE \(column) >= ? AND \(column) < ? \
      ORDER BY \(column) LIMIT \(most)
      """, [.text(prefix), .text(prefix + "~")])
    return rows.compactMap { $0[0].text }.map { Completer.Candidate($0) }
  }
}
