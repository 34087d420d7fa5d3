// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Store

extension Completer {
  /// The words before the one being typed, parted as the program itself would part them.
  struct Line {
    /// The global options among them.
    let globals: GlobalOptions
    /// The others.
    let words: [String]
    /// The global option whose value is being typed.
    let wanting: Global?

    init(_ before: [String]) {
      var reader = GlobalOptionsReader(before)
      reader.readUnfinished()
      globals = reader.options
      wanting = Completer.globals.first { $0.isNamed(reader.wanting) }
      // The reader leaves '-h' for the parser.
      words = Dispatcher.withoutHelp(reader.rest)
    }
  }

  /// The global options of a line that is still being typed.
  package static func globals(in words: [String]) -> GlobalOptions { Line(words).globals }

  /// A verb in its words.
  static func verb(of command: any SessionCommand.Type) -> [String] {
    command.verb.split(separator: " ").map(String.init)
  }

  /// What can follow `words` in the verbs of a plugin.
  static func verbs(of plugin: any Plugin.Type, behind words: [String]) -> [Candidate] {
    plugin.commands.compactMap { command in
      let verb = verb(of: command)
      guard verb.count > words.count, verb.starts(with: words) else { return nil }
      let isLast = verb.count == words.count + 1
      return Candidate(verb[words.count], isLast ? command.configuration.abstract : "")
    }
  }

  /// The words that are arguments of a verb, not its options or their values.
  static func positionals(_ words: [String], _ shape: CommandShape) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" { return result + rest }
      guard word.hasPrefix("-"), word != "-" else {
        result.append(word)
        continue
      }
      if shape.options.contains(where: { $0.flag == word && $0.takesValue }) { _ = rest.popFirst() }
    }
    return result
  }
}
