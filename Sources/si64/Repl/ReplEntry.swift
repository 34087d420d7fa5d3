// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerCore
import Money
import Store

/// `si64 repl`: decides between terminal and script.
struct ReplEntry {
  private let plugins: PluginSet
  private let version: String
  private let surroundings: Surroundings

  /// What stands behind `si64 repl`.
  struct Options: Equatable {
    var file: String?
    var commands: String?
    var isOne = false
    var keepsGoing = false
    /// Of a terminal, in milliseconds. Not documented: for tests, which have none.
    var patience = ReplTerminal.usualPatience
  }

  init(_ plugins: PluginSet, version: String, _ surroundings: Surroundings) {
    self.plugins = plugins
    self.version = version
    self.surroundings = surroundings
  }

  /// Runs the shell, or a script in it.
  ///
  /// - Parameter words: the whole command line.
  /// - Returns: the exit status; the failures of statements have been reported.
  /// - Throws: `usage`, or what opening the script can throw.
  func run(_ words: [String]) throws -> Int32 {
    let (globals, rest) = try GlobalOptions.extract(from: words)
    if globals.help {
      var output = surroundings.output
      try output.write(Self.help)
      return 0
    }
    guard globals.idempotencyKey == nil, globals.watch == nil else {
      throw Failure(.usage, "--idempotency-key and --watch belong to single commands")
    }
    let options = try Self.options(Array(rest.dropFirst()))
    let repl = Repl(
      plugins, version: version, surroundings, defaults: try GlobalOptions.written(in: words))
    return try run(repl, options)
  }

  private func run(_ repl: Repl, _ options: Options) throws -> Int32 {
    if surroundings.isInputTerminal && options.file == nil && options.commands == nil {
      guard !options.isOne && !options.keepsGoing else {
        throw Failure(.usage, "-1 and --keep-going are for scripts", hint: "name one with -f or -c")
      }
      var terminal = ReplTerminal(repl, patience: options.patience)
      try terminal.run()
      return 0
    }
    let script = ReplScript(repl, keepsGoing: options.keepsGoing)
    let result = Result {
      options.isOne
        ? try script.asOne { try run(script, of: repl, options) }
        : try run(script, of: repl, options)
    }
    if repl.abandon() {
      try repl.say("the open transaction was rolled back, nothing was written")
      if case .success(0) = result { return ErrorCode.badState.exitStatus() }
    }
    return try result.get()
  }

  private func run(_ script: ReplScript, of repl: Repl, _ options: Options) throws -> Int32 {
    if let commands = options.commands { return try script.run(Array(commands.utf8), name: nil) }
    let file = options.file ?? "-"
    return try repl.session().reading(file) { descriptor, name in
      guard file == "-" else {
        return try script.run(File.readToEnd(descriptor, surroundings.shouldStop), name: file)
      }
      // What is left of it is the rest of the script.
      repl.surroundings.input = nil
      return try script.run(LineReader(fileDescriptor: descriptor, name: name), name: name)
    }
  }

  static func options(_ words: [String]) throws -> Options {
    var options = Options()
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "-f" where options.file == nil: options.file = try value(of: word, &rest)
      case "-c" where options.commands == nil: options.commands = try value(of: word, &rest)
      case "-f", "-c": throw Failure(.usage, "\(word) is given twice")
      case "-1": options.isOne = true
      case "--keep-going": options.keepsGoing = true
      case "--patience":
        options.patience = try TimeSpan(parsing: value(of: word, &rest)).milliseconds
      default:
        throw Failure(
          .usage, "'\(word)' is not understood",
          hint: "si64 repl [-f FILE | -c 'COMMAND; COMMAND'] [-1] [--keep-going]")
      }
    }
    guard options.file == nil || options.commands == nil else {
      throw Failure(.usage, "-f and -c exclude each other")
    }
    guard !options.isOne || !options.keepsGoing else {
      throw Failure(.usage, "-1 and --keep-going exclude each other")
    }
    return options
  }

  private static let help = """
    usage: si64 [GLOBAL OPTIONS] repl [-f FILE | -c 'COMMAND; COMMAND'] [-1] [--keep-going]

      -f FILE       run the commands in FILE, or '-'
      -c COMMANDS   run these commands
      -1            all in one transaction, or nothing
      --keep-going  go on behind a command that failed

    Without -f and -c: a shell at a terminal, else the commands on standard input.

    """

  private static func value(of word: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else { throw Failure(.usage, "\(word) needs a value") }
    return value
  }
}
