// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// The file a setting is written to: the ledger's own where there is one, else the user's.
struct ConfigTarget {
  /// As people know it.
  let path: String
  /// The file itself, behind links.
  private let file: String
  private let session: Session

  /// - Parameter user: whether the user's file is meant in any case.
  /// - Throws: `no-ledger` where neither place is known.
  init(_ session: Session, user: Bool) throws {
    let own = user ? nil : try? session.location().config
    guard let path = own ?? session.userConfigPath else {
      throw Failure(
        .noLedger, "there is no ledger with settings here, and no home directory",
        hint: "'si64 ledger init' makes a ledger; set HOME or XDG_CONFIG_HOME for your own settings"
      )
    }
    self.path = path
    self.session = session
    file = Self.target(of: path)
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
    try Path.makeDirectory(Path.parent(of: file))
    var old = stat()
    let isThere = stat(file, &old) == 0
    let mode = isThere ? old.st_mode & 0o7777 : 0o600
    let lock = try ConfigLock(file, mode: 0o600 | mode & 0o060, in: session)
    try withExtendedLifetime(lock) {
      try File.replace(file, with: Array(try edit(read()).utf8))
      // Others get in again only where the file is theirs again.
      if isThere, chown(file, old.st_uid, old.st_gid) == 0 { chmod(file, mode) }
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

  /// The file at the end of links, also of one that leads to no file yet.
  private static func target(of path: String, links: Int = 8) -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0, links > 0, !File.exists(path) else { return Path.absolute(path) }
    let next = String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let base = Path.parent(of: path)
    return target(of: next.hasPrefix("/") ? next : "\(base)/\(next)", links: links - 1)
  }

  /// A setting, as commands show it.
  static func item(_ key: String, _ value: String?, origin: String) -> Item {
    var item = Item(kind: "setting", id: key)
    item.add("value", value)
    item.add("origin", origin, wideOnly: true)
    return item
  }
}
