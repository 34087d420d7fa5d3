// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// A command line whose first name is no built-in's: an alias, or a program of its own.
struct ForeignLine {
  /// The options before the name. Those behind it are the other program's.
  private(set) var globals: GlobalOptions
  private(set) var name: String
  private(set) var rest: [String]
  private var options: [String]

  /// `nil` where the line has no name, or its options cannot be read.
  init?(_ arguments: [String]) {
    var reader = GlobalOptionsReader(arguments)
    guard let count = try? reader.readLeading(), let name = reader.rest.first,
      !name.hasPrefix("-")
    else { return nil }
    globals = reader.options
    self.name = name
    rest = Array(arguments[count...])
    options = Array(arguments[..<(count - 1)])
  }

  /// The whole line.
  var arguments: [String] { options + [name] + rest }

  /// Replaces aliases, each at most once.
  ///
  /// - Returns: the line for the shell, without the arguments in `rest`, where that is what it
  ///   comes to.
  /// - Throws: `config` for a loop, or an alias that cannot be used.
  mutating func expand(_ aliases: Aliases, _ plugins: PluginSet) throws -> String? {
    var seen: [String] = []
    while !Builtin.isTaken(name, plugins), let meaning = try aliases.meaning(of: name) {
      guard !seen.contains(name) else {
        throw Failure(
          .config, "the alias '\(name)' leads back to itself",
          hint: (seen + [name]).joined(separator: " → "))
      }
      seen.append(name)
      switch meaning {
      case .shell(let command): return command
      case .words(let words):
        guard let next = ForeignLine(options + words + rest) else {
          throw Failure(.config, "the alias '\(name)' names no command")
        }
        self = next
      }
    }
    return nil
  }
}
