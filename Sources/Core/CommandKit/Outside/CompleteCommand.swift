// SPDX-License-Identifier: GPL-3.0-or-later

/// `si64 __complete [--shell NAME] -- WORDS… CURRENT`: what the scripts of the shells ask.
///
/// It prints a line `value<TAB>description` for each candidate, or `:files` where the shell should
/// offer the names of files. It only reads, and is silent about whatever goes wrong.
struct CompleteCommand {
  private let plugins: PluginSet
  private let typed: [String]

  /// - Parameter words: those behind `__complete`.
  init(_ plugins: PluginSet, _ words: [String]) {
    self.plugins = plugins
    typed = words.firstIndex(of: "--").map { Array(words[($0 + 1)...]) } ?? []
  }

  /// Prints the candidates.
  func run(in session: Session) {
    guard let current = typed.last else { return }
    let before = Array(typed.dropLast())
    var surroundings = session.surroundings
    surroundings.errors = ""
    let quiet = Session(plugins, Completer.globals(in: before), surroundings)
    try? session.print(raw: text(before, current, in: quiet))
  }

  private func text(_ before: [String], _ current: String, in session: Session) -> String {
    let found = Completer(plugins).offers(before, current, in: session)
    return found?.map(Self.line).joined() ?? ":files\n"
  }

  private static func line(_ candidate: Completer.Candidate) -> String {
    guard candidate.value == candidate.value.sanitised else { return "" }
    return "\(candidate.value)\t\(candidate.summary.sanitised)\n"
  }
}
