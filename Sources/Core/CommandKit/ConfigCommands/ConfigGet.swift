// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money

struct ConfigGet: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "config get", abstract: "Print the value of one setting.")

  static let onlyLooks = true

  @Argument(help: "SECTION.KEY, as in ledger.default_provider.") var key: String

  func run(in session: Session) throws {
    let name = try ConfigKey(key).text
    try session.checkLedger()
    guard let (origin, entry) = try session.config().setting(name) else {
      throw Failure(
        .notFound, "\(name) is not set", hint: "'si64 config list' shows what is",
        details: ["key": name])
    }
    switch session.shape.format {
    case .json, .jsonl:
      try session.print(.item(ConfigTarget.item(name, entry.value, origin: origin)))
    default: try session.print(raw: entry.value + "\n")
    }
  }
}
