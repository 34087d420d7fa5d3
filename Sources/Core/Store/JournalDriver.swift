// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// Where journal entries are kept for good. Tables are in `Store.database`, whatever the driver.
protocol JournalDriver: AnyObject {
  /// The tables.
  var database: Database { get }
  /// Whether the ledger's path still leads to the open file.
  var isCurrent: Bool { get }
  /// Waits so long for another writer from now on, in milliseconds.
  func wait(atMost timeout: Int64)
  /// Brings the tables up to the journal before a read.
  func prepareRead() throws
  /// Whether the tables as they are will do for a glance: those of the journal's end, or of a
  /// little before it. Nothing is locked or written.
  func isReadyForGlance() throws -> Bool
  /// Takes the writers' lock, recovers what a crash left, and opens the tables' transaction.
  func begin() throws
  /// Adds one entry to the open commit.
  func append(_ entry: UnsafeRawBufferPointer, head: Head) throws
  /// Makes the open commit durable.
  func commit() throws
  /// Undoes the open commit and gives the lock back.
  func rollback()
  /// Where the open commit stands, for `truncate`.
  var position: Int64 { get }
  /// Forgets what was appended after `position`.
  func truncate(to position: Int64) throws
  /// Calls `body` with every entry, checking the chain; returns what is wrong, or `nil`.
  func walk(_ body: (UnsafeBufferPointer<UInt8>, Head) throws -> Void) throws -> String?
  /// How many bytes behind the last whole commit the last `walk` passed over: a commit cut short.
  var unfinishedBytes: Int64 { get }
  /// What to tell the user where the tables turn out to be damaged.
  func explain(_ failure: Failure) -> Failure
  /// What was found and mended or what is wrong, for the user's eyes.
  var notices: [String] { get }
}
