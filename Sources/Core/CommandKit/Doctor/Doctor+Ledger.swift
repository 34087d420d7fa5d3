// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Signing
import Store
import System

/// The ledger: which one it is, its journal, and who may use its files.
extension Doctor {
  func ledger() -> [Finding] {
    do {
      let location = try session.location()
      let (journal, publicKey) = journal(location)
      return [
        Finding("ledger", "\(location.path), \(reason)"),
        Finding("backend", location.backend.rawValue),
      ] + journal + files(location) + keys(location, publicKey)
    } catch {
      let place = session.givenLedger.map { " -L \(ShellWords.quoted($0))" } ?? ""
      let fix =
        switch (error as? Failure)?.code {
        case .noLedger: "si64\(place) ledger init"
        case .permission: "chmod u+rwx its directory, or have its owner do so"
        default: "name a directory, or a file that ends in .sqlite, .db or .json"
        }
      return [fault("ledger", error, fix: fix)]
    }
  }

  private var reason: String {
    if session.globals.ledger != nil { return "given by -L" }
    if session.givenLedger != nil { return "given by SI64_LEDGER" }
    return session.nearestHome() != nil
      ? "found by walking up from the working directory" : "the one in XDG_DATA_HOME"
  }

  /// - Returns: also the public half of the key that the first entry names.
  private func journal(_ location: Location) -> (findings: [Finding], publicKey: String?) {
    let restore = "\(command) ledger restore FILE, where FILE is a backup"
    do {
      return try session.read { ledger in
        let head = try ledger.head()
        let notices = try session.store().notices
        var found = notices.map { Finding("journal", .fault, $0, fix: restore) }
        if notices.isEmpty { found.append(Finding("journal", "\(head.sequence) entries")) }
        found.append(try checkpoint(head, ledger))
        return (found, try ledger.fetch(Genesis.self, 1)?.publicKey)
      }
    } catch {
      let failure = error as? Failure
      let fix = failure?.code == .permission ? readability(location.path) : failure?.hint
      return ([fault("journal", error, fix: fix ?? restore)], nil)
    }
  }

  private func checkpoint(_ head: Head, _ ledger: LedgerReader) throws -> Finding {
    guard let last = try ledger.all(Checkpoint.self, "ORDER BY id DESC LIMIT 1").first else {
      let fix = "\(command) ledger checkpoint --out FILE"
      return Finding("checkpoint", .note, "none yet", fix: fix)
    }
    // A checkpoint signs what was there before its own entry.
    let since = max(0, head.sequence - last.head.sequence - 1)
    return Finding("checkpoint", "\(last.displayID) of \(last.time.text), \(since) entries since")
  }

  /// Whoever can change the ledger's files can change what they say, but for a broken chain.
  private func files(_ location: Location) -> [Finding] {
    let home = location.config == nil ? nil : Path.parent(of: location.path)
    let faults =
      (home.map { access("files", $0, mode: "700") } ?? [])
      + access("files", location.path, mode: "600")
      + (File.exists(location.scratch) ? access("files", location.scratch, mode: "600") : [])
      + (location.config.map { access("files", $0, mode: "600") } ?? [])
    let all = faults.isEmpty ? [Finding("files", "nobody else may change them")] : faults
    return all + leftovers(location)
  }

  /// What killed commands left behind; the next of their kind removes it.
  private func leftovers(_ location: Location) -> [Finding] {
    let paths = [location.path, location.treasuryKey] + (location.config.map { [$0] } ?? [])
    return paths.flatMap(TemporaryFile.leftovers).map {
      Finding(
        "files", .note, "\($0) was left by a killed command",
        fix: "rm \(ShellWords.quoted($0))")
    }
  }

  private func keys(_ location: Location, _ publicKey: String?) -> [Finding] {
    let treasury = location.treasuryKey
    let half = publicKey.map { "whose public half is \($0)" } ?? "it was made with"
    let back = "put the key of this ledger, \(half), back at \(treasury)"
    var faults = access("keys", location.keys, mode: "700", forbidden: 0o077)
    for name in File.names(in: location.keys).sorted() {
      faults += access("keys", "\(location.keys)/\(name)", mode: "600", forbidden: 0o077)
    }
    guard faults.isEmpty else { return faults }
    guard File.exists(treasury) else {
      return [Finding("keys", .fault, "\(treasury) is missing: nothing can be signed", fix: back)]
    }
    do {
      let present = try KeyFile.load(path: treasury).publicKey.base58
      guard publicKey == nil || publicKey == present else {
        return [
          Finding(
            "keys", .fault, "\(treasury) is not the key this ledger was made with", fix: back)
        ]
      }
      return [Finding("keys", "\(location.keys), for their owner alone")]
    } catch {
      return [fault("keys", error, fix: back)]
    }
  }
}
