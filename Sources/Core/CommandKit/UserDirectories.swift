// SPDX-License-Identifier: GPL-3.0-or-later

/// The user's own directories, as the XDG base directory specification finds them: the variable,
/// else a place below `HOME`. Relative paths in either count as none: what they lead to would
/// depend on the working directory.
package struct UserDirectories {
  private let environment: [String: String]

  package init(_ environment: [String: String]) { self.environment = environment }

  /// `HOME`, where it is an absolute path.
  package var home: String? { absolute("HOME") }

  /// Settings: `$XDG_CONFIG_HOME`, else `~/.config`.
  package var config: String? { place("XDG_CONFIG_HOME", ".config") }

  /// Data: `$XDG_DATA_HOME`, else `~/.local/share`.
  package var data: String? { place("XDG_DATA_HOME", ".local/share") }

  /// What can be made again: `$XDG_CACHE_HOME`, else `~/.cache`.
  package var cache: String? { place("XDG_CACHE_HOME", ".cache") }

  /// What is kept between runs: `$XDG_STATE_HOME`, else `~/.local/state`.
  package var state: String? { place("XDG_STATE_HOME", ".local/state") }

  private func place(_ variable: String, _ standard: String) -> String? {
    absolute(variable) ?? home.map { "\($0)/\(standard)" }
  }

  private func absolute(_ variable: String) -> String? {
    environment[variable].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
  }
}
