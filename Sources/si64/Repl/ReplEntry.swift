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

  /// Whether a command line asks for the shell: `repl`, or nothing at a terminal.
  static func isWanted(_ words: [String], _ surroundings: Surroundings) -> Bool {
    guard let (globals, rest) = try? GlobalOptions.extract(from: words) else { return false }
    if rest.isEmpty { return surroundings.isInputTerminal && !globals.version }
    return rest[0] == "repl"
  }

  /// Runs the shell, or a script in it.
  ///
  /// - Returns: the exit status; failures have been reported.
  func run(_ words: [String]) -> Int32 {
    do {
      let (globals, rest) = try GlobalOptions.extract(from: words)
      if globals.help {
        var output = surroundings.output
        try output.write(Self.help)
        return 0
      }
      let options = try Self.options(Array(rest.dropFirst()))
      let repl = Repl(plugins, version: version, surroundings, defaults: Self.globals(words, rest))
      return try run(repl, options)
    } catch {
      let failure = (error as? Failure) ?? Failure(.internalError, "\(error)")
      var errors = surroundings.errors
      try? errors.write(errorText(failure))
      return failure.exitStatus
    }
  }

  private func run(_ repl: Repl, _ options: Options) throws -> Int32 {
    let bytes: [UInt8]
    if let commands = options.commands {
      bytes = Array(commands.utf8)
    } else if let file = options.file, file != "-" {
      bytes = try File.contents(of: repl.session().absolute(file))
    } else if surroundings.isInputTerminal && options.file == nil {
      var terminal = ReplTerminal(repl, patience: options.patience)
      try terminal.run()
      return 0
    } else {
      bytes = try File.readToEnd(surroundings.input)
    }
    let name = options.commands == nil ? options.file ?? "(standard input)" : nil
    let script = ReplScript(repl, keepsGoing: options.keepsGoing)
    let status =
      options.isOne ? try script.runAsOne(bytes, name: name) : try script.run(bytes, name: name)
    if repl.abandon() {
      try repl.say("the open transaction was rolled back, nothing was written")
      return status == 0 ? ErrorCode.badState.exitStatus() : status
    }
    return status
  }

  static func options(_ words: [String]) throws -> Options {
    var options = Options()
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "-f": options.file = try value(of: word, &rest)
      case "-c": options.commands = try value(of: word, &rest)
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

  /// The global options among the words: whatever the parser took out of them.
  private static func globals(_ words: [String], _ rest: [String]) -> [String] {
    var rest = rest[...]
    return words.filter { word in
      guard word == rest.first else { return true }
      rest.removeFirst()
      return false
    }
  }
}
