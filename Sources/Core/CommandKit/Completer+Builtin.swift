// SPDX-License-Identifier: GPL-3.0-or-later

extension Completer {
  /// The candidates behind a built-in that is no plugin's; `nil` where it takes what a line can
  /// begin with, or is none.
  ///
  /// - Parameter words: those behind its name.
  func builtin(_ name: String, _ words: [String], _ current: String) -> [Candidate]? {
    switch name {
    case "doctor": return options(current) ?? []
    case "help": return help(words, current)
    case Builtin.shell:
      if words.last == "-f" { return [.files] }
      if words.last == "-c" { return [] }
      return options(current).map { Self.matching(Self.shellOptions, current) + $0 } ?? []
    default: return nil
    }
  }

  private func help(_ words: [String], _ current: String) -> [Candidate]? {
    if let name = words.first {
      let verbs = plugins[name: name].map { Self.verbs(of: $0, behind: Array(words.dropFirst())) }
      return Self.matching(verbs ?? [], current)
    }
    let all = [Candidate("--all", "aliases and plugins on PATH, too")]
    return options(current).map { Self.matching(all, current) + $0 }
  }

  private static let shellOptions = [
    Candidate("-1", "all in one transaction, or nothing"),
    Candidate("-c", "run these commands"),
    Candidate("-f", "run the commands in a file"),
    Candidate("--keep-going", "go on behind a command that failed"),
  ]

  /// The settings there are, and those that could be.
  static func settings(_ session: Session) -> [Candidate] {
    let present = (try? session.config().effective) ?? []
    let known = session.plugins.plugins.flatMap { plugin in
      plugin.settings.map { Candidate("\(plugin.name).\($0)") }
    }
    return present.map { Candidate($0.entry.key, $0.entry.value.sanitised) } + known
  }
}
