// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LineEditor

extension Completer {
  /// Candidates for the end of what is typed at the prompt; `nil` where names of files are wanted.
  ///
  /// - Parameter line: from its start to the cursor.
  func candidates(for repl: Repl, behind line: String) -> [LineEditor.Candidate]? {
    guard let typed = TypedWords(repl.pending + line) else { return [] }
    if typed.current.hasPrefix("\\") {
      return Repl.metaCommands.map { LineEditor.Candidate("\\\($0.0)", $0.2) }.filter {
        $0.value.hasPrefix(typed.current)
      }
    }
    if typed.current.hasPrefix("$") { return variables(of: repl, startingWith: typed.current) }
    if let first = typed.words.first, first.hasPrefix("\\") {
      if ["\\i", "\\o", "\\e"].contains(first) { return nil }
      return metaCandidates(typed, repl)
    }
    return candidates(typed.words, typed, repl)
  }

  private func candidates(
    _ words: [String], _ typed: TypedWords, _ repl: Repl
  ) -> [LineEditor.Candidate]? {
    let words = words.first == "si64" ? Array(words.dropFirst()) : words
    let session = Session(
      repl.plugins, Self.globals(in: repl.defaults + words), repl.surroundings, repl.workspace)
    let found = offers(words, typed.current, shell: Repl.ownCommands, in: session)
    return found?.map {
      LineEditor.Candidate(
        String($0.value.dropFirst(typed.unquoted)), $0.summary, isOpen: $0.value.hasSuffix("="))
    }
  }

  private func metaCandidates(_ typed: TypedWords, _ repl: Repl) -> [LineEditor.Candidate]? {
    let values: [String]
    switch (typed.words[0], typed.words.count) {
    case ("\\timing", 1): values = ["on", "off"]
    case ("\\pset", 1): values = Repl.settableOptions
    case ("\\pset", 2): return candidates(["--\(typed.words[1])"], typed, repl)
    default: values = []
    }
    return values.filter { $0.hasPrefix(typed.current) }.map { LineEditor.Candidate($0) }
  }

  private func variables(of repl: Repl, startingWith text: String) -> [LineEditor.Candidate] {
    repl.variables.references(last: repl.workspace.lastItem)
      .map { LineEditor.Candidate("$\($0.name)", $0.text) }
      .filter { $0.value.hasPrefix(text) }
  }
}
