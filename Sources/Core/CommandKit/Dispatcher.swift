// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

/// Finds the command behind a line of words and runs it. The one door for shell, scripts and tests.
package struct Dispatcher {
  let plugins: PluginSet
  let version: String
  /// Runs the shell, given a whole command line; `nil` inside one.
  private let shell: (([String]) throws -> Int32)?
  /// What else the shell understands, for suggestions.
  let namesOfShell: [String]

  package init(
    _ plugins: PluginSet, version: String, namesOfShell: [String] = [],
    shell: (([String]) throws -> Int32)? = nil
  ) {
    self.namesOfShell = namesOfShell
    self.plugins = plugins
    self.version = version
    self.shell = shell
  }

  /// Runs one command line, without the program's own name, refusing words that are not UTF-8.
  ///
  /// - Returns: the exit status; failures have been reported.
  package func run(rawArguments words: [[UInt8]], in surroundings: Surroundings) -> Int32 {
    let arguments = words.map { String(validating: $0, as: UTF8.self) }
    guard let bad = arguments.firstIndex(of: nil) else {
      return run(arguments.compactMap { $0 }, in: surroundings)
    }
    if arguments.first == Builtin.complete { return 0 }
    let failure = Failure(.badText, "word \(bad + 1) of the command line is not UTF-8")
    let session = Session(plugins, Self.formatOnly(arguments.compactMap { $0 }), surroundings)
    try? session.report(failure)
    return failure.exitStatus
  }

  /// Runs one command line, without the program's own name.
  ///
  /// - Returns: the exit status; failures have been reported.
  package func run(
    _ arguments: [String], in surroundings: Surroundings, _ workspace: Workspace = Workspace()
  ) -> Int32 {
    var session = Session(plugins, Self.formatOnly(arguments), surroundings)
    do {
      if let name = arguments.first, plugins[name: name] == nil,
        let status = try runForeign(arguments, in: surroundings, workspace)
      {
        return status
      }
      let (globals, words) = try GlobalOptions.extract(from: arguments)
      session = Session(plugins, globals, surroundings, workspace)
      if let shell, wantsShell(words, session) { return try shell(arguments) }
      try run(words, in: session)
      return session.exitStatus
    } catch {
      let failure = (error as? Failure) ?? Failure(.internalError, "\(error)")
      try? session.report(failure)
      return failure.at(workspace.place).exitStatus
    }
  }

  /// Whether a line is a command that only looks, which can be repeated at will; aliases are
  /// followed.
  package func onlyLooks(_ arguments: [String], in session: Session) -> Bool {
    guard var line = ForeignLine(arguments) else { return false }
    if !Builtin.isTaken(line.name, plugins), let aliases = try? Aliases(session) {
      do {
        guard try line.expand(aliases, plugins) == nil else { return false }
      } catch {
        return false
      }
    }
    return plugins.command([line.name] + line.rest)?.0.onlyLooks ?? false
  }

  /// Whether a command line asks for the shell: `repl`, or nothing at a terminal.
  private func wantsShell(_ words: [String], _ session: Session) -> Bool {
    guard let first = Self.withoutHelp(words).first else {
      let globals = session.globals
      return session.surroundings.isInputTerminal && !globals.version && !globals.help
    }
    return first == Builtin.shell
  }

  /// What `-o` says, where the options as a whole cannot be read.
  private static func formatOnly(_ arguments: [String]) -> GlobalOptions {
    var options = GlobalOptions()
    for (index, word) in arguments.enumerated() {
      let next = arguments.dropFirst(index + 1).first
      let value: String? =
        switch word {
        case "-o", "--output": next
        case _ where word.hasPrefix("--output="): String(word.dropFirst(9))
        case _ where word.hasPrefix("-o"): String(word.dropFirst(2))
        default: nil
        }
      if let format = value.flatMap(OutputFormat.init) { options.output = format }
    }
    return options
  }

  private func run(_ words: [String], in session: Session) throws {
    if session.globals.version { return try session.print(raw: "si64 \(version)\n") }
    if session.globals.help { return try explain(Self.withoutHelp(words), in: session) }
    guard let module = words.first, module != "--" else {
      throw Failure(.usage, "a module is missing", hint: "'si64 help' lists them")
    }
    guard !module.hasPrefix("-") else { throw unknownOption(module, of: nil) }
    let rest = Array(words.dropFirst())
    guard let plugin = plugins[name: module] else {
      if try runBuiltin(module, rest, in: session) { return }
      throw unknown("module", module, among: names(in: session), "si64 help")
    }
    guard let (command, arguments) = plugins.command(words) else {
      throw unknownVerb(rest, of: plugin)
    }
    try run(command, arguments, in: session)
  }

  private func run<C: SessionCommand>(
    _ type: C.Type, _ arguments: [String], in session: Session
  ) throws {
    let command: C
    do {
      command = try type.parse(arguments)
    } catch {
      if type.exitCode(for: error).isSuccess { return try printHelp(of: type, in: session) }
      if let negative = Self.negative(arguments) { throw negative }
      let message = type.message(for: error)
      if message.hasPrefix("Unknown option '") {
        throw unknownOption(String(message.dropFirst(16).prefix { $0 != "'" }), of: type)
      }
      throw Failure(.usage, message, hint: "'si64 \(type.fullName) --help' explains it")
    }
    guard type.runsInTransaction || !session.workspace.isInTransaction else {
      throw Failure(
        .badState, "'\(type.fullName)' cannot run inside a transaction",
        hint: "'commit' or 'rollback' ends it")
    }
    guard session.globals.watch != nil, !(type is any ReadCommand.Type) else {
      return try command.run(in: session)
    }
    guard type.onlyLooks else {
      throw Failure(.usage, "--watch repeats commands that only look; '\(type.fullName)' does not")
    }
    try session.repeatedly { try command.run(in: session) }
  }

  /// The failure for a number with a minus sign, which the parser takes for an option.
  private static func negative(_ arguments: [String]) -> Failure? {
    let index = arguments.firstIndex {
      $0.utf8.first == UInt8(ascii: "-") && $0.dropFirst().first?.isNumber == true
    }
    guard let index else { return nil }
    let before = index > 0 ? arguments[index - 1] : ""
    let key = String(before.dropFirst(2).map { $0 == "-" ? "_" : $0 })
    let isAmount = !before.hasPrefix("--") || Input.amounts.contains(key)
    return Failure(
      isAmount ? .badAmount : .badValue, "'\(arguments[index])' has a sign",
      hint: "write it without one")
  }
}
