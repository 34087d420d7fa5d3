// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// The settings: whether they can be read and used, by commands and as aliases.
extension Doctor {
  func settings() -> [Finding] {
    let own = session.userConfigPath
    let findings = own.map { access("settings", $0, mode: "600") } ?? []
    do {
      let aliases = try Aliases(session)
      let config = try session.config()
      return (findings.isEmpty ? [Finding("settings", own ?? "no home directory")] : findings)
        + session.plugins.plugins.compactMap { refusal(by: $0, of: config) }
        + aliases.all.compactMap { alias($0.name, aliases) }
    } catch {
      return findings + [fault("settings", error, fix: fix(of: error))]
    }
  }

  /// What commands of a plugin would refuse in the settings, or `nil`.
  private func refusal(by plugin: any Plugin.Type, of config: Config) -> Finding? {
    let name = "settings \(plugin.name)"
    do {
      try plugin.check(config)
    } catch {
      return fault(name, error, fix: fix(of: error))
    }
    let key = "\(plugin.name).asset"
    guard let (origin, entry) = config.setting(key) else { return nil }
    do {
      _ = try session.read { try $0.assets.find(entry.value) }
    } catch let failure as Failure where failure.code == .unknownAsset {
      return Finding(
        name, .fault, "\(key): \(failure.message)", fix: mending(key, origin, entry.line))
    } catch {
      // That the ledger cannot be read is another finding.
    }
    return nil
  }

  private func alias(_ name: String, _ aliases: Aliases) -> Finding? {
    guard let (origin, line) = aliases.place(of: name), var call = ForeignLine([name]) else {
      return nil
    }
    let key = "alias.\(name)"
    if Builtin.isTaken(name, session.plugins) {
      return Finding(
        "alias \(name)", .note, "never used: a built-in has that name", fix: removal(key, origin))
    }
    do {
      _ = try call.expand(aliases, session.plugins)
      return nil
    } catch {
      return fault("alias \(name)", error, fix: mending(key, origin, line))
    }
  }

  // MARK: Fixes

  private func removal(_ key: String, _ origin: String) -> String {
    switch origin {
    case session.userConfigPath: "si64 config unset --user \(key)"
    case Config.environment: "unset \(ConfigFile.variable(ofKey: key))"
    default: "\(command) config unset \(key)"
    }
  }

  private func mending(_ key: String, _ origin: String, _ line: Int?) -> String {
    line.map { "mend line \($0) of \(origin)" } ?? "unset \(ConfigFile.variable(ofKey: key))"
  }

  private func fix(of error: any Error) -> String {
    let failure = error as? Failure
    if let place = failure?.place { return "mend line \(place.line) of \(place.file)" }
    let files = [try? session.location().config, session.userConfigPath].compactMap { $0 }
    let isWrong = { (path: String) in File.exists(path) && (try? ConfigFile(at: path)) == nil }
    guard let path = files.first(where: isWrong) else {
      return failure?.hint ?? "'\(command) config list --show-origin' says where it stands"
    }
    return failure?.code == .permission ? readability(path) : "mend \(path)"
  }
}
