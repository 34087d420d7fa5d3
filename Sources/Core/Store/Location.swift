// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a ledger's files are.
package struct Location: Hashable, Sendable {
  package let backend: Backend
  /// The file that holds the journal.
  package let path: String
  /// Directory of the keys.
  package let keys: String
  /// The ledger's own config file; `nil` for a bare file, which has none.
  package let config: String?

  /// How a ledger is stored.
  package enum Backend: String, CaseIterable, Sendable {
    case sqlite
    case json
  }

  /// The file of scratch tables, shared by all who use the ledger.
  package var scratch: String {
    // Whoever comes through a link finds the same.
    config == nil
      ? Path.absolute(path) + ".scratch" : Path.parent(of: path) + "/scratch.sqlite"
  }

  /// The key that signs for the house.
  package var treasuryKey: String { keys + "/treasury.json" }

  /// A ledger that is one file; its keys are in `FILE.keys/`.
  package init(file path: String, backend: Backend) {
    self.backend = backend
    self.path = path
    keys = path + ".keys"
    config = nil
  }

  /// A ledger in a directory laid out as `.si64/` is.
  package init(home: String, backend: Backend) {
    self.backend = backend
    path = home + (backend == .sqlite ? "/ledger.sqlite" : "/ledger.json")
    keys = home + "/keys"
    config = home + "/config"
  }

  /// The backend a file name asks for; `nil` where its ending says nothing.
  package static func backend(ofFile path: String) -> Backend? {
    if path.hasSuffix(".sqlite") || path.hasSuffix(".db") { return .sqlite }
    return path.hasSuffix(".json") ? .json : nil
  }
}
