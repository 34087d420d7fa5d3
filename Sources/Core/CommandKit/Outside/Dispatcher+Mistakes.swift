// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

/// What is said of words that mean nothing.
extension Dispatcher {
  func unknown(
    _ what: String, _ word: String, among known: [String], _ help: String
  ) -> Failure {
    let guess = closest(to: word, in: known)
    return Failure(
      .unknownCommand, "there is no \(what) '\(word)'",
      hint: guess.map { "did you mean '\($0)'?" } ?? "'\(help)' lists them")
  }

  /// The failure of a line that names a module, and behind it no verb.
  func unknownVerb(_ words: [String], of plugin: any Plugin.Type) -> Failure {
    let typed = Array(words.prefix { !$0.hasPrefix("-") })
    let start = ([plugin.name] + typed).joined(separator: " ")
    let verbs = plugin.commands.map { $0.verb }
    let halves = verbs.filter { $0.split(separator: " ").map(String.init).starts(with: typed) }
    guard halves.isEmpty else {
      return Failure(
        .usage, "a verb is missing after '\(start)'", hint: "'si64 help \(start)' lists them")
    }
    let guess = closestPhrase(to: typed, in: verbs)
    // Two words where the first of them is right.
    let count = verbs.contains { $0.hasPrefix("\(typed[0]) ") } ? 2 : 1
    let word = typed.prefix(guess?.count ?? count).joined(separator: " ")
    return Failure(
      .unknownCommand, "there is no verb '\(word)'",
      hint: guess.map { "did you mean '\($0.phrase)'?" } ?? "'si64 help \(plugin.name)' lists them")
  }

  /// The failure for an option that is none, of a command or in its place.
  func unknownOption(_ option: String, of command: (any SessionCommand.Type)?) -> Failure {
    let option = String(option.prefix { $0 != "=" })
    let own = command.map { CommandShape($0).options.map(\.flag) } ?? []
    let known = (own + Completer.globals.map(\.flag)).map { String($0.dropFirst(2)) }
    let guess = option.hasPrefix("--") ? closest(to: String(option.dropFirst(2)), in: known) : nil
    let help = command.map { "'si64 \($0.fullName) --help' explains it" } ?? "'man si64' lists them"
    return Failure(
      .unknownOption, "there is no option '\(option)'",
      hint: guess.map { "did you mean '--\($0)'?" } ?? help)
  }
}
