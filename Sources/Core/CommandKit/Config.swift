// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The settings that count: layers of which an earlier one overrides a later, but for aliases.
package struct Config: Sendable {
  /// Where each layer came from (a file's name, `environment`), strongest first.
  package let layers: [(origin: String, file: ConfigFile)]

  /// Settings from their layers, strongest first: command line, environment, `.si64/config`, the
  /// user's file.
  package init(layers: [(origin: String, ConfigFile)]) {
    self.layers = layers.map { (origin: $0.origin, file: $0.1) }
  }

  /// What stands for the environment among the origins.
  static let environment = "environment"

  /// The text of a setting, or `nil` where no layer has it.
  package func value(_ key: String) -> String? { setting(key)?.entry.value }

  /// A setting and the layer that decides it.
  ///
  /// Aliases go the other way round: whoever hands you a ledger must not be able to change what
  /// commands of your own mean.
  package func setting(_ key: String) -> (origin: String, entry: ConfigEntry)? {
    for layer in key.hasPrefix("alias.") ? layers.reversed() : layers {
      if let entry = layer.file.entry(key) { return (layer.origin, entry) }
    }
    return nil
  }

  /// A switch: `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0` and nothing, in any case.
  ///
  /// - Throws: `config` for another value, with where it stands.
  package func bool(_ key: String) throws -> Bool? {
    guard let (origin, entry) = setting(key) else { return nil }
    switch entry.value.lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0", "": return false
    default: throw wrong(key, "true or false", origin, entry)
    }
  }

  /// A whole number.
  ///
  /// - Throws: `config` for another value, with where it stands.
  package func integer(_ key: String) throws -> Int64? {
    guard let (origin, entry) = setting(key) else { return nil }
    guard let value = Int64(entry.value) else { throw wrong(key, "a whole number", origin, entry) }
    return value
  }

  /// Every key that is set, once and sorted, with the layer that decides it.
  package var effective: [(origin: String, entry: ConfigEntry)] {
    var seen: Set<String> = []
    var result: [(origin: String, entry: ConfigEntry)] = []
    // Weaker layers know a key's real name, where the environment's may be ambiguous.
    for layer in layers.reversed() {
      for entry in layer.file.entries where seen.insert(canonical(entry.key)).inserted {
        if let (origin, decisive) = setting(entry.key) {
          let named = ConfigEntry(key: entry.key, value: decisive.value, line: decisive.line)
          result.append((origin, named))
        }
      }
    }
    return result.sorted { $0.entry.key < $1.entry.key }
  }

  /// With an environment layer, keys that share a variable are one.
  private func canonical(_ key: String) -> String {
    let variable = ConfigFile.variable(ofKey: key)
    let inEnvironment = layers.contains { $0.file.isEnvironment && $0.file.entry(key) != nil }
    return inEnvironment ? variable : key
  }

  private func wrong(
    _ key: String, _ wanted: String, _ origin: String, _ entry: ConfigEntry
  ) -> Failure {
    let failure = Failure(
      .config, "\(key) is not \(wanted) but '\(entry.value.shortened)'",
      details: ["origin": origin])
    return failure.at(entry.line.map { Failure.Place(file: origin, line: $0) })
  }
}
