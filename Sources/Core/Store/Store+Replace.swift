// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Glibc
import Money

extension Store {
  /// Puts a new ledger in the place of the one at `location`, in one step: whatever happens, the
  /// one or the other is there, and what was there is kept under a name of its own.
  ///
  /// Whoever is writing finishes first; whoever has the ledger open finds another history in it
  /// (`conflict`).
  /// - Parameter make: makes the new ledger where it is told, and checks it.
  /// - Returns: where the ledger that was there is now; `nil` where there was none.
  /// - Throws: what `make` throws; `locked`, `conflict`, `permission`, `io`.
  package static func replace(
    _ location: Location, _ options: Options, _ make: (Location) throws -> Void
  ) throws -> String? {
    let name = try File(toBecome: location.path).path
    defer { for ending in ["", "-wal", "-shm"] { unlink(name + ending) } }
    unlink(name)
    try make(Location(file: name, backend: location.backend))
    // Held, it is no leftover to those who clean up.
    let new = try File(name, O_RDWR)
    try new.lock(timeout: options.lockTimeout)
    guard File.exists(location.path) else {
      try File.publish(name, as: location.path)
      return nil
    }
    if location.backend == .sqlite {
      do {
        return try replaceInside(location.path, by: name, options.lockTimeout)
      } catch let failure as Failure where failure.code == .damaged {
        // A file that SQLite cannot read nobody can be writing to.
      }
    }
    return try replaceFile(location.path, by: name, options.lockTimeout)
  }

  /// A commit that changes every page: connections that are open see it as any other.
  private static func replaceInside(
    _ path: String, by new: String, _ lockTimeout: Int64
  ) throws -> String {
    let old = try Database(path: path, mode: .readWrite, busyTimeout: lockTimeout)
    let source = try Database(path: new, mode: .readWrite, busyTimeout: 0)
    guard let backup = sqlite3_backup_init(old.handle, "main", source.handle, "main") else {
      throw old.failure(sqlite3_errcode(old.handle), nil)
    }
    var isFinished = false
    defer { if !isFinished { sqlite3_backup_finish(backup) } }
    // No page yet, but the writers' lock.
    let status = sqlite3_backup_step(backup, 0)
    guard status == SQLITE_OK || status == SQLITE_DONE else { throw old.failure(status, nil) }
    guard !old.hasMoved else {
      throw Failure(.conflict, "the ledger at \(path) was moved or replaced meanwhile")
    }
    let aside = try copyAside(path)
    let end = sqlite3_backup_step(backup, -1)
    isFinished = true
    let outcome = sqlite3_backup_finish(backup)
    guard end == SQLITE_DONE, outcome == SQLITE_OK else {
      unlink(aside)
      throw old.failure(outcome == SQLITE_OK ? end : outcome, nil)
    }
    // Space only; another time will do.
    try? old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return aside
  }

  private static func copyAside(_ path: String) throws -> String {
    let reader = try Database(path: path, mode: .readWrite, busyTimeout: 0)
    let copy = try File(toBecome: path)
    defer { unlink(copy.path) }
    try reader.run("VACUUM INTO ?", [.text(copy.path)])
    try copy.sync()
    return try keep(path) { try File.publish(copy.path, as: $0) }
  }

  private static func replaceFile(
    _ path: String, by new: String, _ lockTimeout: Int64
  ) throws -> String {
    let file = try File(path, O_RDWR)
    try file.lock(timeout: lockTimeout)
    guard try file.isCurrent() else {
      throw Failure(.conflict, "the ledger at \(path) was moved or replaced meanwhile")
    }
    let aside = try keep(path) { aside in
      guard link(path, aside) == 0 else { throw Failure.system("cannot make", aside) }
    }
    for ending in ["-wal", "-shm"] { rename(path + ending, aside + ending) }
    guard rename(new, path) == 0 else {
      let failure = Failure.system("cannot replace", path)
      for ending in ["-wal", "-shm"] { rename(aside + ending, path + ending) }
      unlink(aside)
      throw failure
    }
    try File.syncDirectory(of: path)
    return aside
  }

  /// Gives what was at `path` the first free name that says so.
  private static func keep(_ path: String, _ make: (String) throws -> Void) throws -> String {
    var number = 1
    while true {
      let aside = "\(path).old-\(number)"
      do {
        try make(aside)
        return aside
      } catch let failure as Failure where failure.code == .exists {
        number += 1
      }
    }
  }
}
