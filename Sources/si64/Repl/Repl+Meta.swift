// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerCore
import Money
import Store

extension Repl {
  /// The meta commands, for `\?`, completion and the manual.
  static let metaCommands = [
    ("?", "", "list the meta commands"), ("q", "", "leave"),
    ("timing", "[on|off]", "say how long each command takes"),
    ("set", "[NAME TEXT]", "set a variable, or list them"),
    ("gset", "NAME", "behind a command: keep its object as $NAME and $NAME.FIELD"),
    ("watch", "[INTERVAL]", "behind a command, or on its own: repeat until Ctrl-C"),
    ("i", "FILE", "run a file"), ("e", "[FILE]", "edit the last command and run it"),
    ("o", "[FILE]", "send results to a file, or back here"),
    ("pset", "[OPTION [VALUE]]", "an option for all commands: output json, columns a,b, no-header"),
    ("history", "", "list earlier statements"), ("!", "COMMAND", "run a shell command"),
  ]

  /// Refuses a meta command that cannot be, before the command in front of it has done anything.
  func check(_ meta: Statement.Meta, behind statement: Statement) throws {
    let count = meta.words.count
    let isKnown =
      switch meta.name {
      case "?", "q", "history": count == 0
      case "timing", "e", "o": count <= 1
      case "set": count != 1
      case "gset": count == 1 && !statement.words.isEmpty
      case "i": count == 1
      case "pset": count <= 2
      case "!": true
      case "watch": count <= 1
      default: false
      }
    guard isKnown else {
      throw Failure(.usage, "'\\\(meta.name)' is not understood", hint: "'\\?' lists what is")
    }
    if ["set", "gset"].contains(meta.name), let name = meta.words.first {
      _ = try Variables.checked(variables.expand([name], last: workspace.lastItem)[0])
    }
    guard meta.name == "watch" else { return }
    _ = try interval(of: meta)
    if let repeated = statement.words.isEmpty ? lastStatement : statement,
      try !onlyLooks(repeated)
    {
      throw Failure(.usage, "\\watch repeats commands that only look")
    }
  }

  private func interval(of meta: Statement.Meta) throws -> Int64 {
    guard let word = try variables.expand(meta.words, last: workspace.lastItem).first else {
      return 2_000
    }
    return try TimeSpan(parsing: word).milliseconds
  }

  /// Runs a meta command.
  func meta(_ meta: Statement.Meta, after statement: Statement) throws -> Int32 {
    let words = try variables.expand(meta.words, last: workspace.lastItem)
    switch (meta.name, words.count) {
    case ("?", 0): try showMetaCommands()
    case ("q", 0): isDone = true
    case ("timing", 0...1): try setTiming(words.first)
    case ("set", 0):
      for (name, text) in variables.all {
        try surroundings.output.write("\(name)\t\(text.sanitised)\n")
      }
    case ("set", 2...): variables.set(words[0], to: words.dropFirst().joined(separator: " "))
    case ("gset", 1): try keep(words[0])
    case ("watch", 0...1): return try watch(statement, every: interval(of: meta))
    case ("i", 1): return try include(words[0])
    case ("e", 0...1): return try edit(words.first)
    case ("o", 0...1): try redirect(words.first)
    case ("pset", 0...2): try setOption(words)
    case ("history", 0): try showHistory()
    case ("!", 0): return try runShell(meta.rest)
    default:
      throw Failure(.usage, "'\\\(meta.name)' is not understood", hint: "'\\?' lists what is")
    }
    return 0
  }

  /// Options that make sense for all commands of a session.
  static let settableOptions = [
    "actor", "at", "color", "columns", "dry-run", "filter", "ledger", "limit", "lock-timeout",
    "no-header", "no-pager", "output", "quiet", "sort", "verbose", "yes",
  ]

  /// The shell's own commands, which `help` lists behind the modules.
  static let ownCommands = [
    Completer.Candidate("begin", "open a transaction: nothing is written before 'commit'"),
    Completer.Candidate("commit", "write what happened since 'begin'"),
    Completer.Candidate("rollback", "undo what happened since 'begin', or 'to NAME'"),
    Completer.Candidate("savepoint", "mark a place in the transaction: 'savepoint NAME'"),
    Completer.Candidate("help", "list the commands, or the verbs of a module"),
    Completer.Candidate("exit", "leave; so do 'quit', '\\q' and Ctrl-D"),
  ]

  func isOwn(_ name: String) -> Bool { Self.ownCommands.contains { $0.value == name } }

  /// Prints the shell's own commands.
  func showOwnCommands() throws {
    var text = "\nIn the shell:\n\n"
    for command in Self.ownCommands {
      let gap = String(repeating: " ", count: 10 - command.value.count)
      text += "  \(command.value)\(gap)\(command.summary)\n"
    }
    try surroundings.output.write(text + "\n'\\?' lists the meta commands.\n")
  }

  private func showMetaCommands() throws {
    for (name, arguments, summary) in Self.metaCommands {
      let usage = "\\\(name) \(arguments)"
      let gap = String(repeating: " ", count: max(1, 24 - usage.count))
      try surroundings.output.write("  \(usage)\(gap)\(summary)\n")
    }
  }

  private func setTiming(_ word: String?) throws {
    switch word {
    case nil: isTiming.toggle()
    case "on": isTiming = true
    case "off": isTiming = false
    case let other?: throw Failure(.badValue, "'\(other)' is neither on nor off")
    }
    try say("timing is \(isTiming ? "on" : "off")")
  }

  private func keep(_ name: String) throws {
    guard let item = workspace.printedItem else {
      throw Failure(.badState, "the command printed no single object")
    }
    variables.set(name, to: item)
  }

  private func watch(_ statement: Statement, every span: Int64) throws -> Int32 {
    guard let repeated = statement.words.isEmpty ? lastStatement : Statement(words: statement.words)
    else { throw Failure(.badState, "there is no command to repeat") }
    while surroundings.sleep(span) {
      let status = try pageless { try command(repeated) }
      if status != 0 { return status }
    }
    return 0
  }

  /// Runs `body` without a pager, which would wait for a key each time.
  func pageless<T>(_ body: () throws -> T) rethrows -> T {
    defaults.append("--no-pager")
    defer { defaults.removeLast() }
    return try body()
  }

  private func include(_ file: String) throws -> Int32 {
    // Who leaves a file goes back to where it was asked for.
    defer { isDone = false }
    return try ReplScript(self, keepsGoing: false).run(session().bytes(of: file), name: file)
  }

  private func redirect(_ file: String?) throws {
    guard let file else { return resetOutput() }
    guard !file.hasPrefix("|") else {
      throw Failure(.badValue, "\\o writes to files", hint: "'\\o FILE', then '\\! COMMAND < FILE'")
    }
    let session = try session()
    let path = session.absolute(file)
    try session.refuseOwnFiles(path)
    surroundings.output = try FileSink(path)
    surroundings.isOutputTerminal = false
  }

  private func setOption(_ words: [String]) throws {
    guard let name = words.first else {
      return try surroundings.output.write(defaults.joined(separator: " ") + "\n")
    }
    guard Self.settableOptions.contains(name) else {
      throw Failure(
        .badValue, "'\(name)' is no option for all commands",
        hint: "for example '\\pset output json'; Tab lists them")
    }
    var changed = defaults
    if let index = changed.firstIndex(where: { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }) {
      changed.remove(at: index)
    }
    if words.count == 2 { changed.append("--\(name)=\(words[1])") }
    if words.count == 1 && defaults == changed { changed.append("--\(name)") }
    _ = try GlobalOptions.extract(from: changed)
    try workspace.move(to: Self.ledger(in: changed))
    defaults = changed
  }

  private func runShell(_ command: String) throws -> Int32 {
    let launch = Launch("/bin/sh", ["-c", command], environment: surroundings.environment)
    return try surroundings.launch(launch)
  }
}
