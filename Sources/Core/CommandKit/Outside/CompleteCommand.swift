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
    let quiet = Session(plugins, Self.globals(in: before), surroundings)
    try? session.print(raw: text(before, current, in: quiet))
  }

  private func text(_ before: [String], _ current: String, in session: Session) -> String {
    var words = before
    if var line = ForeignLine(before), !Builtin.isTaken(line.name, plugins) {
      if let aliases = try? Aliases(session) {
        do {
          if try line.expand(aliases, plugins) != nil { return Self.files }
        } catch {
          return ""
        }
      }
      if !Builtin.isTaken(line.name, plugins) { return external(line, current, in: session) }
      words = line.arguments
    }
    let extra = firstWords(before: words, in: session)
    let found = Completer(plugins).answer(words, current, extra: extra, in: session)
    if found.contains(.files) { return Self.files }
    return found.map(Self.line).joined()
  }

  private static let files = ":files\n"

  private static func line(_ candidate: Completer.Candidate) -> String {
    guard candidate.value == candidate.value.sanitised else { return "" }
    return "\(candidate.value)\t\(candidate.summary.sanitised)\n"
  }

  /// What a plugin on `PATH` says through its `si64_complete-NAME`.
  private func external(
    _ line: ForeignLine, _ current: String, in session: Session
  ) -> String {
    let path = session.surroundings.environment["PATH"]
    guard Programs.find("si64-\(line.name)", path: path) != nil else { return "" }
    guard let helper = Programs.find("si64_complete-\(line.name)", path: path) else {
      return Self.files
    }
    let launch = Launch(
      helper, line.rest + [current], environment: session.environmentForPrograms)
    let lines = (session.surroundings.capture(launch) ?? "").split(separator: "\n")
    if lines.contains(":files") { return Self.files }
    return lines.filter { $0.hasPrefix(current) }.map { $0 + "\n" }.joined()
  }

  /// First words besides the modules, where a first word is wanted.
  private func firstWords(
    before words: [String], in session: Session
  ) -> [Completer.Candidate] {
    let plain = Completer.withoutGlobals(words)
    guard plain.isEmpty || plain == ["help"] else { return [] }
    let aliases = (try? Aliases(session).all) ?? []
    return Builtin.all.map { Completer.Candidate($0.name, $0.summary) }
      + aliases.map { Completer.Candidate($0.name, "alias for \($0.text)") }
      + session.externals.map { Completer.Candidate($0, "plugin on PATH") }
  }

  /// The options typed so far; the last of them may still want its value.
  private static func globals(in words: [String]) -> GlobalOptions {
    if let (globals, _) = try? GlobalOptions.extract(from: words) { return globals }
    let whole = Array(words.dropLast())
    return (try? GlobalOptions.extract(from: whole))?.0 ?? GlobalOptions()
  }
}
