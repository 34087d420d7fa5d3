// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A part of si64 with its own rules: what it is called, what it can do, what it stores, what must
/// hold.
package protocol Plugin: SendableMetatype {
  /// The first word of its commands: `contract`.
  static var name: String { get }
  /// One line for `si64 help`.
  static var summary: String { get }
  /// Its verbs, in the order of the manual page.
  static var commands: [any SessionCommand.Type] { get }
  /// Its records and scratch tables.
  static var tables: [Table] { get }
  /// Its invariants, all of which `ledger verify` checks.
  static var audits: [Audit] { get }
  /// The asset of a bare amount, unless config `NAME.asset` says otherwise.
  static var defaultAsset: String { get }
  /// What arguments and options stand for, by their names as in a batch line: `["id":
  /// .records(…)]`. A name behind a verb and a dot, `show.id`, goes before the name alone.
  static var completions: [String: CompletionSource] { get }
  /// What can be set for it: `NAME.SETTING`, without the name.
  static var settings: [String] { get }
  /// Reads every setting its commands read, so that `si64 doctor` finds what they would refuse.
  ///
  /// - Throws: what they throw then, as `config` or `not-configured`.
  static func check(_ config: Config) throws
  /// What `ledger init --demo` puts in.
  static func addDemo(to ledger: LedgerWriter) throws
}

extension Plugin {
  package static var tables: [Table] { [] }
  package static var audits: [Audit] { [] }
  package static var defaultAsset: String { "TOKEN" }
  package static var completions: [String: CompletionSource] { [:] }
  package static var settings: [String] { [] }
  package static func check(_ config: Config) throws {}
  package static func addDemo(to ledger: LedgerWriter) throws {}
}

/// The plugins of this build, and the schema they make together.
package struct PluginSet: Sendable {
  package let plugins: [any Plugin.Type]
  /// The number of the schema that all plugins of this build make together: raised by one whenever
  /// any of them adds a table, column or index.
  package static let schemaVersion = 2

  package init(_ plugins: [any Plugin.Type]) { self.plugins = plugins }

  /// The plugin with this name, or `nil`.
  package subscript(name name: String) -> (any Plugin.Type)? { plugins.first { $0.name == name } }

  /// The command whose module and verb the words start with, the longest verb winning, and what
  /// stands behind it; `nil` where there is none.
  func command(_ words: [String]) -> (any SessionCommand.Type, rest: [String])? {
    guard let module = words.first, let plugin = self[name: module] else { return nil }
    var best: (any SessionCommand.Type, Int)?
    for command in plugin.commands {
      let verb = command.fullName.split(separator: " ").map(String.init)
      if words.starts(with: verb), verb.count > best?.1 ?? 0 { best = (command, verb.count) }
    }
    return best.map { ($0.0, Array(words.dropFirst($0.1))) }
  }

  /// All tables of a ledger.
  package var schema: Schema {
    Schema(
      version: Self.schemaVersion, tables: KernelTables.records + plugins.flatMap { $0.tables },
      derived: KernelTables.derived)
  }

  /// All invariants besides the kernel's.
  package var audits: [Audit] { plugins.flatMap { $0.audits } }
}
