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
  init(_ session: Session) throws { self.init(try session.config(), session) }

  private init(_ config: Config, _ session: Session) {
    self.config = config
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
    return try meaning(name, origin, entry)
  }

  /// Where an alias stands: a file and its line, or `environment`.
  func place(of name: String) -> (origin: String, line: Int?)? {
    config.setting("alias.\(name)").map { ($0.origin, $0.entry.line) }
  }

  private func meaning(
    _ name: String, _ origin: String, _ entry: ConfigEntry
  ) throws -> Meaning {
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
        "has '\(word.shortened)', which only your own settings may ask for",
        hint: ownPath.map { "if you trust it, put it into \($0)" })
    }
    return .words(words)
  }

  /// Looks at an alias before it is written to the file at `path`.
  ///
  /// - Throws: `config` where the alias could not be used from there.
  static func check(
    _ name: String, _ text: String, in path: String, _ session: Session
  ) throws {
    do {
      let entry = ConfigEntry(key: "alias.\(name)", value: text, line: nil)
      _ = try Aliases(Config(layers: []), session).meaning(name, path, entry)
    } catch let failure as Failure where failure.hint != nil {
      throw Failure(
        failure.code, failure.message,
        hint: "if you trust it, 'config set --user' puts it into your own settings",
        details: failure.details)
    }
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
    return command.onlyLooks || command is any WriteCommand.Type ? nil : command.fullName
  }
}
