// SPDX-License-Identifier: GPL-3.0-or-later

extension Store {
  /// What a store needs besides a place.
  package struct Options {
    package var schema: Schema
    /// How long to wait for another writer, in milliseconds.
    package var lockTimeout: Int64
    /// Where caches of JSON ledgers go; `nil` keeps them private to the process.
    package var cacheDirectory: String?
    /// Whether all that is wanted is `glance`: no lock is taken or waited for, and nothing is made,
    /// brought up to date or written.
    package var onlyGlances = false
    /// Whether the user wants what takes long to stop.
    package var shouldStop: Stop.Question?
    /// Rebuilds tables from entries.
    package var replay: (Database) throws -> any Replaying

    package init(
      schema: Schema, lockTimeout: Int64, cacheDirectory: String?,
      shouldStop: Stop.Question? = nil,
      replay: @escaping (Database) throws -> any Replaying
    ) {
      self.schema = Schema(
        version: schema.version, tables: schema.tables,
        derived: [Database.journal] + schema.derived)
      self.lockTimeout = lockTimeout
      self.cacheDirectory = cacheDirectory
      self.shouldStop = shouldStop
      self.replay = replay
    }
  }
}
