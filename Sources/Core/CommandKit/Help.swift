// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser

/// The short help: what there is, from the declarations.
enum Help {
  /// All modules.
  static func overview(_ plugins: PluginSet) -> String {
    var text = "usage: si64 [GLOBAL OPTIONS] MODULE VERB [ARGUMENTS] [OPTIONS]\n\n"
    for plugin in plugins.plugins { text += line(plugin.name, plugin.summary, width: 10) }
    return text + "\n'si64 help MODULE' lists its verbs, 'si64 MODULE VERB --help' explains one.\n"
      + "'si64 help -a' lists aliases and plugins on PATH as well.\n"
  }

  /// The verbs of a module that start with `words`; `nil` where none does.
  static func module(_ plugin: any Plugin.Type, startingWith words: [String] = []) -> String? {
    var text = "si64 \(plugin.name): \(plugin.summary)\n\n"
    let commands = plugin.commands.filter {
      $0.verb.split(separator: " ").map(String.init).starts(with: words)
    }
    if commands.isEmpty && !words.isEmpty { return nil }
    for command in commands {
      text += line(command.verb, command.configuration.abstract, width: 20)
    }
    return text
  }

  /// What the parser says of one command, its usage as one types it in a shell.
  static func command(_ text: String, width: Int?) -> String {
    var result = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      result += line.hasPrefix("USAGE: ") ? usage(line.dropFirst(7), width ?? 80) : line + "\n"
    }
    return result + "'man si64' has the options of all commands, such as --output and --at.\n"
  }

  /// The usage in lines of at most `width` columns; an option stays on one line with its value.
  private static func usage(_ synopsis: Substring, _ width: Int) -> String {
    var (text, column) = ("USAGE: si64", 11)
    for (index, part) in synopsis.split(separator: " [").enumerated() {
      let part = index == 0 ? " \(part)" : " [\(part)"
      if column + part.count > width {
        text += "\n" + String(repeating: " ", count: 11)
        column = 11
      }
      text += part
      column += part.count
    }
    return text + "\n"
  }

  /// A name and what it does.
  static func line(_ name: String, _ text: String, width: Int) -> String {
    let gap = String(repeating: " ", count: max(1, width - name.count))
    return "  \(name)\(gap)\(text)\n"
  }
}
