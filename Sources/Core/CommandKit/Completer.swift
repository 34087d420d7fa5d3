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
    let line = Line(words)
    if let global = line.wanting { return Self.values(of: global, current) }
    if let global = Self.globals.first(where: { $0.isBegun(by: current) }), let short = global.short
    {
      // No shell knows that a file's name starts behind '-L'.
      return Self.values(of: global, String(current.dropFirst(2))).filter { $0 != .files }
        .map { Candidate(short + $0.value, $0.summary) }
    }
    if let sign = current.firstIndex(of: "="), current.hasPrefix("--"),
      let global = Self.globals.first(where: { $0.flag == current[..<sign] && $0.takesValue })
    {
      let value = String(current[current.index(after: sign)...])
      return Self.attached(Self.values(of: global, value), to: global.flag)
    }
    guard let module = line.words.first else {
      return options(current)
        ?? Self.matching(
          plugins.plugins.map { Candidate($0.name, $0.summary) } + extra, current)
    }
    let rest = Array(line.words.dropFirst())
    if let plugin = plugins[name: module] { return candidates(rest, current, of: plugin, session) }
    if let own = builtin(module, rest, current) { return own }
    return module == "help" ? answer([], current, extra: extra, in: session) : []
  }

  private func candidates(
    _ words: [String], _ current: String, of plugin: any Plugin.Type, _ session: Session
  ) -> [Candidate] {
    let matches = plugin.commands.filter { words.starts(with: Self.verb(of: $0)) }
    let longest = matches.max { Self.verb(of: $0).count < Self.verb(of: $1).count }
    let found = Self.verbs(of: plugin, behind: words)
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
    let last = shape.arguments.last.flatMap { $0.isRepeating ? $0 : nil }
    guard let argument = shape.arguments.dropFirst(index).first ?? last else { return [] }
    return live(argument.key, current)
  }

  /// The global options, where the word starts like one.
  func options(_ current: String) -> [Candidate]? {
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
    case .settings: return matching(settings(session), current)
    case .accounts, .assets, .records, .transactions:
      let found = try? session.glance { try $0.candidates(source, startingWith: current, most) }
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

  static func matching(_ candidates: [Candidate], _ current: String) -> [Candidate] {
    var seen: Set<String> = []
    return candidates.filter { $0.value.hasPrefix(current) && seen.insert($0.value).inserted }
  }
}
