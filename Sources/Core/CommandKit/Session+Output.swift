// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

/// Files that commands write besides the ledger.
extension Session {
  /// Asks before a file that is there is replaced.
  ///
  /// - Throws: `exists` where it is the ledger's own, or nobody can be asked and `--yes` is missing;
  ///   `refused`.
  package func refuseOverwriting(_ path: String) throws {
    try refuseOwnFiles(absolute(path))
    guard File.exists(absolute(path)), !globals.dryRun, !globals.yes else { return }
    guard surroundings.isInputTerminal, !globals.noInput else {
      throw Failure(.exists, "\(path) exists already", hint: "--yes replaces it")
    }
    try confirm("replace \(path)?")
  }

  /// - Throws: `exists` where `path` is a file that the ledger itself consists of: no `--yes` makes
  ///   that right.
  package func refuseOwnFiles(_ path: String) throws {
    guard let location = try? location() else { return }
    let own =
      ["", "-wal", "-shm", "-journal"].map { location.path + $0 }
      + [location.config].compactMap { $0 }
      + File.names(in: location.keys).map { "\(location.keys)/\($0)" }
    let target = Path.absolute(path)
    guard own.contains(where: { Path.absolute($0) == target || File.isSame($0, path) }) else {
      return
    }
    throw Failure(.exists, "\(path) is the ledger itself", hint: "choose another name")
  }
}
