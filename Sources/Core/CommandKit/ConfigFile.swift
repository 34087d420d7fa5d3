// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Settings as one file (or the environment) states them, in its order; a later one overrides an
/// earlier.
///
/// The syntax is git's: `[section]`, `[section "sub"]`, `key = value`, `"quotes"` with `\"`, `\\`,
/// `\n`, `\t`, comments from `#` or `;`, a `\` at the end to go on with the next line, a bare `key`
/// for true.
package struct ConfigFile: Equatable, Sendable {
  /// The settings, in order.
  package private(set) var entries: [ConfigEntry] = []
  /// Whether keys are to be compared as names of environment variables, which have no dots and
  /// dashes.
  let isEnvironment: Bool

  /// Reads a file's bytes.
  ///
  /// - Parameter name: the file's name, for errors.
  /// - Throws: `config` with the line for anything but the syntax above; `bad-text` for invalid
  ///   UTF-8.
  package init(parsing bytes: [UInt8], name: String) throws {
    isEnvironment = false
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badText, "\(name) is not valid UTF-8")
    }
    entries = try ConfigScanner(text, name: name).lines.compactMap(\.entry)
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: `config`, `bad-text`, `not-found`, `permission` or `io`.
  init(at path: String) throws {
    try self.init(parsing: File(path, O_RDONLY).readAll(), name: path)
  }

  /// The settings among environment variables: `SI64_LEDGER_AUTO_CREATE_ACCOUNTS` is
  /// `ledger.auto_create_accounts`. Names without a section (`SI64_ACTOR`) are none.
  package init(environment: [String: String]) {
    isEnvironment = true
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      guard let key = Self.key(ofVariable: name) else { continue }
      entries.append(ConfigEntry(key: key, value: value, line: nil))
    }
  }

  /// The last setting of `key`, or `nil`.
  package func entry(_ key: String) -> ConfigEntry? {
    if isEnvironment {
      let name = Self.variable(ofKey: key)
      return entries.last { Self.variable(ofKey: $0.key) == name }
    }
    let key = ConfigKey.normalised(key)
    return entries.last { $0.key == key }
  }

  /// The environment variable for a key: `SI64_`, upper case, dots and dashes as `_`.
  package static func variable(ofKey key: String) -> String {
    let name = key.uppercased().unicodeScalars.map { scalar -> Character in
      scalar == "." || scalar == "-" ? "_" : Character(scalar)
    }
    return "SI64_" + String(name)
  }

  /// The key for an environment variable, its first `_` taken for the dot; `nil` where it is no
  /// setting.
  package static func key(ofVariable name: String) -> String? {
    guard name.utf8.starts(with: "SI64_".utf8) else { return nil }
    let parts = name.dropFirst(5).lowercased().split(
      separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return "\(parts[0]).\(parts[1])"
  }
}
