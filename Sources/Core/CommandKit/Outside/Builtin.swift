// SPDX-License-Identifier: GPL-3.0-or-later

/// Words that can stand in a module's place and belong to no plugin.
enum Builtin {
  /// What the scripts of the shells ask; nobody types it.
  static let complete = "__complete"

  /// Those people use, with what they do.
  static let all = [
    (name: "help", summary: "list what there is, open a manual page"),
    (name: "doctor", summary: "check this installation and its ledger"),
    (name: "repl", summary: "the interactive shell, and scripts for it"),
  ]

  /// Whether a name is taken, so that no alias and no other program can have it.
  static func isTaken(_ name: String, _ plugins: PluginSet) -> Bool {
    plugins[name: name] != nil || name == complete || all.contains { $0.name == name }
  }
}
