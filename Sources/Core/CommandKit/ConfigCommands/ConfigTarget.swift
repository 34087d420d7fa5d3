// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// The file a setting is written to: the ledger's own, or the user's where that is asked for or
/// where no ledger can be meant.
struct ConfigTarget {
  /// As people know it.
  let path: String
  /// The file itself, behind links.
  private let file: String
  private let session: Session

  /// - Parameter user: whether the user's file is meant.
  /// - Throws: `no-ledger` where there is no such file: what was meant for one ledger must not
  ///   reach all of them; what finding the ledger throws.
  init(_ session: Session, user: Bool) throws {
    let isOwn = user || !session.meansLedger
    path = try isOwn ? Self.ofUser(session) : Self.ofLedger(session)
    self.session = session
    file = Path.target(of: path)
    if isOwn && !user {
      try session.say("si64: there is no ledger here: your own \(path) is meant")
    }
  }

  private static func ofUser(_ session: Session) throws -> String {
    guard let path = session.userConfigPath else {
      throw Failure(
        .noLedger, "there is no ledger with settings here, and no home directory",
        hint: "'si64 ledger init' makes a ledger; set HOME or XDG_CONFIG_HOME for your own settings"
      )
    }
    return path
  }

  private static func ofLedger(_ session: Session) throws -> String {
    let location: Location
    do {
      location = try session.location()
    } catch var failure as Failure where failure.code == .noLedger {
      failure.hint = [failure.hint, "--user is for settings of your own"]
        .compactMap(\.self).joined(separator: "; ")
      throw failure
    }
    guard let path = location.config else {
      throw Failure(
        .noLedger, "\(location.path) is a bare file, which has no settings",
        hint: "--user is for settings of your own, in all ledgers")
    }
    return path
  }

  /// Replaces the text by what `edit` makes of it, durably, with nobody else changing it meanwhile;
  /// says so and writes nothing in a dry run.
  ///
  /// - Throws: `locked`, `bad-text`, what `edit` and writing throw.
  func change(_ edit: (String) throws -> String) throws {
    if session.globals.dryRun {
      _ = try edit(read())
      return try session.say("dry run: nothing written")
    }
    let directory = Path.parent(of: file)
    try Path.makeDirectory(directory)
    let lock = try ConfigLock(directory, of: path, in: session)
    try withExtendedLifetime(lock) {
      try File.replace(file, with: Array(try edit(read()).utf8))
    }
  }

  /// What stands in it; empty where there is no file yet.
  private func read() throws -> String {
    guard File.exists(file) else { return "" }
    guard let text = String(validating: try File(file, O_RDONLY).readAll(), as: UTF8.self) else {
      throw Failure(.badText, "\(path) is not valid UTF-8")
    }
    return text
  }

  static let fieldNames = ["value", "origin"]

  /// A setting, as commands show it.
  static func item(_ key: String, _ value: String?, origin: String) -> Item {
    var item = Item(kind: "setting", id: key)
    item.add("value", value)
    item.add("origin", origin, wideOnly: true)
    return item
  }
}
