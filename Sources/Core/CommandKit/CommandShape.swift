// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Store

/// The arguments and options of a verb, as the parser itself describes them.
package struct CommandShape: Sendable {
  package private(set) var arguments: [Parameter] = []
  package private(set) var options: [Parameter] = []

  /// One argument or option.
  package struct Parameter: Equatable, Sendable {
    /// As in a batch line: `job_id`.
    package let key: String
    /// As typed: `--job-id`; empty for an argument.
    package let flag: String
    package let summary: String
    package let takesValue: Bool
    /// Whether there can be several.
    package let isRepeating: Bool
  }

  package init(_ command: any SessionCommand.Type) {
    let dump = try? JSON(parsing: command._dumpHelp())
    for argument in dump?["command"]?["arguments"]?.array ?? [] {
      let summary = argument["abstract"]?.string ?? ""
      let kind = argument["kind"]?.string
      let isRepeating = argument["isRepeating"] == .bool(true)
      if kind == "positional" {
        arguments.append(
          Parameter(
            key: Self.key(argument["valueName"]?.string ?? ""), flag: "", summary: summary,
            takesValue: true, isRepeating: isRepeating))
      } else if let name = argument["preferredName"]?["name"]?.string, name != "help" {
        options.append(
          Parameter(
            key: Self.key(name), flag: "--\(name)", summary: summary, takesValue: kind == "option",
            isRepeating: isRepeating))
      }
    }
  }

  private static func key(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }
}
