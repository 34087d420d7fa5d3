// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// The file a setting is written to: the ledger's own where there is one, else the user's.
struct ConfigTarget {
  let path: String
  /// What stands in it; empty where there is no file yet.
  let text: String

  /// - Parameter user: whether the user's file is meant in any case.
  /// - Throws: `no-ledger` where neither place is known; `bad-text`; what reading throws.
  init(_ session: Session, user: Bool) throws {
    let own = user ? nil : try? session.location().config
    guard let path = own ?? session.userConfigPath else {
      throw Failure(
        .noLedger, "there is no ledger with settings here, and no home directory",
        hint: "'si64 ledger init' makes a ledger; set HOME or XDG_CONFIG_HOME for your own settings"
      )
    }
    self.path = path
    guard File.exists(path) else {
      text = ""
      return
    }
    let bytes = try File(path, O_RDONLY).readAll()
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badText, "\(path) is not valid UTF-8")
    }
    self.text = text
  }

  /// Replaces the file, durably; says so and writes nothing in a dry run.
  func write(_ text: String, in session: Session) throws {
    if session.globals.dryRun { return try session.say("dry run: nothing written") }
    try Path.makeDirectory(Path.parent(of: path))
    try File.replace(path, with: Array(text.utf8))
  }

  /// A setting, as commands show it.
  static func item(_ key: String, _ value: String?, origin: String) -> Item {
    var item = Item(kind: "setting", id: key)
    item.add("value", value)
    item.add("origin", origin, wideOnly: true)
    return item
  }
}
