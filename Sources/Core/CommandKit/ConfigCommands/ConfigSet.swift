// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

struct ConfigSet: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "config set", abstract: "Change a setting; comments and order stay.")

  static let runsInTransaction = false

  @Argument(help: "SECTION.KEY, as in ledger.default_provider.") var key: String
  @Argument(help: "Its value.") var value: String
  @Flag(help: "In your own file, not in the ledger's.") var user = false

  func run(in session: Session) throws {
    try session.willPrint(ConfigTarget.fieldNames)
    let name = try ConfigKey(key).text
    let target = try ConfigTarget(session, user: user)
    try target.change {
      let text = try ConfigText.setting(name, to: value, in: $0, name: target.path)
      let alias = name.hasPrefix("alias.") ? String(name.dropFirst(6)) : ""
      if ConfigKey.isName(alias) { try Aliases.check(alias, value, in: target.path, session) }
      return text
    }
    try session.print(.changed(ConfigTarget.item(name, value, origin: target.path)))
  }
}
