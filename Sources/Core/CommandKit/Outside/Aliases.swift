// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The user's own commands: the `[alias]` section of the settings.
struct Aliases {
  private let config: Config
  private let ownPath: String?

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
  }

  /// Every alias and its text, sorted by name.
  var all: [(name: String, text: String)] {
    config.effective.compactMap { _, setting in
      guard setting.key.hasPrefix("alias.") else { return nil }
      let name = String(setting.key.dropFirst(6))
      guard ConfigKey.isName(name), let (_, decisive) = entry(of: name) else { return nil }
      return (name, decisive.value)
    }
  }

  /// What a name stands for; `nil` where it is no alias.
  ///
  /// - Throws: `config` for an alias that cannot be used, with where it stands.
  func meaning(of name: String) throws -> Meaning? {
    guard ConfigKey.isName(name), let (origin, entry) = entry(of: name) else {
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
    if origin != ownPath, let word = Self.tooMuch(in: words) {
      throw unusable(
        "has '\(word)', which only your own settings may ask for",
        hint: ownPath.map { "if you trust it, put it into \($0)" })
    }
    return .words(words)
  }

  /// The user's own alias of a name goes before one that came with a ledger.
  private func entry(of name: String) -> (origin: String, entry: ConfigEntry)? {
    let own = config.layers.first { $0.origin == ownPath }
    if let own, let entry = own.file.entry("alias.\(name)") { return (own.origin, entry) }
    return config.setting("alias.\(name)")
  }

  /// The word with which an alias of a ledger would reach beyond that ledger, or past a question.
  private static func tooMuch(in words: [String]) -> String? {
    let options = ["-L", "--ledger", "-y", "--yes", "--out", "-f", "-c"]
    return words.first { word in
      ["config", "repl"].contains(word)
        || options.contains { word == $0 || word.hasPrefix($0 + "=") }
        || word.hasPrefix("-L")
    }
  }
}
