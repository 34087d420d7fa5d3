// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

extension Dispatcher {
  /// Runs what belongs to no plugin.
  ///
  /// - Returns: `false` where there is no such thing.
  func runBuiltin(_ name: String, _ words: [String], in session: Session) throws -> Bool {
    guard session.globals.watch == nil || !Builtin.isTaken(name, plugins) else {
      throw Failure(.usage, "--watch does not repeat '\(name)'")
    }
    switch name {
    case "help": try help(words, in: session)
    case "doctor": try doctor(words, in: session)
    case Builtin.shell: throw Failure(.badState, "this is the shell already")
    case Builtin.complete: CompleteCommand(plugins, words).run(in: session)
    default: return false
    }
    return true
  }

  private func help(_ words: [String], in session: Session) throws {
    switch words.first {
    case nil: try session.print(raw: Help.overview(plugins))
    case "-a", "--all": try listAll(in: session)
    case let name?:
      guard words.count > 1 else { return try help(about: name, in: session) }
      guard let plugin = plugins[name: name] else {
        throw Failure(
          .usage, "'\(words[1])' is one word too many", hint: "'si64 help \(name)' explains it")
      }
      guard try explain(words, of: plugin, isWhole: true, in: session) else {
        throw unknownVerb(Array(words.dropFirst()), of: plugin)
      }
    }
  }

  /// The words without `-h` and `--help`, up to a `--`.
  static func withoutHelp(_ words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    return words[..<end].filter { $0 != "-h" && $0 != "--help" } + words[end...]
  }

  /// Answers `-h`, wherever it stood between these words.
  func explain(_ words: [String], in session: Session) throws {
    guard let name = words.first, name != "help" else {
      return try help(Array(words.dropFirst()), in: session)
    }
    guard let plugin = plugins[name: name] else {
      if name == "doctor" { return try doctor([], in: session) }
      return try help(about: name, in: session)
    }
    guard try explain(words, of: plugin, isWhole: false, in: session) else {
      throw unknownVerb(Array(words.dropFirst()), of: plugin)
    }
  }

  func printHelp(of command: any SessionCommand.Type, in session: Session) throws {
    let width = session.surroundings.width
    try session.print(raw: Help.command(command.helpMessage(columns: width), width: width))
  }

  /// Prints the help of a verb, or the verbs that start with the words.
  ///
  /// - Parameter isWhole: whether nothing may follow the verb.
  /// - Returns: `false` where there is no such verb.
  private func explain(
    _ words: [String], of plugin: any Plugin.Type, isWhole: Bool, in session: Session
  ) throws -> Bool {
    if let (command, rest) = plugins.command(words) {
      guard !isWhole || rest.isEmpty else {
        throw Failure(
          .usage, "'\(rest[0])' is one word too many",
          hint: "'si64 help \(command.fullName)' explains it")
      }
      try printHelp(of: command, in: session)
      return true
    }
    guard let text = Help.module(plugin, startingWith: Array(words.dropFirst())) else {
      return false
    }
    try session.print(raw: text)
    return true
  }

  /// Opens the manual page of a name, or says what is known without one.
  private func help(about name: String, in session: Session) throws {
    let path = session.surroundings.environment["PATH"]
    let external = Programs.find("si64-\(name)", path: path)
    let pages = ManPages(
      besides: [session.surroundings.program()] + [external].compactMap { $0 },
      session.surroundings.environment)
    let isKnown = Builtin.isTaken(name, plugins)
    let text = try summary(of: name, external, in: session)
    // A page on a pager is for people; a script gets the short text where there is one.
    if session.surroundings.isOutputTerminal || (!isKnown && text == nil) || external != nil {
      let page = pages.file(of: name == "si64" ? name : "si64-\(name)")
      if let page, let man = Programs.find("man", path: path) {
        let launch = Launch(man, ["-l", page], environment: session.surroundings.environment)
        session.exitStatus = try session.surroundings.launch(launch)
        return
      }
    }
    guard let text else { throw unknown("module", name, among: names(in: session), "si64 help") }
    try session.print(raw: text)
  }

  private func summary(
    of name: String, _ external: String?, in session: Session
  ) throws -> String? {
    if name == "si64" { return Help.overview(plugins) }
    if let plugin = plugins[name: name] { return Help.module(plugin) }
    if let builtin = Builtin.all.first(where: { $0.name == name }) {
      return "si64 \(name): \(builtin.summary)\n"
    }
    if let alias = try Aliases(session).all.first(where: { $0.name == name.lowercased() }) {
      return "'\(name)' is an alias for '\(alias.text.sanitised)'\n"
    }
    return external.map { "si64 \(name) runs \($0); 'si64 \(name) --help' may explain it\n" }
  }

  private func listAll(in session: Session) throws {
    let builtins = (plugins.plugins.map { ($0.name, $0.summary) } + Builtin.all.map { ($0, $1) })
    let aliases = try Aliases(session).all.filter { !Builtin.isTaken($0.name, plugins) }
    let path = session.surroundings.environment["PATH"]
    let externals = session.externals.map {
      ($0, Programs.find("si64-\($0)", path: path) ?? "")
    }
    let groups = [
      ("built-in", "Built in", builtins), ("alias", "Aliases", aliases.map { ($0.name, $0.text) }),
      ("external", "Plugins on PATH", externals),
    ]
    if session.globals.output != nil || session.globals.quiet {
      return try session.print(Self.listing(groups.map { ($0.0, $0.2) }))
    }
    var text = ""
    for (_, title, names) in groups where !names.isEmpty {
      text += (text.isEmpty ? "" : "\n") + "\(title)\n"
      for (name, summary) in names { text += Help.line(name, summary.sanitised, width: 14) }
    }
    try session.print(raw: text)
  }

  private static func listing(_ groups: [(String, [(String, String)])]) -> Document {
    var items: [Item] = []
    for (group, names) in groups {
      for (name, summary) in names {
        var item = Item(kind: "command", id: name)
        item.add("group", group)
        item.add("summary", summary)
        items.append(item)
      }
    }
    return .listing(kind: "command", columns: ["id", "group", "summary"], items: items)
  }
}
