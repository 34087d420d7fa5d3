// SPDX-License-Identifier: GPL-3.0-or-later

/// Another program to be run.
package struct Launch: Equatable, Sendable {
  /// Its file.
  package let path: String
  /// Its words, without its own name.
  package let arguments: [String]
  /// All of its environment.
  package let environment: [String: String]

  package init(_ path: String, _ arguments: [String], environment: [String: String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }
}
