// SPDX-License-Identifier: GPL-3.0-or-later

/// Words that can stand in a module's place and belong to no plugin.
enum Builtin {
  /// What the scripts of the shells ask; nobody types it.
  static let complete = "__complete"

  /// The interactive shell, which stands outside this module.
  static let shell = "repl"

  /// Those people use, with what they do.
  static let all = [
    (name: "help", summary: "list what there is, open a manual page"),
    (name: "doctor", summary: "check this installation and its ledger"),
    (name: shell, summary: "the interactive shell, and scripts for it"),
  ]

  /// The same for completion.
  static let candidates = all.map { Completer.Candidate($0.name, $0.summary) }

  /// Whether a name is taken, so that no alias and no other program can have it.
  static func isTaken(_ name: String, _ plugins: PluginSet) -> Bool {
    plugins[name: name] != nil || name == complete || all.contains { $0.name == name }
  }
}
