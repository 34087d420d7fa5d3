// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The user's own commands: the `[alias]` section of the settings.
struct Aliases {
  private let config: Config
  private let ownPath: String?
  private let plugins: PluginSet

  /// What an alias stands for.
  enum Meaning: Equatable {
    /// The first words of a command.
    case words([String])
    /// A line for the shell.
    case shell(String)
  }

  /// - Throws: `config` where the settings cannot be read.
  init(_ session: Session) throws {
    config = try session.config()
    ownPath = session.userConfigPath
    plugins = session.plugins
  }

  /// Every alias and its text, sorted by name.
  var all: [(name: String, text: String)] {
    config.effective.compactMap { _, setting in
      guard setting.key.hasPrefix("alias.") else { return nil }
      let name = String(setting.key.dropFirst(6))
      return ConfigKey.isName(name) ? (name, setting.value) : nil
    }
  }

  /// What a name stands for; `nil` where it is no alias.
  ///
  /// - Throws: `config` for an alias that cannot be used, with where it stands.
  func meaning(of name: String) throws -> Meaning? {
    guard ConfigKey.isName(name), let (origin, entry) = config.setting("alias.\(name)") else {
      return nil
    }
    func unusable(_ why: String, hint: String? = nil) -> Failure {
      Failure(.config, "the alias '\(name)' \(why)", hint: hint, details: ["origin": origin])
        .at(entry.line.map { Failure.Place(file: origin, line: $0) })
    }
    if entry.value.hasPrefix("!") {
      // Whoever hands you a ledger must not be able to run programs as you.
      guard origin == ownPath else {
        throw unusable(
          "runs a shell, which only your own settings may ask for",
          hint: ownPath.map { "if you trust it, put it into \($0)" })
      }
      return .shell(String(entry.value.dropFirst()))
    }
    guard let words = ShellWords.split(entry.value) else { throw unusable("has an open quote") }
    guard !words.isEmpty else { throw unusable("stands for nothing") }
    if origin != ownPath, let word = excess(of: words) {
      throw unusable(
        "has '\(word)', which only your own settings may ask for",
        hint: ownPath.map { "if you trust it, put it into \($0)" })
    }
    return .words(words)
  }

  /// With what an alias of a ledger would reach beyond that ledger, or past a question; `nil` where
  /// it does neither.
  private func excess(of words: [String]) -> String? {
    guard let (globals, rest) = try? GlobalOptions.extract(from: words) else { return words.last }
    if globals.ledger != nil { return "--ledger" }
    if globals.yes { return "--yes" }
    guard let module = rest.first, plugins[name: module] != nil else { return rest.first }
    if rest.contains(where: { $0 == "--out" || $0.hasPrefix("--out=") }) { return "--out" }
    guard let (command, _) = plugins.command(rest) else { return nil }
    let isInside = command is any ReadCommand.Type || command is any WriteCommand.Type
    return isInside ? nil : command.fullName
  }
}
