// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LineEditor

extension Completer {
  /// Candidates for the end of what is typed at the prompt.
  ///
  /// - Parameter line: from its start to the cursor.
  func replCandidates(
    _ line: String, in session: Session?, _ surroundings: Surroundings
  ) -> [LineEditor.Candidate] {
    let statement = line.split(separator: ";", omittingEmptySubsequences: false).last ?? ""
    var words = statement.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let current = words.popLast() ?? ""
    words.removeAll { $0.isEmpty }
    if current.hasPrefix("\\") {
      return Repl.metaCommands.map { LineEditor.Candidate("\\\($0.0)") }.filter {
        $0.value.hasPrefix(current)
      }
    }
    guard let session else { return [] }
    let own = ["begin", "commit", "rollback", "savepoint", "exit", "help"].map { Candidate($0) }
    return candidates(words, current, extra: own, in: session).map {
      LineEditor.Candidate($0.value, isOpen: $0.value.hasSuffix("="))
    }
  }
}
