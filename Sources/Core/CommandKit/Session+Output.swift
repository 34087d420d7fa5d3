// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension Session {
  /// Says which fields objects will have that are printed once something was done.
  ///
  /// - Parameter single: whether there will be one of them.
  /// - Throws: `bad-value` for an option of the output that asks for another, while nothing is
  ///   done.
  package func willPrint(_ fields: [String], single: Bool = true) throws {
    printed = fields
    try Selection.check(shape, fields: fields, single: single)
  }

  /// Runs what follows a change: whoever hears only that it failed would do the change again.
  func behindChange(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch var failure as Failure {
      if !globals.dryRun {
        failure.hint =
          workspace.isInTransaction
          ? "the change itself is part of the open transaction"
          : "the change itself was made; 'si64 ledger log --limit 1' shows it"
      }
      throw failure
    }
  }

  // MARK: Files

  /// Asks before a file that is there is replaced, and makes sure that it can be.
  ///
  /// - Throws: `exists` where it is the ledger's own; `prompt-needed` where nobody can be asked and
  ///   `--yes` is missing; `refused`; `not-found`, `permission` or `io` for its directory.
  package func refuseOverwriting(_ path: String) throws {
    let file = absolute(path)
    try refuseOwnFiles(file)
    guard !globals.dryRun else { return }
    try File.checkReplacing(file)
    guard File.exists(file), !globals.yes else { return }
    guard surroundings.isInputTerminal, !globals.noInput else {
      throw Failure(.promptNeeded, "\(path) exists already", hint: "--yes replaces it")
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
    let target = Path.target(of: path)
    let isOwn =
      Path.parent(of: target) == Path.absolute(location.keys)
      || own.contains { Path.target(of: $0) == target || File.isSame($0, path) }
    guard isOwn else { return }
    throw Failure(.exists, "\(path) is the ledger itself", hint: "choose another name")
  }
}
