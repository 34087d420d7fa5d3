// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

/// The short help: what there is, from the declarations.
enum Help {
  /// All modules.
  static func overview(_ plugins: PluginSet) -> String {
    var text = "usage: si64 [GLOBAL OPTIONS] MODULE VERB [ARGUMENTS] [OPTIONS]\n\n"
    for plugin in plugins.plugins { text += line(plugin.name, plugin.summary, width: 10) }
    return text + "\n'si64 help MODULE' lists its verbs, 'si64 MODULE VERB --help' explains one.\n"
  }

  /// The verbs of a module.
  static func module(_ plugin: any Plugin.Type) -> String {
    var text = "si64 \(plugin.name): \(plugin.summary)\n\n"
    for command in plugin.commands {
      text += line(command.verb, command.configuration.abstract, width: 20)
    }
    return text
  }

  /// What `si64 help WORDS` prints.
  ///
  /// - Throws: `unknown-command`.
  static func text(_ words: [String], _ plugins: PluginSet) throws -> String {
    guard let name = words.first else { return overview(plugins) }
    guard let plugin = plugins[name: name] else {
      throw Failure(.unknownCommand, "there is no module '\(name)'", hint: "'si64 help' lists them")
    }
    return module(plugin)
  }

  private static func line(_ name: String, _ text: String, width: Int) -> String {
    let gap = String(repeating: " ", count: max(1, width - name.count))
    return "  \(name)\(gap)\(text)\n"
  }
}
