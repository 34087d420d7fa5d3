// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import Store

extension Session {
  /// Asks before a file that is there is replaced.
  ///
  /// - Throws: `exists` where nobody can be asked and `--yes` is missing; `refused`.
  func refuseOverwriting(_ path: String) throws {
    try refuseOwnFiles(absolute(path))
    guard File.exists(absolute(path)), !globals.dryRun, !globals.yes else { return }
    guard surroundings.isInputTerminal, !globals.noInput else {
      throw Failure(.exists, "\(path) exists already", hint: "--yes replaces it")
    }
    try confirm("replace \(path)?")
  }
}
