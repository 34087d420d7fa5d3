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
    let name = try ConfigKey(key).text
    let target = try ConfigTarget(session, user: user)
    try target.write(
      ConfigText.unsetting(name, in: target.text, name: target.path), in: session)
    try session.print(.changed(ConfigTarget.item(name, nil, origin: target.path)))
  }
}
