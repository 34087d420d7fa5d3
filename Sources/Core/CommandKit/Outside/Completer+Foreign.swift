// SPDX-License-Identifier: GPL-3.0-or-later

extension Completer {
  /// The candidates for a word of a line as it is typed: aliases are expanded, and plugins on
  /// `PATH` asked.
  ///
  /// - Parameters:
  ///   - before: the whole words before it, without `si64`.
  ///   - shell: first words of the interactive shell, where that asks.
  ///   - session: for live ids and names; it is only read.
  /// - Returns: `nil` where names of files are wanted.
  package func offers(
    _ before: [String], _ current: String, shell: [Candidate]? = nil, in session: Session
  ) -> [Candidate]? {
    var words = before
    let isOwn = shell?.contains { $0.value == words.first } ?? false
    if !isOwn, var line = ForeignLine(before), !Builtin.isTaken(line.name, plugins) {
      if let aliases = try? Aliases(session) {
        do {
          if try line.expand(aliases, plugins) != nil { return nil }
        } catch {
          return []
        }
      }
      if !Builtin.isTaken(line.name, plugins) { return external(line, current, in: session) }
      words = line.arguments
    }
    let builtins = Builtin.candidates.filter { shell == nil || $0.value != Builtin.shell }
    let extra = (shell ?? []) + builtins + foreignNames(before: words, in: session)
    let found = answer(words, current, extra: extra, in: session)
    return found.contains(.files) ? nil : found
  }

  /// What a plugin on `PATH` says through its `si64_complete-NAME`, a line `value<TAB>description`
  /// for each candidate.
  private func external(
    _ line: ForeignLine, _ current: String, in session: Session
  ) -> [Candidate]? {
    let path = session.surroundings.environment["PATH"]
    guard Programs.find("si64-\(line.name)", path: path) != nil else { return [] }
    guard let helper = Programs.find("si64_complete-\(line.name)", path: path) else { return nil }
    let launch = Launch(
      helper, line.rest + [current], environment: session.environmentForPrograms)
    let lines = (session.surroundings.capture(launch) ?? "").split(separator: "\n")
    if lines.contains(":files") { return nil }
    let found = lines.map { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      return Candidate(parts.first ?? "", parts.dropFirst().first ?? "")
    }
    return Self.matching(found.filter { !$0.value.isEmpty }, current)
  }

  /// Aliases and plugins on `PATH`, where a first word is wanted.
  private func foreignNames(before words: [String], in session: Session) -> [Candidate] {
    let plain = Line(words).words
    guard plain.isEmpty || plain == ["help"] else { return [] }
    let aliases = (try? Aliases(session).all) ?? []
    return aliases.map { Candidate($0.name, "alias for \($0.text)") }
      + session.externals.map { Candidate($0, "plugin on PATH") }
  }
}
