// SPDX-License-Identifier: GPL-3.0-or-later

/// The settings themselves: what they are, where they come from, and changing them. It needs no
/// ledger.
package enum ConfigPlugin: Plugin {
  package static let name = "config"
  package static let summary = "settings: list, get, set, unset"
  package static let commands: [any SessionCommand.Type] = [
    ConfigList.self, ConfigGet.self, ConfigSet.self, ConfigUnset.self,
  ]
  package static let completions: [String: CompletionSource] = ["key": .settings]
}
