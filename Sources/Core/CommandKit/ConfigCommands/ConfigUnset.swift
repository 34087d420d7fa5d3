// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

struct ConfigUnset: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "config unset", abstract: "Remove a setting from its file.")

  static let runsInTransaction = false

  @Argument(help: "SECTION.KEY, as in ledger.default_provider.") var key: String
  @Flag(help: "In your own file, not in the ledger's.") var user = false

  func run(in session: Session) throws {
    try session.willPrint(ConfigTarget.fieldNames)
    let name = try ConfigKey(key).text
    let target = try ConfigTarget(session, user: user)
    let own = session.userConfigPath.flatMap { $0 == target.path ? nil : $0 }
    let isOwn = own.flatMap { try? ConfigFile(at: $0).entry(name) } != nil
    let hint = "'si64 config unset --user \(name)' removes it from \(own ?? "")"
    do {
      try target.change { try ConfigText.unsetting(name, in: $0, name: target.path) }
    } catch let failure as Failure where failure.code == .notFound && isOwn {
      throw Failure(failure.code, failure.message, hint: hint)
    }
    if isOwn { try session.say("si64: your own settings still have \(name): \(hint)") }
    try session.print(.changed(ConfigTarget.item(name, nil, origin: target.path)))
  }
}
