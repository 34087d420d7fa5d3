// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

struct ConfigList: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "config list", abstract: "List every setting that is in force.")

  static let onlyLooks = true

  @Flag(help: "Show where each comes from.") var showOrigin = false

  func run(in session: Session) throws {
    try session.checkLedger()
    let items = try session.config().effective.map { origin, entry in
      ConfigTarget.item(entry.key, entry.value, origin: origin)
    }
    try session.print(
      .listing(
        kind: "setting", columns: ["id", "value"] + (showOrigin ? ["origin"] : []), items: items))
  }
}
