// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Signing
import Store

/// Looks at everything si64 stands on, and says what is wrong and how to mend it.
struct Doctor {
  let session: Session
  private let version: String

  init(_ session: Session, version: String) {
    self.session = session
    self.version = version
  }

  /// All findings, in the order people read them.
  func findings() -> [Finding] {
    versions() + ledger() + settings() + [terminal()] + DoctorShells(session).findings()
  }

  private func versions() -> [Finding] {
    let sqlite = Store.sqlite
    return [
      Finding("si64", "\(version), \(session.surroundings.program())"),
      Finding(
        "SQLite", sqlite.isEnough ? .ok : .fault, sqlite.version,
        fix: sqlite.isEnough ? nil : "install SQLite 3.37 or newer"),
      Finding("libsodium", sodiumVersion),
    ] + session.surroundings.libraries().map { Finding($0.name, $0.version) }
  }

  // MARK: Ledger

  private func ledger() -> [Finding] {
    do {
      let location = try session.location()
      return [
        Finding("ledger", "\(location.path), \(reason)"),
        Finding("backend", location.backend.rawValue),
      ] + journal() + keys(location)
    } catch {
      return [fault("ledger", error, fix: "si64 ledger init")]
    }
  }

  private var reason: String {
    if session.globals.ledger != nil { return "given by -L" }
    if session.givenLedger != nil { return "given by SI64_LEDGER" }
    return session.nearestHome() != nil
      ? "found by walking up from the working directory" : "the one in XDG_DATA_HOME"
  }

  private func journal() -> [Finding] {
    do {
      return try session.read { ledger in
        let head = try ledger.head()
        let last = try ledger.all(Checkpoint.self, "ORDER BY id DESC LIMIT 1").first
        let entries = Finding("journal", "\(head.sequence) entries")
        guard let last else {
          return [
            entries,
            Finding("checkpoint", .note, "none yet", fix: "si64 ledger checkpoint --out FILE"),
          ]
        }
        // A checkpoint signs what was there before its own entry.
        let since = max(0, head.sequence - last.head.sequence - 1)
        return [
          entries,
          Finding("checkpoint", "\(last.displayID) of \(last.time.text), \(since) entries since"),
        ]
      }
    } catch {
      return [fault("journal", error, fix: "restore a backup, then si64 ledger verify")]
    }
  }

  private func keys(_ location: Location) -> [Finding] {
    guard let directory = File.permissions(of: location.keys) else {
      return [Finding("keys", .note, "no keys here: nothing can be signed")]
    }
    var faults: [Finding] = []
    if !directory.isOwn {
      faults.append(
        Finding(
          "keys", .fault, "\(location.keys) belongs to another user",
          fix: "chown -R \(session.surroundings.loginName ?? "YOU") \(location.keys)"))
    }
    if directory.mode & 0o077 != 0 {
      faults.append(open(location.keys, directory.mode, fix: "chmod 700 \(location.keys)"))
    }
    for name in File.names(in: location.keys).sorted() {
      let path = "\(location.keys)/\(name)"
      if let file = File.permissions(of: path), file.mode & 0o077 != 0 {
        faults.append(open(path, file.mode, fix: "chmod 600 \(path)"))
      }
    }
    if faults.isEmpty, File.exists(location.treasuryKey) {
      do { _ = try KeyFile.load(path: location.treasuryKey) } catch {
        faults.append(fault("keys", error, fix: "put the ledger's key file back"))
      }
    }
    return faults.isEmpty ? [Finding("keys", "\(location.keys), for their owner alone")] : faults
  }

  private func open(_ path: String, _ mode: UInt32, fix: String) -> Finding {
    Finding("keys", .fault, "others may use \(path) (mode \(String(mode, radix: 8)))", fix: fix)
  }

  // MARK: Settings and terminal

  private func settings() -> [Finding] {
    do {
      let aliases = try Aliases(session)
      var findings: [Finding] = []
      for (name, text) in aliases.all {
        if Builtin.isTaken(name, session.plugins) {
          findings.append(
            Finding(
              "alias \(name)", .note, "never used: a built-in has that name",
              fix: "si64 config unset alias.\(name)"))
        } else if var line = ForeignLine([name]) {
          do { _ = try line.expand(aliases, session.plugins) } catch {
            findings.append(fault("alias \(name)", error, fix: "mend '\(text)'"))
          }
        }
      }
      return [Finding("settings", session.userConfigPath ?? "no home directory")] + findings
    } catch {
      return [fault("settings", error, fix: "mend the file")]
    }
  }

  private func terminal() -> Finding {
    let environment = session.surroundings.environment
    let term = environment["TERM"] ?? ""
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    let name = locale.lowercased()
    let width = session.surroundings.width.map { ", \($0) columns" } ?? ""
    let value = "\(term.isEmpty ? "no TERM" : term), locale \(locale)\(width)"
    guard name.contains("utf-8") || name.contains("utf8") else {
      return Finding("terminal", .note, value, fix: "export LC_ALL=C.UTF-8")
    }
    return Finding("terminal", value)
  }

  private func fault(_ name: String, _ error: any Error, fix: String) -> Finding {
    let failure = (error as? Failure) ?? Failure(.internalError, "\(error)")
    let place = failure.place.map { "\($0.file):\($0.line): " } ?? ""
    return Finding(name, .fault, place + failure.message, fix: failure.hint ?? fix)
  }
}

extension Dispatcher {
  /// Prints the findings; 1 where one of them is a fault.
  func doctor(_ words: [String], in session: Session) throws {
    if session.globals.help {
      return try session.print(
        raw: "usage: si64 [-L LEDGER] doctor\n\nChecks this installation and its ledger; "
          + "ends with 1 and the way to mend it where it finds a fault.\n")
    }
    guard words.isEmpty else {
      throw Failure(.usage, "'\(words[0])' is one word too many", hint: "si64 doctor")
    }
    let findings = Doctor(session, version: version).findings()
    try session.print(
      .listing(
        kind: "finding", columns: ["id", "status", "value", "fix"], items: findings.map(\.item)))
    if findings.contains(where: { $0.status == .fault }) { session.exitStatus = 1 }
  }
}
