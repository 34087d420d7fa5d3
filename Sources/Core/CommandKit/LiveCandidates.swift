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
      guard case .sequence(let letters) = table.key else {
        return try names(table.name, table.key.column, prefix, most)
      }
      return try ids(letters, "SELECT id FROM \(table.name)", "id", prefix, most)
    case .transactions:
      return try ids("tx", "SELECT DISTINCT tx FROM posting", "tx", prefix, most)
    case .words, .files, .settings: return []
    }
  }

  /// Ids that start with `prefix`, the newest first.
  private func ids(
    _ letters: String, _ select: String, _ column: String, _ prefix: String, _ most: Int
  ) throws -> [Completer.Candidate] {
    var found: [Completer.Candidate] = []
    for range in IDRanges.of(prefix, letters) where found.count < most {
      let rows = try rows(
        "\(select) WHERE \(column) >= ? AND \(column) <= ? ORDER BY \(column) DESC LIMIT ?",
        [
          .integer(range.lowerBound), .integer(range.upperBound),
          .integer(Int64(most - found.count)),
        ])
      found += rows.compactMap { $0[0].integer }.map { Completer.Candidate("\(letters)-\($0)") }
    }
    return found
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

extension Session {
  /// Looks at the ledger, if that can be done at once and leaves no trace.
  ///
  /// - Returns: `nil` where nothing is ready to be looked at.
  func glance<T>(_ body: (LedgerReader) throws -> T) throws -> T? {
    if workspace.transaction != nil { return try read(body) }
    let store: Store
    if let open = workspace.store, open.isCurrent {
      store = open
    } else {
      var options = storeOptions
      options.onlyGlances = true
      store = try Store.open(location(), options)
    }
    let tables = store.schema.tablesByName
    return try store.glance { try body(LedgerReader($0, tables: tables, now: instant.time)) }
  }
}
