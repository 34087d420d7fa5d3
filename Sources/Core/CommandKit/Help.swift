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

  /// The verbs of a module.
  static func module(_ plugin: any Plugin.Type) -> String {
    var text = "si64 \(plugin.name): \(plugin.summary)\n\n"
    for command in plugin.commands {
      text += line(command.verb, command.configuration.abstract, width: 20)
    }
    return text
  }

  /// A name and what it does.
  static func line(_ name: String, _ text: String, width: Int) -> String {
    let gap = String(repeating: " ", count: max(1, width - name.count))
    return "  \(name)\(gap)\(text)\n"
  }
}
