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
    versions() + ledger() + [actor()] + settings() + [terminal()]
      + DoctorShells(session).findings()
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

  /// Whether the journal would take the name of who is at work.
  private func actor() -> Finding {
    do {
      return Finding("actor", try GlobalOptions.label(session.actor, of: "actor (SI64_ACTOR)"))
    } catch {
      return fault("actor", error, fix: "export SI64_ACTOR=NAME")
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

  // MARK: Words for faults

  /// How si64 is called for the ledger that was looked at.
  var command: String {
    session.globals.ledger.map { "si64 -L \(ShellWords.quoted($0))" } ?? "si64"
  }

  func fault(_ name: String, _ error: any Error, fix: String) -> Finding {
    let failure = (error as? Failure) ?? Failure(.internalError, "\(error)")
    let place = failure.place.map { "\($0.file):\($0.line): " } ?? ""
    return Finding(name, .fault, place + failure.message, fix: fix)
  }

  /// What is wrong with who may use a file or directory; nothing where there is none.
  ///
  /// - Parameters:
  ///   - mode: what it should have, as `chmod` reads it.
  ///   - forbidden: the permissions that are a fault.
  func access(
    _ name: String, _ path: String, mode: String, forbidden: UInt32 = 0o022
  ) -> [Finding] {
    guard let file = File.permissions(of: path) else { return [] }
    var faults: [Finding] = []
    if !file.isOwn {
      faults.append(
        Finding(name, .fault, "\(path) belongs to another user", fix: ownership(path)))
    }
    if file.mode & forbidden != 0 {
      let verb = forbidden == 0o022 ? "change" : "use"
      faults.append(
        Finding(
          name, .fault, "others may \(verb) \(path) (mode \(String(file.mode, radix: 8)))",
          fix: "chmod \(mode) \(ShellWords.quoted(path))"))
    }
    return faults
  }

  /// The command that makes a file this user's own.
  private func ownership(_ path: String) -> String {
    "chown -R \(session.surroundings.loginName ?? "YOU") \(ShellWords.quoted(path))"
  }

  /// The command after which a file can be read that cannot be now.
  func readability(_ path: String) -> String {
    File.permissions(of: path)?.isOwn == false
      ? ownership(path) : "chmod u+rw \(ShellWords.quoted(path))"
  }
}
