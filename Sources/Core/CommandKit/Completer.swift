// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import LedgerCore
import Money
import Store

/// What can stand where the cursor is: one engine for the shell, and for bash, zsh and fish.
package struct Completer {
  let plugins: PluginSet
  /// Enough to choose from; a user who sees more types another letter.
  private static let most = 200

  package init(_ plugins: PluginSet) { self.plugins = plugins }

  /// A word, and what it means.
  package struct Candidate: Equatable, Sendable {
    package let value: String
    package let summary: String

    package init(_ value: String, _ summary: String = "") {
      self.value = value
      self.summary = summary
    }

    /// Stands for file names, which the shell knows better. Its value can be no word.
    static let files = Candidate("\0")
  }

  /// The candidates for `current`, sorted.
  ///
  /// - Parameters:
  ///   - words: the whole words before it, without `si64`.
  ///   - extra: further first words.
  ///   - session: for live ids and names; it is only read.
  package func candidates(
    _ words: [String], _ current: String, extra: [Candidate] = [], in session: Session
  ) -> [Candidate] {
    answer(words, current, extra: extra, in: session).filter { $0 != .files }
  }

  /// The same, with `Candidate.files` where a file is wanted.
  func answer(
    _ words: [String], _ current: String, extra: [Candidate], in session: Session
  ) -> [Candidate] {
    if let global = Self.globals.first(where: { $0.isNamed(words.last) && $0.takesValue }) {
      return Self.values(of: global, current)
    }
    if let sign = current.firstIndex(of: "="), current.hasPrefix("--"),
      let global = Self.globals.first(where: { $0.flag == current[..<sign] && $0.takesValue })
    {
      let value = String(current[current.index(after: sign)...])
      return Self.attached(Self.values(of: global, value), to: global.flag)
    }
    let words = Self.withoutGlobals(words)
    guard let module = words.first else {
      return options(current)
        ?? Self.matching(
          plugins.plugins.map { Candidate($0.name, $0.summary) } + extra, current)
    }
    guard let plugin = plugins[name: module] else {
      return module == "help" && words.count == 1
        ? answer([], current, extra: extra, in: session) : []
    }
    return candidates(Array(words.dropFirst()), current, of: plugin, session)
  }

  private func candidates(
    _ words: [String], _ current: String, of plugin: any Plugin.Type, _ session: Session
  ) -> [Candidate] {
    let matches = plugin.commands.filter { words.starts(with: Self.verb(of: $0)) }
    let longest = matches.max { Self.verb(of: $0).count < Self.verb(of: $1).count }
    var found: [Candidate] = []
    for command in plugin.commands {
      let verb = Self.verb(of: command)
      if verb.count > words.count, verb.starts(with: words) {
        let summary = verb.count == words.count + 1 ? command.configuration.abstract : ""
        found.append(Candidate(verb[words.count], summary))
      }
    }
    guard let longest else { return options(current) ?? Self.matching(found, current) }
    let rest = Array(words.dropFirst(Self.verb(of: longest).count))
    let values = self.values(rest, current, CommandShape(longest), session) { key in
      plugin.completions["\(longest.verb).\(key)"] ?? plugin.completions[key]
    }
    return rest.isEmpty ? Self.matching(found, current) + values : values
  }

  private func values(
    _ words: [String], _ current: String, _ shape: CommandShape, _ session: Session,
    _ source: (String) -> CompletionSource?
  ) -> [Candidate] {
    func live(_ key: String, _ current: String) -> [Candidate] {
      guard let source = source(key) ?? CompletionSource.common[key] else { return [] }
      return Self.live(source, current, session)
    }
    func live(_ option: CommandShape.Parameter, _ current: String) -> [Candidate] {
      // As an option, '--from' is a batch's file; as an argument it is an account.
      option.flag == "--from" ? [.files] : live(option.key, current)
    }
    if let option = shape.options.first(where: { $0.flag == words.last }), option.takesValue {
      return live(option, current)
    }
    if let sign = current.firstIndex(of: "="), current.hasPrefix("--") {
      let flag = String(current[..<sign])
      guard let option = shape.options.first(where: { $0.flag == flag }) else { return [] }
      return Self.attached(
        live(option, String(current[current.index(after: sign)...])), to: flag)
    }
    if current.hasPrefix("-") {
      let own = shape.options.map { Candidate($0.flag, $0.summary) }
      return Self.matching(own, current) + (options(current) ?? [])
    }
    let index = Self.positionals(words, shape).count
    guard let argument = shape.arguments.dropFirst(index).first ?? shape.arguments.last else {
      return []
    }
    return live(argument.key, current)
  }

  /// The global options, where the word starts like one.
  private func options(_ current: String) -> [Candidate]? {
    guard current.hasPrefix("-") else { return nil }
    return Self.matching(Self.globals.map { Candidate($0.flag, $0.summary) }, current)
  }

  // MARK: Values

  private static func live(
    _ source: CompletionSource, _ current: String, _ session: Session
  ) -> [Candidate] {
    switch source {
    case .words(let words): return matching(words.map { Candidate($0) }, current)
    case .files: return [.files]
    case .accounts, .assets, .records, .transactions:
      let found = try? session.read { try $0.candidates(source, startingWith: current, most) }
      return matching(found ?? [], current)
    }
  }

  private static func values(of global: Global, _ current: String) -> [Candidate] {
    if global.flag == "--ledger" { return [.files] }
    return matching((global.values ?? []).map { Candidate($0) }, current)
  }

  private static func attached(_ candidates: [Candidate], to flag: String) -> [Candidate] {
    candidates.map { $0 == .files ? $0 : Candidate("\(flag)=\($0.value)", $0.summary) }
  }

  private static func matching(_ candidates: [Candidate], _ current: String) -> [Candidate] {
    var seen: Set<String> = []
    return candidates.filter { $0.value.hasPrefix(current) && seen.insert($0.value).inserted }
  }

  // MARK: Words

  private static func verb(of command: any SessionCommand.Type) -> [String] {
    command.verb.split(separator: " ").map(String.init)
  }

  private static func positionals(_ words: [String], _ shape: CommandShape) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        result.append(word)
        continue
      }
      if shape.options.contains(where: { $0.flag == word && $0.takesValue }) { _ = rest.popFirst() }
    }
    return result
  }

  /// The words that are no global options or their values.
  static func withoutGlobals(_ words: [String]) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if let global = globals.first(where: { $0.flag == word || $0.short == word }) {
        if global.takesValue { _ = rest.popFirst() }
      } else if !globals.contains(where: { word.hasPrefix($0.flag + "=") }) {
        result.append(word)
      }
    }
    return result
  }
}
